// A message is cut into words on the tablet as on the server.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { between, split, tidy } from "../../../sync/tablet/words.js";

const cases = JSON.parse(readFileSync(new URL("cases/words.json", import.meta.url)));

test("a text is tidied as on the server", () => {
  for (const [text, tidied] of cases) assert.equal(tidy(text), tidied, JSON.stringify(text));
});

test("a text has the words that it has on the server, each where it stands", () => {
  for (const [, tidied, expected] of cases) {
    const words = split(tidied);
    assert.deepEqual(
      words.map(({ typed, key }) => [typed, key]),
      expected,
      JSON.stringify(tidied),
    );
    for (const { typed, start, end } of words) assert.equal(tidied.slice(start, end), typed);
  }
});

test("words that are kept are put together as on the server", () => {
  for (const [, tidied, , expected] of cases) {
    const kept = split(tidied).filter((_word, at) => at % 2 === 0);
    assert.equal(between(tidied, kept), expected, JSON.stringify(tidied));
  }
});
