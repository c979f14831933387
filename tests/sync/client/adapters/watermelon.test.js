// WatermelonDB's own synchronize() against a real server.

import assert from "node:assert/strict";
import { test } from "node:test";
import watermelondb from "@nozbe/watermelondb";
import lokijs from "@nozbe/watermelondb/adapters/lokijs/index.js";
import { synchronize } from "@nozbe/watermelondb/sync/index.js";
import logger from "@nozbe/watermelondb/utils/common/logger/index.js";
import { setGenerator } from "@nozbe/watermelondb/utils/common/randomId/index.js";
import { watermelon } from "../../../../sync/client/watermelon.js";
import { Line, Other, PLACE, connected, phone, uuid } from "./world.js";

const { Database, Model, Q, appSchema, tableSchema } = watermelondb;
const COLUMNS = {
  profiles: {
    name: "string",
    place: "string",
    experience: "string",
    skills: "string",
    phones: "string",
    status: "string",
  },
  consents: { profile_id: "string", purpose: "string", given: "boolean", language: "string" },
  visits: { place: "string", purpose: "string", planned_for: "string", met: "string", people_met: "number" },
  notes: { profile_id: "string", text: "string", written_at: "number", updated_at: "number" },
};
const TABLES = Object.keys(COLUMNS);
const SCHEMA = appSchema({
  version: 1,
  tables: TABLES.map((name) => {
    const columns = Object.entries(COLUMNS[name]).map(([column, type]) => ({
      name: column,
      type,
      isOptional: column !== "updated_at", // WatermelonDB wants it so
    }));
    return tableSchema({ name, columns });
  }),
});
const MODELS = TABLES.map(
  (name) =>
    class extends Model {
      static table = name;
    },
);

setGenerator(uuid);
logger.default.silence();

/** A tablet with WatermelonDB. Its line can be cut, and it can be started anew with what it kept. */
class Tablet {
  static async with() {
    const tablet = Object.assign(new Tablet(), { line: new Line() });
    const inMemory = { useWebWorker: false, useIncrementalIndexedDB: true, extraLokiOptions: { autosave: false } };
    const adapter = new lokijs.default({ schema: SCHEMA, dbName: uuid(), ...inMemory });
    tablet.database = new Database({ adapter, modelClasses: MODELS });
    await tablet.start();
    return tablet;
  }

  async start() {
    const { line, database } = this;
    this.connection = await connected({ line, store: database.localStorage });
    this.synchronized = 0;
    this.sync = watermelon({
      connection: this.connection,
      database,
      tables: TABLES,
      page: 3,
      synchronize: async (options) => {
        this.synchronized += 1;
        await synchronize(options);
        await this.afterwards?.();
      },
    });
  }

  level() {
    return this.sync.sync();
  }

  record(table, id) {
    return this.database.get(table).find(id);
  }

  async see(table, id) {
    const [found] = await this.database.get(table).query(Q.where("id", id)).fetch();
    if (!found) return undefined;
    const { _status, _changed, ...fields } = found._raw;
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
  }

  async all(table) {
    const records = await this.database.get(table).query().fetch();
    return Object.fromEntries(await Promise.all(records.map(async ({ id }) => [id, await this.see(table, id)])));
  }

  async make(table, fields, id = uuid()) {
    await this.database.write(() => this.database.get(table).create((record) => set(record, { id, ...fields })));
    return id;
  }

  async patch(table, id, fields) {
    const record = await this.record(table, id);
    await this.database.write(() => record.update(() => set(record, fields)));
  }

  async remove(table, id) {
    const record = await this.record(table, id);
    await this.database.write(() => record.markAsDeleted());
  }
}

function set(record, { id, ...fields }) {
  if (id) record._raw.id = id;
  for (const [name, value] of Object.entries(fields)) {
    record._setRaw(name, Array.isArray(value) ? JSON.stringify(value) : value);
  }
}

async function two() {
  const [tablet, other] = [await Tablet.with(), await Other.enrolled()];
  await tablet.level();
  return { tablet, other };
}

async function offline(tablet, work) {
  tablet.line.isDown = true;
  await work();
  await assert.rejects(tablet.level(), { name: "LineCut" });
  tablet.line.isDown = false;
}

