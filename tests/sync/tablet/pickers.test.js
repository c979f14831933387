// What pickers understand of what is typed.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Market } from "../../../sync/tablet/market.js";
import { readName } from "../../../sync/tablet/pickers/name.js";
import { readPay } from "../../../sync/tablet/pickers/pay.js";
import { findPlaces, isHome } from "../../../sync/tablet/pickers/place.js";
import { readYear } from "../../../sync/tablet/pickers/year.js";

const PLACES = [
  ["KE", null, "nation", "Kenya"],
  ["001", "KE", "county", "Mombasa"],
  ["003", "KE", "county", "Kilifi"],
  ["001.1", "001", "subcounty", "Kisauni"],
  ["003.011", "003", "subcounty", "Kilifi North"],
  ["003.012", "003", "subcounty", "Kilifi South"],
  ["003.011.1", "003.011", "town", "Kibarani"],
];

function market(pay) {
  const periods = { hours_per_day: 8, days_per_week: 6, days_per_month: 26, least: 100, most: 2_000_000 };
  const levels = ["nation", "county", "subcounty", "town"];
  return new Market({
    markets: [{ id: "m", levels, home_level: "subcounty", pay: { ...periods, least_period: "month", ...pay } }],
    places: PLACES.map(([id, parent, level, name], rank) => ({ id, parent, level, name, rank })),
  });
}

/** The places found for a text by somebody who works in Kilifi. */
function found(text) {
  return findPlaces(market(), text, "003").map(({ id }) => id);
}

test("a year is one in which somebody who lives may have been born", () => {
  const read = (text) => readYear(text, 2026);
  assert.deepEqual(["1995", " 1926 ", "2026"].map(read), [1995, 1926, 2026]);
  assert.deepEqual(["", "95", "1925", "2027", "19955", "abcd"].map(read), [null, null, null, null, null, null]);
});

test("a name has letters and no digits, in whatever script", () => {
  assert.equal(readName("  Asha   Wanjiru "), "Asha Wanjiru");
  assert.deepEqual(["Ng'ang'a", "አበበ"].map(readName), ["Ng'ang'a", "አበበ"]);
  assert.deepEqual(["", "A", "0712", "<b>", "Asha 2", "..", "a".repeat(61)].map(readName), Array(7).fill(null));
});

test("pay is read as people type it, and told by the month", () => {
  const read = (text) => readPay(market(), text);
  assert.deepEqual(["15000", "15,000", "15 000", "15k", "Ksh 15.000", "KES15000"].map(read), Array(6).fill(15_000));
  assert.deepEqual(["", "much", "50", "9000000", "15000 a day"].map(read), Array(5).fill(null));
  assert.equal(readPay(market({ least_period: "day" }), "500"), 13_000);
});

test("places are found by their name, else by how it begins, those of one's own area first", () => {
  assert.deepEqual(found("kilifi north"), ["003.011"]);
  assert.deepEqual(found("kisauni"), ["001.1"]);
  assert.deepEqual(found("ki"), ["003", "003.011", "003.012", "003.011.1", "001.1"]);
  assert.deepEqual(found("k"), []);
  assert.deepEqual(found("zz"), []);
});

test("a home is known as exactly as the market asks, or as there is to know", () => {
  const here = market();
  const homes = PLACES.filter(([id]) => isHome(here, here.places.get(id))).map(([id]) => id);
  assert.deepEqual(homes, ["001.1", "003.011", "003.012", "003.011.1"]);
});
