// Names are heard on the tablet as on the server.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { ALIKE, SAME, alike, keys } from "../../../sync/tablet/sounds.js";

const cases = JSON.parse(readFileSync(new URL("cases/sounds.json", import.meta.url)));

test("two names are as alike as the server says, whichever comes first", () => {
  for (const { names, alike: expected } of cases) {
    assert.equal(alike(...names), expected, names.join(" | "));
    assert.equal(alike(...[...names].reverse()), expected, names.join(" | "));
  }
});

test("the words of a name have the sounds by which the server finds them", () => {
  for (const { names, keys: expected } of cases) {
    for (const [at, name] of names.entries()) assert.deepEqual([...keys(name)].sort(byCodePoint), expected[at], name);
  }
});

test("one missing name is forgiven and one name alone is that of many", () => {
  assert.ok(alike("Mary Wambui Njeri", "Njeri Mary") >= SAME);
  assert.ok(alike("Wanjiku", "Wanjiku Atieno") < ALIKE);
  assert.ok(alike("Wanjiku", "Wanjikoo") >= SAME);
});

test("whatever was typed as a name is taken", () => {
  for (const name of ["", "  ", "-", "H", "hh", "محمد علي", "bin", "X", "12"]) {
    assert.ok(alike(name, "Wanjiku Atieno") < ALIKE, name);
    assert.ok([0, 100].includes(alike(name, name)), name);
  }
});

test("more names than are kept are heard as before", () => {
  const before = alike("Wanjikoo Atyeno", "Wanjiku Atieno");
  for (let number = 0; number < 9000; number += 1) keys(`name${number}`);
  assert.equal(alike("Wanjikoo Atyeno", "Wanjiku Atieno"), before);
});

function byCodePoint(one, other) {
  return one < other ? -1 : 1;
}
