// The connection with a server in memory, which can be made to forget, to move and to shut out; the library is a map.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeServer } from "../fake.js";
import { cutting, problem, seeded } from "../network.js";
import { connect } from "../../../../sync/client/connection.js";
import { checksum } from "../../../../sync/client/merge.js";
import { Keys } from "./world.js";

const COLLECTIONS = new Set(["profiles", "visits", "notes", "vacancies"]);
const OWN = "caseload/amina";

function world(options) {
  const server = new FakeServer(options);
  const officer = server.officer("amina", ["047"]);
  for (let index = 0; index < 23; index += 1) {
    server.write("vacancies/047", "vacancies", `100${index}`, { title: `Job ${index}`, place: "047" });
  }
  server.write(OWN, "visits", "first", { place: "047", purpose: "Market day", people_met: 1 });
  return { server, officer };
}

/** A library that keeps documents and the number up to which it has them. Its changes wait in `dirty`. */
class Library {
  documents = new Map();
  dirty = new Map();
  taken = 0;

  take(connection) {
    this.connection = connection;
    connection.taken(COLLECTIONS, this.taken);
    for (const { seq, collection, id, fields } of connection.since(COLLECTIONS, this.taken)) {
      this.taken = seq;
      if (fields) this.documents.set(`${collection}/${id}`, fields);
      else this.documents.delete(`${collection}/${id}`);
    }
  }

  change(collection, id, fields) {
    const key = `${collection}/${id}`;
    if (fields) this.documents.set(key, { ...this.documents.get(key), ...fields });
    else this.documents.delete(key);
    this.dirty.set(key, { collection, id });
  }

  async push(connection) {
    const { taken } = this;
    const changes = [...this.dirty].map(([key, { collection, id }]) => {
      const fields = this.documents.get(key) ?? null;
      const standsOn = (states) => states.find(({ seq }) => seq <= taken) ?? states.at(-1) ?? { version: 0 };
      return { collection, id, fields, names: ["name", "place", "purpose", "people_met", "profile_id"], standsOn };
    });
    await connection.push(changes);
    this.dirty.clear();
  }

  async level(connection) {
    await this.push(connection);
    await connection.sync();
    this.take(connection);
  }
}

async function tablet({ server, officer }, { store = new Keys(), ...options } = {}) {
  const problems = [];
  const settings = {
    store,
    address: "https://jobs.example",
    fetch: server.fetch,
    clock: () => 1795000000000,
    patience: 1,
  };
  const connection = await connect({ ...settings, onProblem: (each) => problems.push(each), ...options });
  if (!connection.officer) await connection.enrol(server.code(officer));
  return Object.assign(connection, { problems });
}

async function synced(world, options) {
  const [connection, library] = [await tablet(world, options), new Library()];
  await library.level(connection);
  return { connection, library };
}

/** The library has what the server has, and the connection knows all versions. */
function isLevel({ server, officer }, library, connection) {
  const rows = officer.buckets[officer.scope].flatMap((bucket) => server.documents(bucket));
  const told = rows.filter(({ collection }) => COLLECTIONS.has(collection));
  const held = Object.fromEntries(told.map(({ collection, id, fields }) => [`${collection}/${id}`, fields]));
  assert.deepEqual(Object.fromEntries([...library.documents].sort()), Object.fromEntries(Object.entries(held).sort()));
  const known = [...connection.mirror.entries.values()].filter(({ fields }) => fields);
  const order = (list) => list.sort((a, b) => (a.collection + a.id < b.collection + b.id ? -1 : 1));
  assert.equal(checksum(order(known)), checksum(order(rows)));
}

test("the first sync loads first copies over a line that is cut, from where it was cut", async () => {
  for (const seed of [1, 2, 3]) {
    const a = world({ partSize: 3 });
    const connection = await tablet(a);
    a.server.line = cutting(seeded(seed));
    const library = new Library();
    for (let tries = 0; ; tries += 1) {
      assert.ok(tries < 100);
      try {
        await library.level(connection);
        break;
      } catch (error) {
        assert.equal(error.name, "LineCut");
      }
    }
    isLevel(a, library, connection);
  }
});

