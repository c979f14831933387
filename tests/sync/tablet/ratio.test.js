// Two words are as near to each other as on the server.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { osa, ratio } from "../../../sync/tablet/ratio.js";

const cases = JSON.parse(readFileSync(new URL("cases/ratio.json", import.meta.url)));
const CUTOFFS = [undefined, 0, 1, 2, 3];

test("each pair of words is as much the same as the server says", () => {
  for (const { words, ratio: expected } of cases) {
    assert.equal(ratio(...words), expected, words.join(" | "));
    assert.equal(ratio(words[1], words[0]), expected, words.join(" | "));
  }
});

test("slips are counted up to each cutoff, and no further", () => {
  for (const { words, osa: expected } of cases) {
    CUTOFFS.forEach((cutoff, at) => {
      assert.equal(osa(...words, cutoff), expected[at], `${words.join(" | ")} ${cutoff}`);
      assert.equal(osa(words[1], words[0], cutoff), expected[at], `${words.join(" | ")} ${cutoff}`);
    });
  }
});

test("a long text leaves nothing behind for the next words", () => {
  const long = "mason ".repeat(400);
  assert.equal(osa(long, long + "s"), 1);
  assert.equal(osa("mason", "masno", 2), 1);
});