test("what is made on the tablet is on the server, a person before the note about them", async () => {
  const { tablet, other } = await two();
  const person = uuid();
  const note = await tablet.make("notes", { profile_id: person, text: "Looks for work", updated_at: 5 });
  await tablet.make("profiles", { name: "Akinyi", place: PLACE, skills: ["sewing"] }, person);
  await tablet.level();
  assert.deepEqual((await other.see("profiles", person)).skills, ["sewing"]);
  assert.equal((await other.see("notes", note)).text, "Looks for work");
  assert.equal("updated_at" in (await other.see("notes", note)), false);
  assert.equal((await tablet.see("profiles", person)).status, "registering");
  assert.deepEqual(tablet.connection.problems, []);
});

test("what was made before the first sync is sent with it", async () => {
  const [tablet, other] = [await Tablet.with(), await Other.enrolled()];
  const visit = await tablet.make("visits", { place: PLACE, purpose: "Before" });
  await tablet.level();
  assert.equal((await other.see("visits", visit)).purpose, "Before");
  assert.equal((await tablet.see("visits", visit)).purpose, "Before");
});

test("what is made and changed on the server comes to the tablet", async () => {
  const { tablet, other } = await two();
  const visit = await other.put("visits", undefined, { place: PLACE, purpose: "Page", planned_for: "2026-11-30" });
  await tablet.level();
  assert.equal((await tablet.see("visits", visit)).purpose, "Page");
  await other.put("visits", visit, { purpose: "Page 2", planned_for: null });
  await tablet.level();
  assert.deepEqual(await tablet.see("visits", visit), {
    id: visit,
    place: PLACE,
    purpose: "Page 2",
    met: "[]",
    people_met: 0,
  });
});

test("more than is taken in at a time is taken in whole", async () => {
  const { tablet, other } = await two();
  const made = [];
  for (let index = 0; index < 7; index += 1) made.push(await other.put("visits", undefined, { place: PLACE }));
  await tablet.level();
  const seen = await tablet.all("visits");
  assert.ok(made.every((id) => seen[id]));
});

test("what both sides changed in one document is joined", async () => {
  const { tablet, other } = await two();
  const [one, another] = [uuid(), uuid()];
  await tablet.make("profiles", { name: "One", place: PLACE }, one);
  await tablet.make("profiles", { name: "Another", place: PLACE }, another);
  const visit = await tablet.make("visits", { place: PLACE, purpose: "Market day", people_met: 1, met: [] });
  await tablet.level();
  await offline(tablet, async () => {
    await tablet.patch("visits", visit, { people_met: 3, met: [one], planned_for: "2026-11-30" });
    await other.put("visits", visit, { purpose: "School", people_met: { add: 4 }, met: { add: [another] } });
  });
  await tablet.level();
  for (const seen of [await tablet.see("visits", visit), await other.see("visits", visit)]) {
    assert.deepEqual([seen.purpose, seen.people_met, seen.planned_for], ["School", 7, "2026-11-30"]);
    const met = typeof seen.met === "string" ? JSON.parse(seen.met) : seen.met;
    assert.deepEqual(met.sort(), [one, another].sort());
  }
  assert.deepEqual(tablet.connection.problems, []);
});

test("where both changed one field, the server's value stays and staff have the other", async () => {
  const { tablet, other } = await two();
  const visit = await tablet.make("visits", { place: PLACE, purpose: "Market day" });
  await tablet.level();
  await offline(tablet, async () => {
    await tablet.patch("visits", visit, { purpose: "Mine" });
    await other.put("visits", visit, { purpose: "Theirs" });
  });
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
});