test("a first copy that is there no more is asked for again, and nothing is loaded twice or missed", async () => {
  const a = world({ partSize: 3 });
  const connection = await tablet(a);
  a.server.partsAtOnce = 2;
  let parts = 0;
  a.server.line = (response) => {
    parts += 1;
    if (parts === 4) {
      a.server.snapshots.clear();
      a.server.delete("vacancies/047", "vacancies", "1000");
    }
    return response;
  };
  const library = new Library();
  await library.level(connection);
  isLevel(a, library, connection);
});

test("what goes by removal, by a place that is lost, and what comes with a place that is gained", async () => {
  const a = world();
  const { connection, library } = await synced(a);
  a.server.delete("vacancies/047", "vacancies", "1003");
  a.server.write("vacancies/003", "vacancies", "2000", { title: "By the sea" });
  await library.level(connection);
  isLevel(a, library, connection);
  a.server.move(a.officer, ["003"]);
  await library.level(connection);
  isLevel(a, library, connection);
  assert.equal(library.documents.has("vacancies/1001"), false);
});

test("after a restore what was answered is sent again, and everything is as the server has it", async () => {
  const a = world();
  const { connection, library } = await synced(a);
  const backup = a.server.backup();
  library.change("visits", "made", { place: "047", people_met: 3 });
  library.change("visits", "first", { people_met: 4 });
  await library.level(connection);
  a.server.write("vacancies/047", "vacancies", "1001", { title: "Lost in the restore" });
  await library.level(connection);
  a.server.restore(backup);
  library.change("visits", "first", { purpose: "School" });
  await library.level(connection);
  isLevel(a, library, connection);
  const first = a.server.find(OWN, "visits", "first").fields;
  assert.deepEqual([first.people_met, first.purpose], [4, "School"]);
  assert.equal(a.server.find(OWN, "visits", "made").fields.people_met, 3);
  assert.equal(library.documents.get("vacancies/1001").title, "Job 1");
});

test("a cursor that is too old costs a first sync, in which what is gone goes", async () => {
  const a = world();
  const { connection, library } = await synced(a);
  a.server.bucket("vacancies/047").delete("vacancies/1004"); // and nobody remembers
  a.server.horizon = a.server.sequence + 1;
  a.server.write("vacancies/047", "vacancies", "1005", { title: "Newer" });
  library.change("visits", "first", { purpose: "School" });
  const taken = library.taken;
  await library.level(connection);
  isLevel(a, library, connection);
  assert.ok(connection.seq - taken < 10, "what stayed as it was is not given again");
});

test("a copy that is not what it must be is loaded anew", async () => {
  const a = world();
  const { connection, library } = await synced(a);
  a.server.bucket("vacancies/047").delete("vacancies/1004"); // and nobody told
  a.server.now += 25 * 3600;
  await library.level(connection);
  isLevel(a, library, connection);
});

test("a new token is used from the next request on, also after a start anew", async () => {
  const a = world();
  const store = new Keys();
  const { connection, library } = await synced(a, { store });
  [...a.server.devices.values()][0].renew = true;
  await library.level(connection);
  const again = await tablet(a, { store: store.copy() });
  await library.level(again);
  assert.match(a.server.requests.at(-1).headers.Authorization, /-next$/);
});

test("a tablet that was revoked sends what waits, and keeps nothing", async () => {
  const a = world();
  const store = new Keys();
  let wiped = 0;
  const { connection, library } = await synced(a, { store, onWipe: () => (wiped += 1) });
  [...a.server.devices.values()][0].revoked = true;
  library.change("visits", "first", { purpose: "Last words" });
  await assert.rejects(library.level(connection), { code: "wiped" });
  assert.equal(wiped, 1);
  assert.equal(a.server.requests.at(-1).body.operations.length, 1);
  assert.equal(store.texts.size, 0);
  assert.equal(connection.since(COLLECTIONS, 0).length, 0);
  await assert.rejects(connection.sync(), { code: "unauthorised" });
});

