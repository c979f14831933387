// Work is as near to other work on the tablet as on the server.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Occupations } from "../../../sync/tablet/occupations.js";

const cases = JSON.parse(readFileSync(new URL("cases/nearness.json", import.meta.url)));
const byId = (one, other) => (one.id < other.id ? -1 : 1);
const markets = Object.values(cases).map((those) => [
  those,
  new Occupations([...those.sectors].sort(byId), [...those.documents].sort(byId)),
]);
const [, kenya] = markets[0];

test("two kinds of work are as near as on the server, whichever comes first", () => {
  for (const [{ pairs }, work] of markets) {
    for (const [one, other, expected] of pairs) {
      assert.equal(work.nearness(one, other), expected, `${one} ${other}`);
      assert.equal(work.nearness(other, one), expected, `${other} ${one}`);
    }
  }
});

test("around some work lies what lies around it on the server, the nearest first", () => {
  for (const [{ around }, work] of markets) {
    for (const [code, least, expected] of around) assert.deepEqual(work.around(code, least), expected);
  }
});

test("the menu has sectors and work in the order of the pack", () => {
  for (const [{ menu }, work] of markets) {
    const shown = work.sectors.map(({ id }) => [id, work.inSector(id).map((each) => each.id)]);
    assert.deepEqual(shown, menu);
  }
});

test("work is called by its label, or its title where menus do not show it", () => {
  for (const [{ labels }, work] of markets) {
    for (const [code, language, expected] of labels) assert.equal(work.label(code, language), expected);
  }
  assert.equal(kenya.sectorLabel(kenya.sectors[0].id, "en"), kenya.sectors[0].labels.en);
});

test("work that nobody told, or that the market does not know, is near to none and has no label of its own", () => {
  assert.equal(kenya.nearness(null, "7212"), 0);
  assert.equal(kenya.nearness("7212", undefined), 0);
  assert.equal(kenya.get("0000"), null);
  assert.equal(kenya.label("0000", "en"), "0000");
  assert.equal(kenya.label(null, "en"), "");
  assert.equal(kenya.sectorLabel(null, "en"), "");
});