test("what is changed while a sync runs stands on what was there before", async () => {
  const { tablet, other } = await two();
  const visit = await tablet.make("visits", { place: PLACE, purpose: "Market day", people_met: 1 });
  await tablet.level();
  await other.put("visits", visit, { purpose: "Theirs", people_met: { add: 10 } });
  tablet.afterwards = async () => {
    tablet.afterwards = undefined; // sent, but nothing taken in yet
    await tablet.patch("visits", visit, { purpose: "Mine", people_met: 2 });
  };
  await tablet.level();
  assert.equal((await other.see("visits", visit)).people_met, 12);
  const seen = await tablet.see("visits", visit);
  assert.deepEqual([seen.purpose, seen.people_met], ["Theirs", 12]);
  assert.deepEqual(
    tablet.connection.problems.map(({ result }) => result.lost),
    [["purpose"]],
  );
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
  await offline(tablet, async () => {
    await tablet.patch("visits", visit, { purpose: "Offline" });
    await other.remove("visits", visit);
  });
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
  await offline(tablet, async () => {
    await tablet.remove("visits", visit);
    await other.put("visits", visit, { purpose: "Changed" });
  });
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

test("what was refused while the line was cut can be corrected, and is not sent as it was", async () => {
  const { tablet, other } = await two();
  const visit = await tablet.make("visits", { place: PLACE, purpose: "Market day" });
  await tablet.level();
  tablet.line.cutsAnswer = 1;
  await tablet.patch("visits", visit, { place: "no such place", purpose: "School" });
  await assert.rejects(tablet.level(), { name: "LineCut" });
  await tablet.connection.sync();
  assert.equal(tablet.connection.problems.length, 1);
  await tablet.patch("visits", visit, { place: PLACE });
  await tablet.level();
  assert.equal((await other.see("visits", visit)).purpose, "School");
  assert.equal(tablet.connection.problems.length, 1);
});

test("a person who is known already is renamed, with what refers to them", async () => {
  const { tablet, other } = await two();
  const fields = { name: "Achieng Twice", place: PLACE, phones: [phone()] };
  const known = await other.put("profiles", undefined, fields);
  const mine = await tablet.make("profiles", { ...fields, skills: ["tailoring"] });
  const note = await tablet.make("notes", { profile_id: mine, text: "Came by" });
  await tablet.level();
  assert.equal(await tablet.see("profiles", mine), undefined);
  assert.equal((await tablet.see("profiles", known)).skills, '["tailoring"]');
  assert.equal((await tablet.see("notes", note)).profile_id, known);
  assert.equal((await other.see("notes", note)).profile_id, known);
});

test("what is made for a person under a former id is known under the other", async () => {
  const { tablet, other } = await two();
  const fields = { name: "Achieng Twice", place: PLACE, phones: [phone()] };
  const known = await other.put("profiles", undefined, fields);
  const mine = await tablet.make("profiles", fields);
  tablet.afterwards = async () => {
    tablet.afterwards = undefined; // sent, and renamed, but nothing taken in yet
    const consent = { profile_id: mine, purpose: "service", given: true, language: "en" };
    await tablet.make("consents", consent, `${mine}.service`);
  };
  await tablet.level();
  assert.equal(await tablet.see("consents", `${mine}.service`), undefined);
  const { given, profile_id } = await tablet.see("consents", `${known}.service`);
  assert.deepEqual([given, profile_id], [true, known]);
  assert.equal((await other.see("consents", `${known}.service`)).given, 1);
});

test("two tablets end level with each other", async () => {
  const [one, two] = [await Tablet.with(), await Tablet.with()];
  const visit = await one.make("visits", { place: PLACE, people_met: 1 });
  await one.level();
  await two.level();
  await one.patch("visits", visit, { people_met: 2, purpose: "One" });
  await two.patch("visits", visit, { people_met: 4, planned_for: "2026-12-01" });
  for (const tablet of [one, two, one]) await tablet.level();
  for (const table of TABLES) assert.deepEqual(await one.all(table), await two.all(table));
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
      await tablet.level().catch((error) => assert.equal(error.name, "LineCut"));
      if (step % 4 === 0) await tablet.start();
    }
    tablet.line.cut();
    await tablet.level();
    const seen = await other.see("visits", visit);
    assert.deepEqual([seen.people_met, seen.purpose], [24, "Step 12"], `seed ${seed}`);
    assert.equal((await tablet.see("visits", visit)).people_met, 24);
  }
});

test("what was taken from the server and not kept by the database is given again", async () => {
  const { tablet, other } = await two();
  const visit = await other.put("visits", undefined, { place: PLACE, purpose: "Kept" });
  await tablet.connection.sync();
  await tablet.start();
  await tablet.level();
  assert.equal((await tablet.see("visits", visit)).purpose, "Kept");
});

test("a sync is one request, also with changes on both sides", async () => {
  const { tablet, other } = await two();
  await other.put("visits", undefined, { place: PLACE });
  await tablet.make("visits", { place: PLACE });
  tablet.line.requests.length = 0;
  await tablet.level();
  assert.deepEqual(tablet.line.requests, ["exchange"]);
});