test("while the server asks for silence, nothing is sent", async () => {
  const a = world();
  let now = 1795000000000;
  const { connection } = await synced(a, { clock: () => now });
  a.server.requests.length = 0;
  a.server.answers.push(problem(503, "unavailable", { "Retry-After": "30" }));
  for (let tries = 0; tries < 3; tries += 1) await assert.rejects(connection.sync(), { code: "unavailable" });
  assert.equal(a.server.requests.length, 1);
  now += 31000;
  await connection.sync();
  assert.equal(a.server.requests.length, 2);
});

test("operations that are too much for one request go in several", async () => {
  const a = world();
  const { connection, library } = await synced(a);
  for (let index = 0; index < 9; index += 1) library.change("visits", `v${index}`, { place: "047" });
  a.server.answers.push(problem(413, "too_large"), problem(413, "too_large"));
  await library.level(connection);
  isLevel(a, library, connection);
});

test("calls that wait for their turn share one exchange", async () => {
  const a = world();
  const { connection } = await synced(a);
  a.server.requests.length = 0;
  await Promise.all([1, 2, 3, 4, 5].map(() => connection.sync()));
  assert.equal(a.server.requests.length, 1);
});

test("what is about a person waits a moment for that person, and goes without in the end", async () => {
  const a = world();
  const { connection } = await synced(a);
  const standsOn = () => ({ version: 0 });
  const names = ["profile_id", "name"];
  a.server.requests.length = 0;
  connection.patience = 60000;
  await Promise.all([
    connection.push([{ collection: "notes", id: "note", fields: { profile_id: "new" }, names, standsOn }]),
    connection.push([{ collection: "profiles", id: "new", fields: { name: "New" }, names, standsOn }]),
  ]);
  const sent = a.server.requests.flatMap(({ body }) => body.operations ?? []);
  assert.deepEqual(
    sent.map(({ collection }) => collection),
    ["profiles", "notes"],
  );
  connection.patience = 1;
  await connection.push([{ collection: "notes", id: "other", fields: { profile_id: "nobody" }, names, standsOn }]);
  assert.equal(a.server.requests.at(-1).body.operations[0].id, "other");
});

test("wherever the power fails while writing, nothing is missed and each operation counts once", async () => {
  class Failing extends Keys {
    left = Infinity;

    async spend() {
      this.left -= 1;
      if (this.left < 0) throw new Error("power cut");
    }

    async set(key, value) {
      await this.spend();
      await super.set(key, value);
    }

    async remove(key) {
      await this.spend();
      await super.remove(key);
    }
  }
  for (let writes = 0, isThrough = false; !isThrough; writes += 1) {
    assert.ok(writes < 100);
    const a = world({ partSize: 8 });
    const store = new Failing();
    const first = await tablet(a, { store });
    const library = new Library();
    store.left = writes;
    isThrough = true;
    let connection = first;
    const step = async (work) => {
      try {
        await work();
      } catch (error) {
        assert.equal(error.message, "power cut");
        isThrough = false;
        store.left = Infinity;
        connection = await tablet(a, { store: Object.assign(new Failing(), { texts: store.copy().texts }) });
        await work();
      }
    };
    await step(() => library.level(connection));
    library.change("visits", "first", { people_met: 5 });
    library.change("visits", "made", { place: "047", people_met: 2 });
    library.change("vacancies", "1002", null); // is refused
    a.server.write(OWN, "visits", "first", { purpose: "School", people_met: 11 });
    a.server.delete("vacancies/047", "vacancies", "1003");
    await step(() => library.level(connection));
    library.change("visits", "made", null);
    library.change("visits", "first", { people_met: 16 });
    await step(() => library.level(connection));
    await step(() => library.level(connection));
    isLevel(a, library, connection);
    assert.equal(a.server.find(OWN, "visits", "first").fields.people_met, 16, `after ${writes} writes`);
    const numbers = [...a.server.results.keys()];
    assert.equal(numbers.length, 5, `after ${writes} writes: ${numbers}`);
    assert.equal(new Set(numbers.map((each) => each.split(" ")[0])).size, 1);
  }
});
