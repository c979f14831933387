import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "../../../sync/client/copy.js";
import { MemoryStore } from "../../../sync/client/memory.js";
import { WrongPin } from "../../../sync/client/vault.js";
import { ADDRESS, ITERATIONS, PIN, synced, tablet, world } from "./world.js";

/** A copy without a server. */
function offline(options) {
  const fetch = () => assert.fail("it asked the network");
  return open({ store: new MemoryStore(), address: ADDRESS, pin: PIN, iterations: ITERATIONS, fetch, ...options });
}

test("what is put is seen at once and waits", async () => {
  const copy = await offline();
  const id = await copy.put("profiles", undefined, { name: "Otieno", skills: ["welding"] });
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual(await copy.get("profiles", id), { id, version: 0, name: "Otieno", skills: ["welding"] });
  await copy.put("profiles", id, { skills: ["welding", "driving"], place: "047" });
  assert.deepEqual((await copy.get("profiles", id)).skills, ["welding", "driving"]);
  assert.equal(copy.unsent(), 2);
});

test("a put that changes nothing is no operation", async () => {
  const copy = await offline();
  await copy.put("profiles", "a", { name: "Otieno", skills: ["welding"] });
  await copy.put("profiles", "a", { name: "Otieno", skills: ["welding"], place: null });
  assert.equal(copy.unsent(), 1);
});

