import assert from "node:assert/strict";
import { test } from "node:test";
import { paths, synced, world } from "./world.js";

const OWN = "caseload/amina";
const DAY = 24 * 3600;

test("after a restore all that was kept is sent again before everything is loaded anew", async () => {
  const w = world();
  const copy = await synced(w);
  await copy.put("notes", "before", { text: "in the backup" });
  await copy.sync();
  const backup = w.server.backup();
  await copy.put("visits", "v", { people_met: 3 });
  await copy.put("notes", "long", { text: "x".repeat(2001) });
  w.server.write(OWN, "profiles", "lost", { name: "Registered by phone after the backup" });
  await copy.sync();
  assert.equal((await copy.get("profiles", "lost")).name.length, 36);
  w.server.restore(backup);
  await copy.put("visits", "v", { people_met: 5 });
  assert.equal((await copy.get("visits", "v")).people_met, 5);
  w.server.requests.length = 0;
  const during = [];
  await copy.sync({ onProgress: async () => during.push((await copy.get("visits", "v")).people_met) });
  assert.deepEqual(paths(w.server).slice(0, 3), ["exchange", "operations", "exchange"]);
  assert.equal(w.server.requests[2].body.cursor, undefined);
  const again = w.server.requests[1].body.operations;
  assert.deepEqual(
    again.map(({ n, id }) => [n, id]),
    [
      [1, "before"],
      [2, "v"],
      [3, "long"],
      [4, "v"],
    ],
  );
  assert.equal(again[3].base, 1);
  assert.equal(w.server.find(OWN, "visits", "v").fields.people_met, 5);
  assert.equal((await copy.get("visits", "v")).people_met, 5);
  assert.ok(
    during.every((count) => count <= 5),
    "nothing is counted twice meanwhile",
  );
  assert.equal(await copy.get("profiles", "lost"), null);
  assert.equal((await copy.get("notes", "before")).text, "in the backup");
  assert.equal((await copy.problems()).length, 1);
});

test("a problem that was dismissed is not told again after a restore", async () => {
  const w = world();
  const copy = await synced(w);
  const backup = w.server.backup();
  await copy.put("notes", "long", { text: "x".repeat(2001) });
  await copy.sync();
  await copy.dismiss(1);
  w.server.restore(backup);
  await copy.sync();
  assert.deepEqual(await copy.problems(), []);
});

test("a restore in the middle of sending again begins from the start", async () => {
  const w = world();
  const copy = await synced(w);
  const backup = w.server.backup();
  await copy.put("visits", "v", { people_met: 3 });
  await copy.sync();
  w.server.restore(backup);
  const { line } = w.server;
  w.server.line = (response) => {
    if (w.server.requests.at(-1).path.endsWith("operations")) throw new TypeError("fetch failed");
    return response;
  };
  await assert.rejects(copy.sync(), { name: "LineCut" });
  assert.equal((await copy.get("visits", "v")).people_met, 3);
  w.server.line = line;
  w.server.restore(backup);
  await copy.sync();
  assert.equal(w.server.find(OWN, "visits", "v").fields.people_met, 3);
  assert.equal((await copy.get("visits", "v")).people_met, 3);
});

test("a copy that is too old is loaded anew and keeps what waits", async () => {
  const w = world();
  const copy = await synced(w);
  await copy.put("notes", "n", { text: "x" });
  w.server.buckets.get("vacancies/047").delete("vacancies/1001"); // removed, and the removal forgotten
  w.server.write("vacancies/047", "vacancies", "1000", { posts: 50 });
  w.server.horizon = w.server.sequence;
  await copy.sync();
  assert.deepEqual(paths(w.server).slice(0, 3), ["exchange", "exchange", "snapshots/vacancies-047-27"]);
  assert.equal(await copy.get("vacancies", "1001"), null);
  assert.equal((await copy.get("vacancies", "1000")).posts, 50);
  assert.equal((await copy.get("notes", "n")).version, 1);
  assert.deepEqual(w.server.results.size, 1);
});

test("a cursor that the server does not know is given up", async () => {
  const w = world();
  const copy = await synced(w);
  await copy.change((draft) => (draft.state.cursor = "nonsense"));
  w.server.delete("vacancies/047", "vacancies", "1001");
  await copy.sync();
  assert.equal(await copy.get("vacancies", "1001"), null);
  assert.equal((await copy.query("vacancies")).length, 22);
});

test("while everything is loaded anew the old is there", async () => {
  const w = world();
  const copy = await synced(w);
  await copy.change((draft) => (draft.state.cursor = "nonsense"));
  const counts = [];
  await copy.sync({ onProgress: async () => counts.push((await copy.query("vacancies")).length) });
  assert.deepEqual([...new Set(counts)], [23]);
});

test("a server that has it start anew without end is left", async () => {
  const w = world();
  const copy = await synced(w);
  w.server.parse = () => "unknown";
  await assert.rejects(copy.sync(), /again and again/);
});

test("once a day the copy is compared and what is wrong is loaded anew", async () => {
  const w = world();
  const copy = await synced(w);
  const asked = () => w.server.requests.filter(({ body }) => body?.checksums).length;
  await copy.sync();
  assert.equal(asked(), 0);
  w.server.now += DAY;
  await copy.sync();
  assert.equal(asked(), 1);
  assert.deepEqual(paths(w.server), ["exchange", "exchange", "exchange"]);
  w.server.bucket("vacancies/047").delete("vacancies/1001"); // a removal that nobody told
  w.server.bucket("vacancies/047").get("vacancies/1002").version = 7;
  w.server.requests.length = 0;
  await copy.sync();
  assert.equal((await copy.query("vacancies")).length, 23);
  w.server.now += DAY;
  await copy.sync();
  assert.equal(asked(), 1);
  assert.equal(await copy.get("vacancies", "1001"), null);
  assert.equal((await copy.get("vacancies", "1002")).version, 7);
});

test("a checksum that never fits has it load anew once a day and no more", async () => {
  const w = world();
  const copy = await synced(w);
  w.server.now += DAY;
  const { documents } = w.server;
  w.server.documents = (bucket) => (bucket === "reference" ? [] : documents.call(w.server, bucket));
  await copy.sync();
  assert.equal(w.server.requests.filter(({ body }) => body?.checksums).length, 1);
  w.server.requests.length = 0;
  await copy.sync();
  assert.deepEqual(paths(w.server), ["exchange"]);
});

test("what was answered is kept for thirty days by the server's clock", async () => {
  const w = world();
  const copy = await synced(w, { clock: () => 0 });
  await copy.put("notes", "n", { text: "x" });
  await copy.sync();
  const kept = async () => (await copy.store.range("journal")).map((row) => row.key);
  const daysLater = async (days) => {
    w.server.now += days * DAY;
    await copy.sync();
    return kept();
  };
  assert.deepEqual(await daysLater(1), [1]);
  await copy.put("notes", "m", { text: "x" });
  assert.deepEqual(await daysLater(29), [1, 2]);
  assert.deepEqual(await daysLater(2), [2]);
  assert.deepEqual(await daysLater(29), []);
});
