// Words are compared on the tablet as on the server.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { apart, key, spaced } from "../../../sync/tablet/spelling.js";

const cases = JSON.parse(readFileSync(new URL("cases/spelling.json", import.meta.url)));

test("a text has the key that it has on the server", () => {
  for (const [text, expected] of cases) assert.equal(key(text), expected, JSON.stringify(text));
});

test("a key is its own key", () => {
  for (const [, expected] of cases) assert.equal(key(expected), expected);
});

test("French words that lean on the next stand apart, Swahili ones stay whole", () => {
  for (const [text, , expected] of cases) assert.equal(apart(text), expected, JSON.stringify(text));
  assert.equal(apart("d'école, ng'ombe"), "d école, ng'ombe");
});

test("white space of every kind is one space", () => {
  assert.equal(spaced(" a\t\u0085b\u001cc\u3000\n d "), "a b c d");
});
