// How a sync went is told in plain words.

import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document ??= { documentElement: { dataset: {} } };
const { standing, steps } = await import("../../../sync/tablet/screens/sync.js");

const RESULTS = { applied: 0, merged: 0, conflict: 0, refused: 0 };

function ended(results, unsent = 0) {
  const counts = { ...RESULTS, ...results };
  const sent = Object.values(counts).reduce((sum, each) => sum + each, 0);
  return standing({ progress: { sent, unsent, results: counts } });
}

test("what was saved is told of all that waited", () => {
  assert.equal(ended({ applied: 11, merged: 1 }), "12 of 12 saved, 1 merged, 0 refused.");
  assert.equal(ended({ applied: 4, refused: 1 }, 7), "4 of 12 saved, 0 merged, 1 refused.");
  assert.match(ended({ applied: 1, conflict: 2 }), /^1 of 3 saved.* 2 were changed by others too\.$/);
});

test("where nothing waited it is up to date, and not so where something waits since", () => {
  assert.equal(ended({}), "Everything is up to date.");
  assert.equal(standing({ unsent: 1, progress: { sent: 0, unsent: 0, results: RESULTS } }), "");
  assert.equal(standing({}), "");
});

test("an error is told without its code", () => {
  for (const error of ["cut", "unauthorised", "too_many", "unavailable", "failed", "http_599"]) {
    const told = standing({ error });
    assert.ok(told.endsWith(".") && !told.includes("_"), told);
  }
});

test("progress is told in parts and kilobytes", () => {
  const none = { sent: 0, unsent: 0, bytes: 0, allBytes: 0, arrived: 0 };
  assert.equal(steps({ ...none, sent: 3, unsent: 9 }), "3 of 12 saved");
  assert.equal(steps({ ...none, bytes: 45_100, allBytes: 180_000 }), "45 of 180 KB");
  assert.equal(steps({ ...none, sent: 1, arrived: 2000 }), "1 of 1 saved, 2 KB came");
  assert.equal(steps(none), "");
});
