// Who may be registered already is told at the door, with the points of the server.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { find, isSame } from "../../../sync/tablet/duplicates.js";
import { Places } from "../../../sync/tablet/places.js";

const { terms, levels, places, cases } = JSON.parse(readFileSync(new URL("cases/duplicates.json", import.meta.url)));
const market = { terms, places: new Places(levels, terms.home_level, places) };

const TOWN = "047.274.westlands";
const KNOWN = { id: "k", name: "Wanjiku Atieno", birth_year: 1995, place: TOWN, phones: ["+254712345678"] };

/** What is told of a person, among these profiles. */
function told(person, ...profiles) {
  return find(market, person, profiles).map(({ profile, reasons }) => [profile.id, ...reasons]);
}

test("each pair has the points and reasons that the server gives it", () => {
  for (const { person, known, told } of cases) {
    const expected = told ? [{ profile: known, ...told }] : [];
    assert.deepEqual(find(market, person, [known]), expected, JSON.stringify([person, known]));
  }
});

test("who is told to be the same by the server is so here", () => {
  for (const { person, known, same } of cases) {
    assert.equal(isSame(person, known), same, JSON.stringify([person, known]));
  }
});

test("somebody is found by a phone alone, and by one of several", () => {
  assert.deepEqual(told({ phones: ["+254712345678"] }, KNOWN), [["k", "phone"]]);
  assert.deepEqual(told({ phones: ["+254700000000", "+254712345678"] }, KNOWN), [["k", "phone"]]);
});

test("nobody is found while nothing is typed", () => {
  assert.deepEqual(told({}, KNOWN), []);
  assert.deepEqual(told({ name: "", phones: [], birth_year: null, place: null }, KNOWN), []);
});

test("a name alone finds those whose name is alike until a year of birth is typed that is another", () => {
  assert.deepEqual(told({ name: "Atieno Wanjikoo" }, KNOWN), [["k", "name_sounds_alike"]]);
  assert.deepEqual(told({ name: "Atieno Wanjikoo", birth_year: 1960 }, KNOWN), []);
});

test("the likeliest comes first, and others in an order that stays", () => {
  const twin = { ...KNOWN, id: "twin", name: "Wanjikoo Atieno", phones: [] };
  const neighbour = { ...KNOWN, id: "neighbour", birth_year: 1996, phones: [] };
  const namesake = { ...neighbour, id: "namesake" };
  const person = { ...KNOWN, id: undefined };
  assert.deepEqual(
    told(person, namesake, neighbour, twin, KNOWN).map(([id]) => id),
    ["k", "twin", "namesake", "neighbour"],
  );
  assert.deepEqual(told(person, neighbour, namesake), told(person, namesake, neighbour));
});

test("nobody is their own double, and an erased person is nobody's", () => {
  assert.deepEqual(told(KNOWN, KNOWN, { ...KNOWN, id: "gone", status: "erased" }), []);
});

test("a profile whose name was changed is heard by its new one", () => {
  assert.equal(told({ name: "Wanjiku Atieno" }, KNOWN).length, 1);
  assert.equal(told({ name: "Wanjiku Atieno" }, { ...KNOWN, name: "Brian Kiprono" }).length, 0);
});
