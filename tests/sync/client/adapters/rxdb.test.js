// RxDB's own replication against a real server.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { createRxDatabase } from "rxdb";
import { replicateRxCollection } from "rxdb/plugins/replication";
import { getRxStorageMemory } from "rxdb/plugins/storage-memory";
import { wrappedValidateAjvStorage } from "rxdb/plugins/validate-ajv";
import { replication } from "../../../../sync/client/rxdb.js";
import { Keys, Line, Other, PLACE, connected, phone, uuid } from "./world.js";

const text = { type: "string" };
const list = { type: "array", items: text };
const number = { type: "number" };

function schema(properties, required) {
  const id = { type: "string", maxLength: 80 };
  return { schema: { version: 0, type: "object", primaryKey: "id", properties: { id, ...properties }, required } };
}

const COLLECTIONS = {
  profiles: schema({ name: text, place: text, experience: text, skills: list, phones: list, status: text }, ["id"]),
  visits: schema({ place: text, purpose: text, planned_for: text, met: list, people_met: number }, ["id", "place"]),
  notes: schema({ profile_id: text, text, written_at: number }, ["id", "profile_id", "text"]),
};

/** A tablet with RxDB. Its line can be cut, and it can be started anew with what it kept. */
class Tablet {
  static made = [];

  static async with(options = {}) {
    const tablet = Object.assign(new Tablet(), { line: new Line(), store: new Keys(), batchSize: 100, ...options });
    const storage = wrappedValidateAjvStorage({ storage: getRxStorageMemory() });
    tablet.db = await createRxDatabase({ name: uuid(), storage, multiInstance: false, eventReduce: false });
    await tablet.db.addCollections(COLLECTIONS);
    await tablet.start();
    Tablet.made.push(tablet);
    return tablet;
  }

  async start() {
    const { line, store, batchSize } = this;
    this.connection = await connected({ line, store });
    this.replications = Object.values(this.db.collections).map((collection) => {
      const ours = replication(this.connection, collection, { batchSize });
      return replicateRxCollection({ collection, live: true, retryTime: 20, ...ours });
    });
  }

  /** The app is ended, whatever it was doing. */
  async stop() {
    await Promise.all(this.replications.map((each) => each.cancel()));
  }

  async level() {
    await Promise.all(this.replications.map((each) => each.awaitInSync()));
    await patiently(() => this.connection.sync());
    await Promise.all(this.replications.map((each) => each.awaitInSync()));
  }

  /** What it shows of a document, without what the server sets. */
  async see(collection, id) {
    const document = await this.db[collection].findOne(id).exec();
    return document?.toJSON();
  }

  async all(collection) {
    const documents = await this.db[collection].find().exec();
    return Object.fromEntries(documents.map((each) => [each.id, each.toJSON()]));
  }

  async patch(collection, id, fields) {
    await (await this.db[collection].findOne(id).exec()).incrementalPatch(fields);
  }

  async make(collection, fields, id = uuid()) {
    await this.db[collection].insert({ id, ...fields });
    return id;
  }

  async remove(collection, id) {
    await (await this.db[collection].findOne(id).exec()).remove();
  }
}

async function patiently(work) {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error.name !== "LineCut") throw error;
    }
  }
}

// RxDB lets only so many collections be open at once.
afterEach(async () => {
  for (const tablet of Tablet.made.splice(0)) {
    await tablet.stop();
    await tablet.db.close();
  }
});

async function two(options) {
  const [tablet, other] = [await Tablet.with(options), await Other.enrolled()];
  await tablet.level();
  return { tablet, other };
}

test("what is made on the tablet is on the server, a person before the note about them", async () => {
  const { tablet, other } = await two();
  const person = uuid();
  await tablet.make("notes", { profile_id: person, text: "Looks for work" });
  await tablet.make("profiles", { name: "Akinyi", place: PLACE, skills: ["sewing"] }, person);
  await tablet.level();
  assert.equal((await other.see("profiles", person)).name, "Akinyi");
  assert.deepEqual((await other.see("profiles", person)).skills, ["sewing"]);
  assert.equal(
    Object.values(await other.all("notes")).find((each) => each.profile_id === person).text,
    "Looks for work",
  );
  assert.deepEqual(tablet.connection.problems, []);
});

test("what is made on the server comes to the tablet, page by page", async () => {
  const other = await Other.enrolled();
  const made = [];
  for (let index = 0; index < 7; index += 1)
    made.push(await other.put("visits", undefined, { place: PLACE, purpose: `Page ${index}` }));
  const tablet = await Tablet.with({ batchSize: 3 });
  await tablet.level();
  const seen = await tablet.all("visits");
  assert.deepEqual(
    made.map((id) => seen[id]?.purpose),
    made.map((_, index) => `Page ${index}`),
  );
});

