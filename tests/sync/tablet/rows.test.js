// A row of a paper list is read as the person who wrote it meant it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { birthYear, blank, placesMeant, read, workMeant } from "../../../sync/tablet/rows.js";
import { kenya } from "./kenya.js";

const { levels, terms } = JSON.parse(readFileSync(new URL("cases/duplicates.json", import.meta.url)));
const { countries } = JSON.parse(readFileSync(new URL("cases/phones.json", import.meta.url)));
const NOW = 1_795_000_000; // 18 November 2026
const market = kenya({
  ...terms,
  levels,
  languages: ["en", "sw", "fr"],
  time_zone: "Africa/Nairobi",
  legal_working_age: 18,
  phone: countries.KE,
});
const KILIFI = ["003"];

/** A row with these answers. */
function row(answers) {
  return { ...blank({ language: "sw" }), name: "Kadzo Mwaringa", signed: false, ...answers };
}

test("what was written becomes fields of a profile, and what was not is left out", () => {
  const place = { typed: "mtwapa", code: "003.012.mtwapa" };
  const work = { typed: "mason", code: "7112" };
  const full = row({ year: "1994", phone: "0712 555 001", place, work, experience: "none", least: 0 });
  assert.deepEqual(read(market, full, NOW), {
    fields: {
      name: "Kadzo Mwaringa",
      birth_year: 1994,
      phones: ["+254712555001"],
      place: "003.012.mtwapa",
      occupation: "7112",
      experience: "none",
      least_pay: 0,
      language: "sw",
    },
    faults: {},
  });
  assert.deepEqual(read(market, row(), NOW), { fields: { name: "Kadzo Mwaringa", language: "sw" }, faults: {} });
});

test("faults are told by column, in the order of the columns", () => {
  const open = { typed: "qqqq", code: null };
  const wrong = row({ name: "7", year: "x", phone: "07", place: open, work: open, signed: null });
  const { faults } = read(market, wrong, NOW);
  assert.deepEqual(Object.keys(faults), ["name", "year", "phone", "place", "work", "signed"]);
  assert.match(faults.place, /qqqq/);
});

test("who is under the legal age, or turns it this year, is not registered from paper", () => {
  for (const [year, isTaken] of [["2007", true], ["2008", false], ["2012", false]]) {
    assert.equal(read(market, row({ year }), NOW).faults.year === undefined, isTaken, year);
  }
});

test("two digits are the latest year that makes a worker, else no year", () => {
  const cases = { 95: 1995, "06": 2006, 66: 1966, 20: null, 40: null, 1995: 1995, 1895: null, 2030: null, x: null };
  for (const [typed, year] of Object.entries(cases)) assert.equal(birthYear(market, typed, NOW), year, typed);
});

test("a place is surely meant where one alone is, or one alone of the officer's area", () => {
  assert.equal(placesMeant(market, "Mtwapa", KILIFI).sure, "003.012.mtwapa");
  assert.equal(placesMeant(market, "mtwa", KILIFI).sure, "003.012.mtwapa");
  assert.deepEqual(placesMeant(market, "", KILIFI), { codes: [], sure: null });
  assert.deepEqual(placesMeant(market, "Nowhereville", KILIFI), { codes: [], sure: null });
});

test("a town within a place of its own name is not told apart, and homes are nowhere as wide as a county", () => {
  assert.deepEqual(placesMeant(market, "Malindi", KILIFI), { codes: ["003.016"], sure: "003.016" });
  assert.deepEqual(placesMeant(market, "Kilifi", KILIFI), { codes: ["003.011.kilifi"], sure: "003.011.kilifi" });
});

test("places of the officer's area come first where several have a name", () => {
  const { codes } = placesMeant(market, "kibao", KILIFI);
  assert.ok(codes.length <= 4);
  const near = codes.map((code) => code.startsWith("003"));
  assert.deepEqual(near, [...near].sort().reverse());
});

test("work is surely meant where no other may be", () => {
  assert.deepEqual(workMeant(market, "mason"), { codes: ["7112"], sure: "7112" });
  const sewing = workMeant(market, "fundi wa cherehani");
  assert.equal(sewing.sure, null);
  assert.ok(sewing.codes.includes("7531"));
  assert.deepEqual(workMeant(market, "-"), { codes: [], sure: null });
});

test("the next row has the home and the language of the one before, and nothing else", () => {
  const before = row({ place: { typed: "Mtwapa", code: "003.012.mtwapa" }, phone: "0712555001", signed: true });
  const next = blank(before);
  assert.deepEqual([next.place, next.language], [before.place, "sw"]);
  assert.deepEqual([next.name, next.phone, next.signed], ["", "", null]);
});
