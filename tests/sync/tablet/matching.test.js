// The tablet finds the jobs and people that the server finds, for the same reasons and in the same order.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Market } from "../../../sync/tablet/market.js";
import * as matching from "../../../sync/tablet/matching.js";

const { now, ...cases } = JSON.parse(readFileSync(new URL("cases/matching.json", import.meta.url)));
const markets = Object.values(cases).map((those) => ({ ...those, market: new Market(those.documents) }));
const worlds = markets.flatMap(({ market, worlds }) => Object.values(worlds).map((world) => ({ ...world, market })));
const [{ market: kenya, pairs }] = markets;
const { profile, vacancy } = pairs[0];
const DAY = 86_400;

const ASKED = {
  best: ({ profile, wanted }, market, vacancies) => matching.best(market, profile, vacancies, now, wanted),
  ofKind: ({ profile, occupation, place, least, wanted }, market, vacancies) =>
    matching.ofKind(market, profile, occupation, vacancies, now, wanted, place, least),
  inPlace: ({ profile, place, wanted }, market, vacancies) =>
    matching.inPlace(market, profile, place, vacancies, now, wanted),
  among: ({ profile, place, wanted }, market, vacancies) =>
    matching.among(market, profile, place, vacancies, now, wanted),
};
const told = (id, { score, reason, area, ring }) => [id, score, reason, area, ring];

/** The same in no order, each time: the copy keeps none. */
function shuffled(documents) {
  return [...documents].sort((one, other) => (reversed(one.id) < reversed(other.id) ? -1 : 1));
}

function reversed(text) {
  return [...text].reverse().join("");
}

test("a person and a vacancy have the score of the server, to the last bit, and its reason", () => {
  for (const { market, pairs } of markets) {
    for (const { profile, vacancy, ring, rings, score, reason } of pairs) {
      assert.equal(matching.score(market, profile, vacancy, ring, rings, now), score);
      assert.equal(matching.reason(market, profile, vacancy), reason);
    }
  }
});

test("a score is explained as on the server, and is the sum of its parts", () => {
  for (const { market, pairs } of markets) {
    for (const { profile, vacancy, parts } of pairs) {
      const explained = matching.explain(market, profile, vacancy, now);
      assert.deepEqual(explained, parts);
      const { ring, rings } = explained[1].values;
      const sum = explained.reduce((points, part) => points + part.points, 0);
      assert.equal(matching.score(market, profile, vacancy, ring, rings, now), sum);
    }
  }
});

test("whoever is asked for, the list is that of the server, in its order", () => {
  for (const { market, vacancies, lists } of worlds) {
    for (const list of lists) {
      const given = list.ask === "among" ? vacancies.slice(0, 40) : vacancies;
      const found = ASKED[list.ask](list, market, shuffled(given));
      assert.deepEqual(
        found.map((match) => told(match.vacancy.id, match)),
        list.found,
        `${list.ask} ${JSON.stringify(list.profile)}`,
      );
    }
  }
});

test("a vacancy has the people whom the server finds, in its order", () => {
  for (const { market, vacancies, profiles, people } of worlds) {
    for (const { vacancy, wanted, found } of people) {
      const asked = vacancies.find(({ id }) => id === vacancy);
      const candidates = matching.people(market, asked, shuffled(profiles), now, wanted);
      assert.deepEqual(
        candidates.map((candidate) => told(candidate.profile.id, candidate)),
        found,
      );
    }
  }
});

test("of somebody who told nothing yet, other work is found in the whole market, the newest first", () => {
  const aged = (age) => ({ ...vacancy, id: `1000${age}`, opened_at: now - age * DAY, deadline: now + 1 });
  const vacancies = [5, 1, 9, 3, 7].map(aged);
  const found = matching.best(kenya, {}, vacancies, now, 3);
  assert.deepEqual(
    found.map(({ vacancy: { id }, reason, area, ring }) => [id, reason, area, ring]),
    ["10001", "10003", "10005"].map((id) => [id, "other_work", "KE", 0]),
  );
});

test("a vacancy whose last day is over is listed no more", () => {
  const ending = { ...vacancy, deadline: now + 1 };
  assert.equal(matching.best(kenya, profile, [ending], now).length, 1);
  assert.equal(matching.best(kenya, profile, [ending], now + 1).length, 0);
});

test("whoever was just registered on the tablet is found for a vacancy, before the server knows of them", () => {
  const { id, ...told } = profile;
  const registered = { ...told, id, place: vacancy.place, occupation: vacancy.occupation };
  const [candidate] = matching.people(kenya, vacancy, [registered, { id: "half told" }], now);
  assert.equal(candidate.profile, registered);
  assert.equal(candidate.ring, 0);
  assert.equal(matching.people(kenya, vacancy, [{ ...registered, status: "registering" }], now).length, 0);
});
