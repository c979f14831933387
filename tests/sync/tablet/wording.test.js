// Amounts, days and codes read on the tablet as on phones.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Market } from "../../../sync/tablet/market.js";
import * as wording from "../../../sync/tablet/wording.js";

const { kenya } = JSON.parse(readFileSync(new URL("cases/matching.json", import.meta.url)));
const market = new Market(kenya.documents);
const NOON = Date.UTC(2026, 10, 28, 9) / 1000; // in Nairobi
const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];
const app = { market, now: () => NOON };

test("amounts have the currency of the market, and pay its period", () => {
  assert.equal(wording.money(market, 18_000), "KES 18,000");
  assert.equal(wording.pay(market, { pay: 900, pay_period: "day" }), "KES 900 a day");
  assert.equal(wording.pay(market, { pay: 1_250_000, pay_period: "month" }), "KES 1,250,000 a month");
  assert.equal(wording.pay(market, { pay: null, pay_period: null }), "pay to be agreed");
  assert.equal(wording.pay(market, {}), "pay to be agreed");
});

test("days are those of the market's clocks, whatever the tablet's say", () => {
  assert.equal(wording.day(market, NOON), "28 Nov");
  assert.equal(wording.weekday(market, NOON), "Sat 28 Nov");
  assert.equal(wording.day(market, Date.UTC(2026, 10, 30, 21) / 1000), "1 Dec");
});

test("how long ago something was is told by the minute, the hour, and then the day", () => {
  const told = (seconds) => wording.ago(app, NOON - seconds);
  assert.equal(told(0), "just now");
  assert.equal(told(-HOUR), "just now"); // a clock that goes ahead
  assert.equal(told(MINUTE), "1 minute ago");
  assert.equal(told(59 * MINUTE), "59 minutes ago");
  assert.equal(told(HOUR), "1 hour ago");
  assert.equal(told(6 * HOUR - 1), "5 hours ago");
  assert.equal(told(11 * HOUR), "today");
  assert.equal(told(13 * HOUR), "yesterday");
  assert.equal(told(36 * HOUR), "yesterday");
  assert.equal(told(37 * HOUR), "2 days ago");
  assert.equal(told(30 * DAY), "30 days ago");
});

test("a reason tells an officer why a job is shown for somebody", () => {
  const [place] = kenya.documents.places.filter(({ level }) => level === "town");
  const told = (reason) => wording.reason(market, { reason, area: place.id });
  assert.equal(told("same_work"), `Their own work, in ${place.name}`);
  assert.equal(told("related_work"), `Like their work, in ${place.name}`);
  assert.equal(told("other_work"), `Other work, in ${place.name}`);
});

test("codes have words, and what nobody told has none", () => {
  assert.equal(wording.experience("3_to_5"), "3 to 5 years");
  assert.equal(wording.alerts("weekly"), "Once a week");
  assert.equal(wording.applicationStatus("invited"), "invited, no answer yet");
  assert.equal(wording.applicationStatus("withdrawn"), "withdrawn");
  for (const told of [wording.experience, wording.alerts, wording.applicationStatus]) {
    assert.equal(told(null), "");
    assert.equal(told(undefined), "");
  }
});

test("languages are called as those who speak them do", () => {
  const names = ["en", "sw", "fr", "pt"].map(wording.languageName);
  assert.deepEqual(names, ["English", "Kiswahili", "Français", "Português"]);
});

test("a phone number is shown by threes", () => {
  assert.equal(wording.phoneShown("+254712345678"), "+254 712 345 678");
});
