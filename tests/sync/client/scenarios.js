// What must come out right with any server that speaks docs/sync.md: two tablets of one officer, and a bad line.
// `enrolled({cut})` gives a copy that is enrolled; with `cut`, its line breaks at random bytes.

import assert from "node:assert/strict";
import { seeded } from "./network.js";

const FIELDS = [
  "name",
  "text",
  "place",
  "purpose",
  "skills",
  "met",
  "people_met",
  "profile_id",
  "experience",
  "language",
];

export const scenarios = {
  "what one tablet does another sees": async ({ enrolled }) => {
    const [one, other] = [await enrolled(), await enrolled()];
    const person = await one.put("profiles", undefined, { name: "Akinyi Test", place: "047", skills: [] });
    const visit = await one.put("visits", undefined, { place: "047", purpose: "Market day", people_met: 3 });
    await one.put("visits", visit, { met: { add: [person] } });
    const sent = await one.sync();
    assert.deepEqual(sent.results, { applied: 3, merged: 0, conflict: 0, refused: 0 });
    await other.sync();
    await equal(one, other);
    assert.deepEqual((await other.get("visits", visit)).met, [person]);
    await other.put("visits", visit, { people_met: 5, purpose: "Market and school" });
    await other.sync();
    await one.sync();
    assert.equal((await one.get("visits", visit)).people_met, 5);
    await equal(one, other);
    await isWhole(one);
    await isWhole(other);
  },

  "edits of both at once become one": async ({ enrolled }) => {
    const [one, other] = [await enrolled(), await enrolled()];
    const visit = await one.put("visits", undefined, { place: "047", purpose: "Market day", people_met: 1 });
    await one.sync();
    await other.sync();
    await one.put("visits", visit, { people_met: { add: 2 }, planned_for: "2026-11-30" });
    await other.put("visits", visit, { people_met: { add: 4 }, purpose: "School" });
    await other.sync();
    await one.sync();
    await other.sync();
    await equal(one, other);
    const { people_met, planned_for, purpose } = await one.get("visits", visit);
    assert.deepEqual([people_met, planned_for, purpose], [7, "2026-11-30", "School"]);
  },

  "a person whom two tablets registered is one": async ({ enrolled }) => {
    const [one, other] = [await enrolled(), await enrolled()];
    const fields = { name: "Achieng Twice", place: "047", phones: ["+254711000222"] };
    const first = await one.put("profiles", undefined, fields);
    await one.put("consents", `${first}.service`, { profile_id: first, purpose: "service", given: 1, language: "sw" });
    const second = await other.put("profiles", undefined, fields);
    await other.put("consents", `${second}.service`, {
      profile_id: second,
      purpose: "service",
      given: 1,
      language: "sw",
    });
    const note = await other.put("notes", undefined, { profile_id: second, text: "Looks for work in town" });
    await one.sync();
    const { renamed } = await other.sync();
    assert.deepEqual(renamed, [{ from: second, to: first }]);
    assert.equal((await other.get("notes", note)).profile_id, first);
    assert.equal((await other.get("profiles", second)).id, first);
    await one.sync();
    await other.sync();
    await equal(one, other);
    assert.equal((await one.query("profiles", { where: { name: "Achieng Twice" } })).length, 1);
    await isWhole(other);
  },

  "a removed document is removed everywhere": async ({ enrolled }) => {
    const [one, other] = [await enrolled(), await enrolled()];
    const visit = await one.put("visits", undefined, { place: "047", purpose: "Nobody came" });
    await one.sync();
    await other.sync();
    await other.remove("visits", visit);
    await other.sync();
    await one.sync();
    assert.equal(await one.get("visits", visit), null);
    await equal(one, other);
  },

  "each operation counts once over a line that breaks": async ({ enrolled, seeds = [1] }) => {
    for (const seed of seeds) await overABadLine(enrolled, seed);
  },
};

async function overABadLine(enrolled, seed) {
  const random = seeded(seed);
  const some = (list) => list[Math.floor(random() * list.length)];
  const tablets = [await enrolled({ cut: random }), await enrolled({ cut: random })];
  const visits = [];
  let met = 0;
  for (let step = 0; step < 60; step += 1) {
    const tablet = some(tablets);
    const which = random();
    if (which < 0.2 || !visits.length) {
      visits.push(await tablet.put("visits", undefined, { place: "047", purpose: `Step ${step}`, people_met: 1 }));
      met += 1;
    } else if (which < 0.5) {
      const id = some(visits);
      if (await tablet.get("visits", id)) {
        await tablet.put("visits", id, { people_met: { add: 1 } });
        met += 1;
      }
    } else if (which < 0.7) {
      const id = some(visits);
      if (await tablet.get("visits", id)) await tablet.put("visits", id, { purpose: `Step ${step}` });
    } else {
      await tablet.sync().catch((error) => assert.equal(error.name, "LineCut"));
    }
  }
  const [one, other] = tablets;
  for (const tablet of [one, other, one]) await untilThrough(tablet);
  await equal(one, other);
  const found = (await one.query("visits")).filter(({ id }) => visits.includes(id));
  assert.equal(found.length, visits.length, `seed ${seed}`);
  assert.equal(
    found.reduce((sum, visit) => sum + visit.people_met, 0),
    met,
    `seed ${seed}`,
  );
}

async function untilThrough(tablet) {
  for (;;) {
    try {
      return await tablet.sync();
    } catch (error) {
      assert.equal(error.name, "LineCut");
    }
  }
}

/** The copy holds what the server says that it must, by its checksums. */
async function isWhole(copy) {
  await copy.change((draft) => (draft.state.checkedAt = 0));
  const { anew } = await copy.sync();
  assert.equal(anew, 0, "the checksums differ");
  assert.equal(copy.state.checkedAt, copy.state.at);
}

/** Two copies hold the same, and what they show is the same. */
async function equal(one, other) {
  assert.deepEqual(await shown(one), await shown(other));
}

async function shown(copy) {
  const documents = [];
  for (const collection of ["profiles", "consents", "applications", "notes", "visits", "conflicts", "vacancies"]) {
    for (const document of await copy.query(collection, { sort: "id" })) {
      const fields = FIELDS.filter((field) => document[field] != null).map((field) => [field, document[field]]);
      documents.push([collection, document.id, document.version, Object.fromEntries(fields)]);
    }
  }
  return documents;
}
