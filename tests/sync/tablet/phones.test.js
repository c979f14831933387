// Phone numbers are read on the tablet as on the server, as far as they can be mobile numbers.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { normalise } from "../../../sync/tablet/phones.js";

const { countries, cases } = JSON.parse(readFileSync(new URL("cases/phones.json", import.meta.url)));

test("a number is the one that the server would make of it", () => {
  for (const { country, typed, number } of cases) {
    assert.equal(normalise(typed, countries[country]), number, `${country} "${typed}"`);
  }
});

test("a digit too few or too many, or a letter in between, is told as a slip", () => {
  for (const typed of ["071234567", "07123456789", "25471234567", "+2547123456789", "0712a345678", "0712 345 67O"]) {
    assert.equal(normalise(typed, countries.KE), null, typed);
  }
});

test("numbers of other countries are taken in any length that a number can have", () => {
  assert.equal(normalise("+260 97 1234567", countries.KE), "+260971234567");
  assert.equal(normalise("+26097", countries.KE), null);
});

test("before the first sync only numbers with a calling code are known", () => {
  assert.equal(normalise("+254712345678"), "+254712345678");
  assert.equal(normalise("0712345678"), null);
  assert.equal(normalise("0712345678", {}), null);
});

test("where nothing is dialled in place of the calling code, a zero at the start is a slip", () => {
  assert.equal(normalise("0912345678", countries.PT), null);
});
