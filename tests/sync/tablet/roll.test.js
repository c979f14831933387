// The officer's people are listed newest first, and found as one types.

import assert from "node:assert/strict";
import { test } from "node:test";

import { find, missing, newestFirst } from "../../../sync/tablet/roll.js";

const PEOPLE = [
  { id: "a", name: "Wanjiku Atieno", phones: ["+254711000001"] },
  { id: "b", name: "Atieno Owuor", phones: ["+254722000002", "+254733123456"] },
  { id: "c", name: "Mohamed Hassan", phones: [] },
  { id: "d", name: "Njambi Wanjiru" },
  { id: "e" },
];

/** Ids of whom a text finds. */
function found(text) {
  return find(PEOPLE, text, "0").map(({ id }) => id);
}

test("the beginning of a name comes before its middle, and that before its sound", () => {
  assert.deepEqual(found("wanj"), ["a", "d"]);
  assert.deepEqual(found("anj"), ["a", "d"]);
  assert.deepEqual(found("jambi wan"), ["d"]);
  assert.deepEqual(found("Maxamed"), ["c"]);
  assert.deepEqual(found("Otyeno"), []);
  assert.deepEqual(found("Atyeno"), ["a", "b"]);
});

test("every typed word has to be found", () => {
  assert.deepEqual(found("atieno wanjiku"), ["a"]);
  assert.deepEqual(found("atieno hassan"), []);
});

test("digits find a phone wherever they stand in it, with or without what is dialled before", () => {
  assert.deepEqual(found("0722"), ["b"]);
  assert.deepEqual(found("254722"), ["b"]);
  assert.deepEqual(found("+254 733 123"), ["b"]);
  assert.deepEqual(found("0001"), ["a"]);
  assert.deepEqual(found("07"), []);
});

test("signs alone find nobody", () => {
  assert.deepEqual(found("-"), []);
  assert.deepEqual(found("  "), []);
});

test("who was not sent yet comes first, the latest of them before the others, and who was erased not at all", () => {
  const people = [
    { id: "1", registered_at: 100 },
    { id: "2", registered_at: 300 },
    { id: "3" },
    { id: "4" },
    { id: "5", registered_at: 400, status: "erased" },
  ];
  assert.deepEqual(
    newestFirst(people).map(({ id }) => id),
    ["4", "3", "2", "1"],
  );
});

test("what nobody told is missing, and any pay is not nothing", () => {
  assert.deepEqual(missing({ name: "A", birth_year: null, place: "", least_pay: 0 }), [
    "birth_year",
    "place",
    "occupation",
    "experience",
  ]);
});
