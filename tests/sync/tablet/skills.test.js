// Skills are read and compared on the tablet as on the server.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Skills } from "../../../sync/tablet/skills.js";

const cases = JSON.parse(readFileSync(new URL("cases/skills.json", import.meta.url)));
const markets = Object.values(cases).map((those) => [
  those,
  new Skills([...those.documents].sort((one, other) => (one.id < other.id ? -1 : 1))),
]);

test("a text names the skills that it names on the server", () => {
  for (const [{ read }, skills] of markets) {
    for (const [text, expected] of read) assert.deepEqual(skills.read(text), expected, JSON.stringify(text));
  }
});

test("somebody has the skills that they have on the server", () => {
  for (const [{ held }, skills] of markets) {
    for (const [asked, has, expected] of held) assert.deepEqual(skills.held(asked, has), expected, `${asked} | ${has}`);
  }
});

test("skills are found by the words by which the server finds them", () => {
  for (const [{ words }, skills] of markets) {
    for (const [those, expected] of words) assert.deepEqual(skills.words(those), expected);
  }
});

test("a skill of the list has a label, one in own words stays as it is", () => {
  const [{ documents }, skills] = markets[0];
  assert.equal(skills.label(documents[0].id, "en"), documents[0].labels.en);
  assert.equal(skills.label("Own Words", "en"), "Own Words");
});
