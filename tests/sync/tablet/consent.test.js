// Consent is a yes that was said, and a new word replaces the one before.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isGiven, oftenOf, say, wordOn } from "../../../sync/tablet/consent.js";

/** What saving a word gives to the copy. */
function saved(...word) {
  return say({ save: (...given) => given }, "asha", ...word);
}

test("nobody has agreed who was not asked or said no", () => {
  assert.equal(isGiven(null), false);
  assert.equal(isGiven({ given: 0 }), false);
  assert.equal(isGiven({ given: 1 }), true);
});

test("a word is saved under the person and the purpose, with the language in which it was asked", () => {
  const word = { profile_id: "asha", purpose: "service", given: 1, language: "sw" };
  assert.deepEqual(saved("service", true, { language: "sw", often: "weekly" }), ["consents", "asha.service", word]);
});

test("how often is said with a yes to alerts alone", () => {
  const chosen = { language: "sw", often: "weekly" };
  assert.equal(saved("alerts", true, chosen)[2].often, "weekly");
  assert.equal("often" in saved("alerts", false, chosen)[2], false);
  assert.equal(saved("alerts", false, chosen)[2].given, 0);
});

test("how often stands is told by the latest word, else by the profile, else it is as usual", () => {
  assert.equal(oftenOf({ often: "weekly" }, { alerts: "instant" }), "weekly");
  assert.equal(oftenOf({}, { alerts: "instant" }), "instant");
  assert.equal(oftenOf(null, { alerts: "off" }), "daily");
});

test("a word is found under the person and the purpose", () => {
  const copy = { get: (...asked) => asked };
  assert.deepEqual(wordOn(copy, "asha", "alerts"), ["consents", "asha.alerts"]);
});
