// What is saved of a person who is registered, and what the next one probably has in common with them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { change, met, openVisit, register, usual } from "../../../sync/tablet/registering.js";

const TODAY = "2026-11-26";
const ASHA = {
  name: "Asha Wanjiru",
  birth_year: 1995,
  phones: [],
  place: "003.011",
  occupation: "7112",
  experience: "none",
  least_pay: 0,
  language: "sw",
};

/** An app with a visit, or none; what it saves is noted down. */
function app(visit, today = TODAY) {
  const own = new Map(visit ? [["visit", visit.id]] : []);
  const saved = [];
  return {
    saved,
    market: { languages: ["en", "sw"] },
    settings: { language: "en" },
    copy: { get: async (_collection, id) => (visit?.id === id ? visit : null) },
    today: () => today,
    kept: async (name) => own.get(name),
    keep: async (name, value) => void own.set(name, value),
    save: async (collection, id, fields) => {
      saved.push([collection, id, fields]);
      return id ?? "p1";
    },
    tomorrow: (day) => (today = day),
  };
}

test("a person who agreed is saved whole, with each word in the language in which it was asked", async () => {
  const tablet = app();
  const half = { birthday: { year: 1995 }, others: ["x"], skills: undefined };
  assert.equal(await register(tablet, { ...ASHA, ...half }, { often: "weekly" }), "p1");
  assert.deepEqual(tablet.saved, [
    ["profiles", undefined, ASHA],
    ["consents", "p1.service", { profile_id: "p1", purpose: "service", given: 1, language: "sw" }],
    ["consents", "p1.alerts", { profile_id: "p1", purpose: "alerts", given: 1, language: "sw", often: "weekly" }],
  ]);
});

test("who wants no alerts says no, and who was not asked says nothing", async () => {
  const [refused, unasked] = [app(), app()];
  await register(refused, ASHA, { often: "off" });
  assert.equal(refused.saved.at(-1)[2].given, 0);
  await register(unasked, ASHA);
  assert.deepEqual(unasked.saved.map(([collection]) => collection), ["profiles", "consents"]);
});

test("a visit of today counts whom it met, each once", async () => {
  const visit = { id: "v", place: "003.016", planned_for: TODAY, met: ["p0"] };
  const tablet = app(visit);
  await register(tablet, ASHA);
  assert.deepEqual(tablet.saved.at(-1), ["visits", "v", { met: { add: ["p1"] }, people_met: { add: 1 } }]);
  await met(tablet, "p0");
  assert.equal(tablet.saved.at(-1)[2].met.add[0], "p1");
});

test("a visit that is over, or of another day, counts nobody", async () => {
  assert.equal(await openVisit(app({ id: "v", planned_for: TODAY, done_at: 1 })), null);
  assert.equal(await openVisit(app({ id: "v", planned_for: "2026-11-25" })), null);
  assert.equal(await openVisit(app()), null);
  assert.equal((await openVisit(app({ id: "v" }))).id, "v");
});

test("the next person is offered what the last one said, on the same day", async () => {
  const tablet = app();
  assert.deepEqual(await usual(tablet), { language: "en", place: undefined, places: [], works: [] });
  await register(tablet, ASHA);
  await register(tablet, { ...ASHA, place: "003.016", occupation: "5120" });
  await register(tablet, ASHA);
  const places = ["003.011", "003.016"];
  assert.deepEqual(await usual(tablet), { language: "sw", place: "003.011", places, works: ["7112", "5120"] });
  tablet.tomorrow("2026-11-27");
  assert.deepEqual(await usual(tablet), { language: "en", place: undefined, places, works: [] });
});

test("on a visit its place comes first", async () => {
  const tablet = app({ id: "v", place: "001", planned_for: TODAY });
  await register(tablet, ASHA);
  const { place, places } = await usual(tablet);
  assert.deepEqual([place, places], ["001", ["001", "003.011"]]);
});

test("a change says nothing of what is not told", async () => {
  const tablet = app();
  await change(tablet, "p1", { name: "Asha W", birth_year: null, birthday: {} });
  assert.deepEqual(tablet.saved, [["profiles", "p1", { name: "Asha W" }]]);
});