test("puts at the same time count one after another", async () => {
  const copy = await offline();
  await Promise.all(Array.from({ length: 20 }, () => copy.put("visits", "v", { people_met: { add: 1 } })));
  assert.equal((await copy.get("visits", "v")).people_met, 20);
  const numbers = copy.waiting.map((operation) => operation.n);
  assert.deepEqual(
    numbers,
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
});

test("what waits is there after the app was closed, and numbers go on", async () => {
  const store = new MemoryStore();
  const first = await offline({ store });
  await first.put("notes", "n", { text: "called" });
  const { source } = first.identity;
  await first.close();
  await assert.rejects(first.put("notes", "n", { text: "late" }), /closed/);
  const second = await offline({ store });
  assert.equal((await second.get("notes", "n")).text, "called");
  await second.put("notes", "m", { text: "again" });
  assert.deepEqual(
    second.waiting.map((operation) => operation.n),
    [1, 2],
  );
  assert.equal(second.identity.source, source);
  assert.match(source, /^[0-9A-Z]{16}$/);
});

test("each copy has a source of its own", async () => {
  assert.notEqual((await offline()).identity.source, (await offline()).identity.source);
});

test("a removed document is gone at once", async () => {
  const copy = await offline();
  await copy.put("notes", "n", { text: "called" });
  assert.equal(await copy.remove("notes", "n"), true);
  assert.equal(await copy.get("notes", "n"), null);
  assert.deepEqual(await copy.query("notes"), []);
  assert.equal(await copy.remove("notes", "n"), false);
});

test("documents are found, filtered and sorted", async () => {
  const copy = await offline();
  for (const [id, place, done] of [
    ["a", "047", 3],
    ["b", "001", 1],
    ["c", "047", 2],
    ["d", "047", null],
  ]) {
    await copy.put("visits", id, { place, done_at: done });
  }
  const ids = async (options) => (await copy.query("visits", options)).map((each) => each.id).join("");
  assert.equal(await ids({ where: { place: "047" }, sort: "done_at" }), "cad");
  assert.equal(await ids({ where: { place: "047" }, sort: "-done_at", limit: 1 }), "a");
  assert.equal(await ids({ where: (each) => each.done_at > 1, sort: (a, b) => a.done_at - b.done_at }), "ca");
  await copy.put("visits", "c", { place: "001" });
  await copy.put("visits", "e", { place: "047", done_at: 1 });
  await copy.remove("visits", "a");
  assert.equal(await ids({ where: { place: "047" }, sort: "done_at" }), "ed");
});

test("a document that was given out cannot be changed by hand", async () => {
  const copy = await offline();
  await copy.put("profiles", "a", { skills: ["welding"] });
  const [document] = await copy.query("profiles");
  assert.throws(() => document.skills.push("driving"), TypeError);
  assert.throws(() => (document.name = "x"), TypeError);
});

test("the wrong PIN is told and the right one can be changed", async () => {
  const store = new MemoryStore();
  const copy = await offline({ store });
  await copy.put("notes", "n", { text: "called" });
  await assert.rejects(copy.changePin("000000", "111111"), WrongPin);
  await copy.changePin(PIN, "111111");
  await copy.close();
  await assert.rejects(offline({ store }), WrongPin);
  assert.equal((await (await offline({ store, pin: "111111" })).get("notes", "n")).text, "called");
});

test("nothing that people said or own stands in the store readable", async () => {
  const store = new MemoryStore();
  const w = world();
  const copy = await synced(w, { store });
  w.server.write("caseload/amina", "profiles", "otieno", { name: "Otieno", phones: ["+254700000001"] });
  await copy.put("notes", "n", { profile_id: "wanjiku", text: "secret note" });
  await copy.sync();
  await copy.put("notes", "m", { profile_id: "wanjiku", text: "secret wait" });
  await copy.put("notes", "l", { text: "secret".repeat(500) });
  await copy.sync();
  const bytes = [];
  for (const rows of store.tables.values()) {
    for (const row of rows.values())
      for (const value of Object.values(row)) bytes.push(Buffer.from(value?.buffer ?? String(value)));
  }
  const all = Buffer.concat(bytes);
  assert.ok(all.includes("wanjiku")); // an id
  for (const secret of ["Otieno", "+254700000001", "secret", copy.identity.token, "Job 3"])
    assert.equal(all.includes(secret), false);
});

test("wiping leaves nothing and the next copy begins anew", async () => {
  const store = new MemoryStore();
  const copy = await synced(world(), { store });
  await copy.wipe();
  for (const rows of store.tables.values()) assert.equal(rows.size, 0);
  await assert.rejects(copy.get("profiles", "wanjiku"), /closed/);
  const next = await offline({ store, pin: "another pin" });
  assert.equal(next.unsent(), 0);
  assert.notEqual(next.identity.source, copy.identity.source);
});

test("a copy belongs to one officer", async () => {
  const w = world();
  const copy = await tablet(w);
  assert.deepEqual(copy.officer, { id: "amina", name: "amina", places: ["047"] });
  await copy.enrol(w.server.code(w.officer)); // a new token, as after a loss of the old one
  const other = w.server.officer("baraka", ["001"]);
  await assert.rejects(copy.enrol(w.server.code(other)), /another officer/);
  await assert.rejects(copy.enrol("WRONG"), { code: "wrong_code" });
});

test("a copy that is not enrolled keeps what it cannot send", async () => {
  const copy = await offline();
  await copy.put("notes", "n", { text: "called" });
  await assert.rejects(copy.sync(), { code: "unauthorised" });
  assert.equal(copy.unsent(), 1);
});

test("where the tablet is full, what cannot be kept is told, and nothing of it is there", async () => {
  const store = new MemoryStore();
  const copy = await offline({ store });
  await copy.put("notes", "n", { text: "before" });
  await copy.query("notes");
  const write = store.write.bind(store);
  store.write = () => Promise.reject(new DOMException("No space.", "QuotaExceededError"));
  await assert.rejects(copy.put("notes", "m", { text: "too much" }), { name: "QuotaExceededError" });
  await assert.rejects(copy.put("notes", "n", { text: "changed" }), { name: "QuotaExceededError" });
  assert.equal(await copy.get("notes", "m"), null);
  assert.equal((await copy.get("notes", "n")).text, "before");
  assert.equal(copy.unsent(), 1);
  store.write = write;
  await copy.put("notes", "m", { text: "there is space again" });
  assert.deepEqual(
    copy.waiting.map(({ n }) => n),
    [1, 2],
  );
});

test("whoever closes a copy twice at once finds it closed", async () => {
  const copy = await offline();
  await Promise.all([copy.close(), copy.close()]);
  assert.equal(copy.isClosed, true);
});
