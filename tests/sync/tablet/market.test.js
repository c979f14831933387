// The market is what the reference documents of the copy say.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Market, loadMarket, toEven } from "../../../sync/tablet/market.js";

const { kenya } = JSON.parse(readFileSync(new URL("cases/matching.json", import.meta.url)));
const texts = [
  { id: "consent.service.en", language: "en", text: "May we keep this?" },
  { id: "consent.service.sw", language: "sw", text: "Tuhifadhi haya?" },
];
const copy = (documents) => ({ query: async (collection) => documents[collection] ?? [] });
const market = await loadMarket(copy({ ...kenya.documents, texts }));

test("a market is loaded from the copy", () => {
  assert.equal(market.isThere, true);
  assert.equal(market.terms.currency, "KES");
  assert.equal(market.languages[0], "en");
  assert.equal(market.places.root.id, "KE");
  assert.ok(market.occupations.has("7212"));
  assert.ok([...market.skills].length > 0);
});

test("before the first sync the market is empty, and says so", async () => {
  const empty = await loadMarket(copy({}));
  assert.equal(empty.isThere, false);
  assert.deepEqual(empty.terms, {});
  assert.deepEqual(empty.languages, []);
  assert.equal(empty.text("consent.service", "en"), "");
});

test("days and years are those of the market's clocks", () => {
  const newYearInNairobi = Date.UTC(2026, 11, 31, 21) / 1000;
  assert.equal(market.day(newYearInNairobi - 1), "2026-12-31");
  assert.equal(market.day(newYearInNairobi), "2027-01-01");
  assert.equal(market.year(newYearInNairobi - 1), 2026);
  assert.equal(market.year(newYearInNairobi), 2027);
});

test("pay is told per month, half units to the even one", () => {
  const pay = { hours_per_day: 8, days_per_week: 4, days_per_month: 26 };
  const terms = new Market({ markets: [{ id: "x", pay }] });
  assert.equal(terms.perMonth(18_000, "month"), 18_000);
  assert.equal(terms.perMonth(900, "day"), 23_400);
  assert.equal(terms.perMonth(100, "hour"), 20_800);
  assert.equal(terms.perMonth(1_000, "week"), 6_500);
  assert.equal(terms.perMonth(1, "week"), 6); // of 6.5
  assert.equal(terms.perMonth(3, "week"), 20); // of 19.5
});

test("numbers are rounded as on the server", () => {
  const rounded = [0.5, 1.5, 2.5, 2.4999, 2.5001, 99.5, 100].map(toEven);
  assert.deepEqual(rounded, [0, 2, 2, 2, 3, 100, 100]);
});

test("a text that is not there in a language is read out in the first of the market", () => {
  assert.equal(market.text("consent.service", "sw"), "Tuhifadhi haya?");
  assert.equal(market.text("consent.service", "fr"), "May we keep this?");
  assert.equal(market.text("consent.nothing", "en"), "");
});