test("what both sides changed in one document is joined", async () => {
  const { tablet, other } = await two();
  const visit = await tablet.make("visits", { place: PLACE, purpose: "Market day", people_met: 1, met: [] });
  await tablet.level();
  tablet.line.isDown = true;
  await tablet.patch("visits", visit, { people_met: 3, planned_for: "2026-11-30" });
  await other.put("visits", visit, { purpose: "School", people_met: { add: 4 } });
  tablet.line.isDown = false;
  await tablet.level();
  for (const seen of [await tablet.see("visits", visit), await other.see("visits", visit)]) {
    assert.deepEqual([seen.purpose, seen.people_met, seen.planned_for], ["School", 7, "2026-11-30"]);
  }
  assert.deepEqual(tablet.connection.problems, []);
});

test("where both changed one field, the server's value stays and staff have the other", async () => {
  const { tablet, other } = await two();
  const visit = await tablet.make("visits", { place: PLACE, purpose: "Market day" });
  await tablet.level();
  tablet.line.isDown = true;
  await tablet.patch("visits", visit, { purpose: "Mine" });
  await other.put("visits", visit, { purpose: "Theirs" });
  tablet.line.isDown = false;
  await tablet.level();
  assert.equal((await tablet.see("visits", visit)).purpose, "Theirs");
  assert.equal((await other.see("visits", visit)).purpose, "Theirs");
  assert.deepEqual(
    tablet.connection.problems.map(({ fields, result }) => [fields, result.status, result.lost]),
    [[{ purpose: "Mine" }, "conflict", ["purpose"]]],
  );
  await tablet.patch("visits", visit, { purpose: "Mine, knowing theirs" });
  await tablet.level();
  assert.equal((await other.see("visits", visit)).purpose, "Mine, knowing theirs");
  assert.equal((await tablet.see("visits", visit)).purpose, "Mine, knowing theirs");
});

test("a field that is taken away is taken away on the other side", async () => {
  const { tablet, other } = await two();
  const visit = await tablet.make("visits", { place: PLACE, purpose: "Market day", planned_for: "2026-11-30" });
  await tablet.level();
  await (await tablet.db.visits.findOne(visit).exec()).incrementalModify(({ purpose, ...rest }) => rest);
  await tablet.level();
  assert.equal((await other.see("visits", visit)).purpose ?? null, null);
  await other.put("visits", visit, { planned_for: null });
  await tablet.level();
  assert.equal((await tablet.see("visits", visit)).planned_for, undefined);
});

test("what one side deletes is gone on both", async () => {
  const { tablet, other } = await two();
  const [mine, theirs] = [await tablet.make("visits", { place: PLACE }), await tablet.make("visits", { place: PLACE })];
  await tablet.level();
  await tablet.remove("visits", mine);
  await other.remove("visits", theirs);
  await tablet.level();
  for (const id of [mine, theirs]) {
    assert.equal(await tablet.see("visits", id), undefined);
    assert.equal(await other.see("visits", id), undefined);
  }
});

test("an edit made offline does not raise what the server deleted", async () => {
  const { tablet, other } = await two();
  const visit = await tablet.make("visits", { place: PLACE, purpose: "Market day" });
  await tablet.level();
  tablet.line.isDown = true;
  await tablet.patch("visits", visit, { purpose: "Offline" });
  await other.remove("visits", visit);
  tablet.line.isDown = false;
  await tablet.level();
  await tablet.level();
  assert.equal(await tablet.see("visits", visit), undefined);
  assert.equal(await other.see("visits", visit), undefined);
  assert.deepEqual(
    tablet.connection.problems.map(({ result }) => result.reason),
    ["gone"],
  );
});

test("what the tablet deleted does not come back, though it is changed on the server meanwhile", async () => {
  const { tablet, other } = await two();
  const visit = await tablet.make("visits", { place: PLACE, purpose: "Market day" });
  await tablet.level();
  tablet.line.isDown = true;
  await tablet.remove("visits", visit);
  await other.put("visits", visit, { purpose: "Changed" });
  tablet.line.isDown = false;
  await tablet.level();
  await tablet.level();
  assert.equal(await tablet.see("visits", visit), undefined);
  assert.equal(await other.see("visits", visit), undefined);
});

