import assert from "node:assert/strict";
import { test } from "node:test";
import { LineCut } from "../../../sync/client/wire.js";
import { MemoryStore } from "../../../sync/client/memory.js";
import { problem } from "./network.js";
import { paths, synced, tablet, world } from "./world.js";

const OWN = "caseload/amina";

test("it waits as long as the server asks and a little by chance", async () => {
  const w = world();
  const copy = await synced(w, { random: (length) => new Uint8Array(length).fill(255) });
  copy.waits.length = 0;
  w.server.answers = [
    problem(429, "too_many", { "Retry-After": "7" }),
    problem(503, "unavailable", { "Retry-After": "2" }),
  ];
  await copy.sync();
  assert.equal(copy.waits.length, 2);
  assert.ok(copy.waits[0] > 7000 && copy.waits[0] < 9000);
  assert.ok(copy.waits[1] > 2000 && copy.waits[1] < 3000);
});

test("it waits longer with each failure and then gives up with what is kept", async () => {
  const w = world();
  const copy = await synced(w);
  await copy.put("notes", "n", { text: "x" });
  const { line } = w.server;
  w.server.line = () => {
    throw new TypeError("fetch failed");
  };
  await assert.rejects(copy.sync(), (error) => error instanceof LineCut && error.progress.unsent === 1);
  assert.deepEqual(
    copy.waits.map((each) => Math.floor(Math.log2(each / 1000))),
    [0, 1, 2],
  );
  assert.equal(copy.unsent(), 1);
  w.server.line = line;
  assert.equal((await copy.sync()).sent, 1);
});

test("it does not wait longer than it is patient", async () => {
  const w = world();
  const copy = await synced(w);
  w.server.answers = [problem(503, "unavailable", { "Retry-After": "3600" })];
  await assert.rejects(copy.sync(), { code: "unavailable", retryAfter: 3600 });
});

test("what the server does not take is told at once", async () => {
  const w = world();
  const copy = await synced(w);
  w.server.answers = [problem(422, "invalid")];
  await assert.rejects(copy.sync(), { code: "invalid" });
  assert.deepEqual(copy.waits, []);
});

test("a call while one runs joins it", async () => {
  const w = world();
  const copy = await synced(w);
  await Promise.all([copy.sync(), copy.sync()]);
  assert.deepEqual(paths(w.server), ["exchange"]);
});

test("a tablet that dies in the middle goes on from where it was", async () => {
  for (let deathAt = 1, isOver = false; !isOver; deathAt += 1) {
    const w = world({ page: 10 });
    const store = new MemoryStore();
    const copy = await tablet(w, { store });
    await copy.put("visits", "v", { people_met: 3 });
    await copy.put("visits", "v", { people_met: 5 });
    let writes = 0;
    const { write } = store;
    store.write = (changes) => {
      writes += 1;
      if (writes >= deathAt) throw new Error("no power");
      return write.call(store, changes);
    };
    await copy.sync().then(
      () => (isOver = true),
      () => {},
    );
    store.write = write;
    const next = await tablet(w, { store });
    await next.sync();
    assert.equal(next.unsent(), 0);
    assert.equal((await next.get("visits", "v")).people_met, 5);
    assert.equal(w.server.find(OWN, "visits", "v").fields.people_met, 5);
    assert.equal((await next.query("vacancies")).length, 23);
    assert.ok(isOver || deathAt < 50);
  }
});

test("the app can stop a sync and close during one", async () => {
  const w = world();
  const copy = await synced(w);
  w.server.line = (response, signal) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const control = new AbortController();
  const stopped = copy.sync({ signal: control.signal });
  control.abort(new Error("the officer left"));
  await assert.rejects(stopped, /the officer left/);
  const closed = copy.sync();
  await copy.close();
  await assert.rejects(closed, { name: "AbortError" });
});
