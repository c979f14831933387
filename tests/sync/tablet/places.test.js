// Places are found and lie within each other on the tablet as on the server.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Places } from "../../../sync/tablet/places.js";

const cases = JSON.parse(readFileSync(new URL("cases/places.json", import.meta.url)));
const trees = Object.values(cases).map((tree) => [
  tree,
  new Places(tree.levels, tree.home_level, [...tree.documents].sort((one, other) => (one.id < other.id ? -1 : 1))),
]);
const [, kenya] = trees[0];
const codes = (places) => places.map((place) => place.id);

test("every place lies where it lies on the server, whatever order the copy keeps them in", () => {
  for (const [{ where }, places] of trees) {
    for (const [code, rings, area, children] of where) {
      assert.deepEqual(places.rings(code), rings);
      assert.deepEqual(places.path(code), [...rings].reverse());
      assert.equal(places.area(code), area);
      assert.deepEqual(codes(places.children(code)), children);
    }
    assert.equal([...places].length, where.length);
  }
});

test("a place holds what it holds on the server", () => {
  for (const [{ under }, places] of trees) {
    for (const [code, expected] of under) assert.deepEqual(places.under(code), expected);
  }
});

test("a typed name finds the places that it finds on the server, in their order", () => {
  for (const [{ find }, places] of trees) {
    for (const [text, expected] of find) assert.deepEqual(codes(places.find(text)), expected, text);
  }
});

test("a place is called by its name and that of its area", () => {
  const town = [...kenya].find((place) => place.level === "town");
  assert.equal(kenya.label(town.id), `${town.name}, ${kenya.name(kenya.area(town.id))}`);
  assert.equal(kenya.label(kenya.area(town.id)), kenya.name(kenya.area(town.id)));
  assert.equal(kenya.ancestor(town.id, "county").id, kenya.area(town.id));
  assert.equal(kenya.ancestor("KE", "town"), null);
});

test("of a place that nobody knows only the whole market is known to lie around it", () => {
  assert.deepEqual(kenya.rings("nowhere"), ["KE"]);
  assert.deepEqual(kenya.rings(null), ["KE"]);
  assert.equal(kenya.get("nowhere"), null);
  assert.equal(kenya.label("nowhere"), "nowhere");
  assert.equal(kenya.label(undefined), "");
  assert.deepEqual(kenya.under("nowhere"), []);
});

test("before the first sync there is no place, and nothing fails", () => {
  const none = new Places([], undefined, []);
  assert.equal(none.root, undefined);
  assert.deepEqual(none.rings("KE"), []);
  assert.equal(none.area("KE"), undefined);
  assert.deepEqual(none.find("Nyali"), []);
});