test("what is refused goes from the tablet, and the app is told", async () => {
  const { tablet, other } = await two();
  const visit = await tablet.make("visits", { place: "no such place" });
  await tablet.level();
  assert.equal(await tablet.see("visits", visit), undefined);
  assert.equal(await other.see("visits", visit), undefined);
  assert.deepEqual(
    tablet.connection.problems.map(({ id, result }) => [id, result.reason]),
    [[visit, "invalid"]],
  );
});

test("a person who is known already is renamed, with what refers to them", async () => {
  const { tablet, other } = await two();
  const fields = { name: "Achieng Twice", place: PLACE, phones: [phone()] };
  const known = await other.put("profiles", undefined, fields);
  tablet.line.isDown = true;
  const mine = await tablet.make("profiles", { ...fields, skills: ["tailoring"] });
  const note = await tablet.make("notes", { profile_id: mine, text: "Came by" });
  tablet.line.isDown = false;
  await tablet.level();
  await tablet.level();
  assert.equal(await tablet.see("profiles", mine), undefined);
  assert.deepEqual((await tablet.see("profiles", known)).skills, ["tailoring"]);
  assert.equal((await tablet.see("notes", note)).profile_id, known);
  assert.equal((await other.see("notes", note)).profile_id, known);
});

test("two tablets end level with each other", async () => {
  const [one, two] = [await Tablet.with(), await Tablet.with()];
  await Promise.all([one.level(), two.level()]);
  const visit = await one.make("visits", { place: PLACE, people_met: 1, met: [] });
  await one.level();
  await two.level();
  one.line.isDown = two.line.isDown = true;
  await one.patch("visits", visit, { people_met: 2, purpose: "One" });
  await two.patch("visits", visit, { people_met: 4, planned_for: "2026-12-01" });
  one.line.isDown = two.line.isDown = false;
  for (const tablet of [one, two, one]) await tablet.level();
  assert.deepEqual(await one.all("visits"), await two.all("visits"));
  assert.equal((await one.see("visits", visit)).people_met, 5);
});

test("each change counts once over a line that is cut, and one made after a start anew too", async () => {
  for (const seed of [1, 2, 3]) {
    const { tablet, other } = await two();
    const visit = await tablet.make("visits", { place: PLACE, people_met: 0 });
    await tablet.level();
    tablet.line.cut(seed);
    for (let step = 1; step <= 12; step += 1) {
      const { people_met } = await tablet.see("visits", visit);
      await tablet.patch("visits", visit, { people_met: people_met + 1, purpose: `Step ${step}` });
      await other.put("visits", visit, { people_met: { add: 1 } });
      if (step % 4 === 0) {
        await tablet.stop();
        await tablet.start();
      }
      if (step % 3 === 0) await tablet.level();
    }
    tablet.line.cut();
    await tablet.level();
    const seen = await other.see("visits", visit);
    assert.deepEqual([seen.people_met, seen.purpose], [24, "Step 12"], `seed ${seed}`);
    assert.equal((await tablet.see("visits", visit)).people_met, 24);
  }
});

test("an answer that was lost when the app ended is not missed, and counts once", async () => {
  const { tablet, other } = await two();
  const visit = await tablet.make("visits", { place: PLACE, people_met: 1 });
  await tablet.level();
  tablet.line.isDown = true;
  await tablet.patch("visits", visit, { people_met: 2 });
  await tablet.stop();
  Object.assign(tablet.line, { isDown: false, cutsAnswer: 1 });
  await tablet.start();
  await tablet.level();
  await tablet.patch("visits", visit, { people_met: 5 });
  await tablet.level();
  assert.equal((await other.see("visits", visit)).people_met, 5);
});

test("pages of what came with one request are full but for the last", async () => {
  const { tablet, other } = await two();
  for (let index = 0; index < 7; index += 1) await other.put("visits", undefined, { place: PLACE });
  await tablet.stop();
  tablet.line.requests.length = 0;
  const { pull } = replication(tablet.connection, tablet.db.visits);
  const lengths = [];
  for (let page = { checkpoint: { seq: tablet.connection.seq } }; (lengths.at(-1) ?? 3) === 3;) {
    page = await pull.handler(page.checkpoint, 3);
    lengths.push(page.documents.length);
  }
  assert.deepEqual(lengths, [3, 3, 1]);
  assert.deepEqual(tablet.line.requests, ["exchange"]);
});

test("a tablet that is up to date asks once for all collections", async () => {
  const { tablet, other } = await two();
  await other.put("visits", undefined, { place: PLACE });
  await tablet.level();
  tablet.line.requests.length = 0;
  await tablet.connection.sync();
  await Promise.all(tablet.replications.map((each) => each.awaitInSync()));
  assert.deepEqual(tablet.line.requests, ["exchange"]);
});
