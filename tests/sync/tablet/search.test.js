// Jobs of the copy are found for typed words as the server finds them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { find, isReference, search } from "../../../sync/tablet/search.js";
import { kenya } from "./kenya.js";

const stored = (name) => JSON.parse(readFileSync(new URL(`cases/${name}.json`, import.meta.url)));
const { now, profiles, cases, vacancies } = stored("search");
const market = kenya(stored("reading").terms);
const [mason, , nobody] = profiles;
const ids = ({ matches }) => matches.map(({ vacancy }) => vacancy.id);

test("each text finds the jobs of the server in its order, widened as there", () => {
  for (const { profile, text, query, found, scores, widened } of cases) {
    const result = search(market, profiles[profile], text, vacancies, now);
    const message = `${text} for profile ${profile}`;
    assert.deepEqual([ids(result), result.widened], [found, widened], message);
    if (query) assert.deepEqual(result.query, query, message);
    if (scores) assert.deepEqual(result.matches.map(({ score }) => score), scores, message);
  }
});

test("the number of a job finds that job alone, with spaces around it too", () => {
  const { id } = vacancies[5];
  assert.deepEqual(ids(search(market, nobody, ` ${id} `, vacancies, now)), [id]);
});

test("a number with a wrong digit is that of no job", () => {
  const { id } = vacancies[5];
  for (const typed of [id.slice(0, -1) + ((Number(id.at(-1)) + 1) % 10), "0" + id, id.slice(1), "", "12a45"]) {
    assert.equal(isReference(typed), false, typed);
  }
});

test("a kind of work may be chosen where a text means several", () => {
  const { query } = search(market, nobody, "mason kilifi", vacancies, now);
  const { matches } = find(market, nobody, { ...query, occupation: "5120" }, vacancies, now);
  assert.equal(matches[0].vacancy.occupation, "5120");
  assert.ok(matches.every(({ reason }) => reason !== "other_work"));
});

test("a job that is over is not found", () => {
  const { id } = vacancies[5];
  const over = vacancies.map((vacancy) => (vacancy.id === id ? { ...vacancy, deadline: now } : vacancy));
  assert.deepEqual(ids(search(market, nobody, id, over, now)), []);
});

test("at most as many are listed as are wanted", () => {
  assert.equal(ids(search(market, mason, "nairobi", vacancies, now, 3)).length, 3);
});

test("nothing is found for nothing, and among nothing", () => {
  assert.deepEqual(ids(search(market, mason, "", vacancies, now)), []);
  for (const text of ["mason", "kilifi", "juhudi", vacancies[0].id]) {
    assert.deepEqual(ids(search(market, mason, text, [], now)), []);
  }
});
