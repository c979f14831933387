// What is told of a job order, and what the office says to it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { hasEnded, isPending, lastDay, numberTyped, payFault, standing, titleOf } from "../../../sync/tablet/orders.js";
import { Market } from "../../../sync/tablet/market.js";

const NOON = 1_795_000_000; // 18 November 2026, 14:06 in Nairobi
const PAY = { hours_per_day: 8, days_per_week: 6, days_per_month: 26, least: 1000, most: 500_000, least_amounts: [300] };
const LABELS = { en: "Welder" };
const market = new Market({
  markets: [{ id: "kenya", country: "KE", currency: "KES", time_zone: "Africa/Nairobi", languages: ["en"], pay: PAY }],
  occupations: [{ id: "7212", title: "Welder", sector: "repair", rank: 1, labels: LABELS, near: {}, words: {} }],
  sectors: [{ id: "repair", rank: 1, labels: { en: "Repair" } }],
});

test("people may apply until the last minute of a day in the market", () => {
  const at = lastDay(market, NOON, 7);
  assert.equal(market.day(at), "2026-11-25");
  assert.equal(market.day(at + 60), "2026-11-26");
});

test("a job is called as it was typed, without its numbers", () => {
  assert.equal(titleOf(market, { typed: "2 welders for gates 900", occupation: "7212" }), "Welders for gates");
  assert.equal(titleOf(market, { typed: "", occupation: "7212" }), "Welder");
  assert.equal(titleOf(market, { occupation: "7212" }), "Welder");
});

test("pay may be left open, and is a slip where nobody pays so", () => {
  assert.equal(payFault(market, { pay: null, pay_period: null }), "");
  assert.equal(payFault(market, { pay: 900, pay_period: "day" }), "");
  assert.match(payFault(market, { pay: 0, pay_period: "day" }), /digits/);
  assert.match(payFault(market, { pay: 900, pay_period: null }), /for what time/);
  assert.equal(
    payFault(market, { pay: 90_000, pay_period: "day" }),
    "That comes to KES 2,340,000 a month. Please look at it again.",
  );
});

test("numbers are read with their thousands, and words are none", () => {
  assert.deepEqual(["18,000", "18 000", "900", "", " ", "many"].map(numberTyped), [18_000, 18_000, 900, null, null, 0]);
});

test("what became of it is told in words, also where the office says something new", () => {
  assert.equal(standing({}), "Not sent yet");
  assert.equal(standing({ status: "pending", reason: null }), "The office looks at it first");
  assert.equal(standing({ status: "held", reason: "flags" }), "On hold: the office must look at it first");
  assert.equal(standing({ status: "refused", reason: "of another kind" }), "Not accepted");
  assert.deepEqual([{}, { status: "pending" }, { status: "open" }].map(isPending), [true, true, false]);
  assert.deepEqual([{ status: "held" }, { status: "expired" }].map(hasEnded), [false, true]);
});
