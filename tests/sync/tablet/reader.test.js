// What somebody types is understood on the tablet as on the server.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Market } from "../../../sync/tablet/market.js";
import { Reader } from "../../../sync/tablet/reading/reader.js";
import { kenya } from "./kenya.js";

const { terms, cases } = JSON.parse(readFileSync(new URL("cases/reading.json", import.meta.url)));
const market = kenya(terms);
const work = (text, exact) => market.read(text, exact).work;
const places = (text) => market.read(text).places.map(({ place }) => place.id);

test("each text means the work, the places and the pay that the server reads in it", () => {
  for (const { text, ...expected } of cases) {
    const reading = market.read(text);
    const { pay } = reading;
    const read = {
      work: reading.work,
      occupations: reading.occupations.map(({ code }) => code),
      is_sure: reading.isSure,
      sure_work: reading.sureWork,
      calls_work: reading.callsWork,
      places: reading.places.map(({ place }) => place.id),
      pay: pay && [pay.amount, pay.period, pay.start, pay.end],
      said: reading.said,
      rest: reading.rest,
    };
    assert.deepEqual(read, expected, text);
  }
});

test("names of work are read in three languages, misspelt and shortened", () => {
  const called = { 8332: ["lorry driver", "dereva wa lori", "lory drver", "DRVA WA LORI"], 7212: ["soudeur"] };
  for (const [code, texts] of Object.entries(called)) {
    for (const text of texts) assert.equal(work(text)[0], code, text);
  }
});

test("a place is no work and work is no place", () => {
  assert.equal(places("driver nakuru")[0], "032");
  assert.deepEqual(places("driver"), []);
  assert.deepEqual(work("mombasa"), []);
});

test("what is refused is not wanted", () => {
  assert.equal(work("sitaki udereva nataka kupika")[0], "5120");
});

test("asked for the words as they stand, no word is taken for a misspelt one", () => {
  assert.equal(work("weldr")[0], "7212");
  assert.deepEqual(work("weldr", true), []);
  assert.equal(work("welder", true)[0], "7212");
});

test("any text will do", () => {
  const texts = ["", " ", "\n", "\u0000", "\ud800", "(((", "'".repeat(5000), "a ".repeat(5000), "\u{1f600}\u{1f600}"];
  for (const text of texts) assert.deepEqual(market.read(text).work, []);
});

test("a reader that is prepared in steps reads as one that its first text builds", async () => {
  const prepared = new Reader(market);
  let pauses = 0;
  await prepared.prepare(() => (pauses += 1));
  assert.ok(pauses > 5);
  assert.deepEqual(prepared.read("lory drver nakuru"), market.read("lory drver nakuru"));
});

test("a text that comes while the reader is prepared is read at once, and nothing is built twice", async () => {
  const reader = new Reader(market);
  let read;
  let pauses = 0;
  await reader.prepare(() => {
    pauses += 1;
    read ??= reader.read("mason").work;
  });
  assert.deepEqual(read, work("mason"));
  assert.equal(pauses, 1);
});

test("before the first sync nothing is known, and nothing fails", () => {
  const reading = new Market({}).read("mason nairobi 15k");
  assert.deepEqual([reading.work, reading.places, reading.pay.amount], [[], [], 15000]);
});
