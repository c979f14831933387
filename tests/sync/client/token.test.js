import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryStore } from "../../../sync/client/memory.js";
import { synced, tablet, world } from "./world.js";

test("a new token is kept before it is used", async () => {
  const w = world();
  const store = new MemoryStore();
  const copy = await synced(w, { store });
  const device = w.server.devices.get(copy.identity.token);
  device.renew = true;
  await copy.sync();
  await copy.close();
  const next = await tablet(w, { store });
  assert.equal(next.identity.token, "token-0-next");
  await next.sync();
  assert.deepEqual([...w.server.devices.keys()], ["token-0-next"]);
});

test("a revoked tablet sends what it has and is wiped", async () => {
  const w = world();
  const store = new MemoryStore();
  const copy = await synced(w, { store });
  for (let index = 0; index < 501; index += 1) await copy.put("notes", `n${index}`, { text: "x" });
  w.server.devices.get(copy.identity.token).revoked = true;
  const done = await copy.sync();
  assert.deepEqual([done.phase, done.sent], ["wiped", 501]);
  for (const rows of store.tables.values()) assert.equal(rows.size, 0);
});

test("a tablet that was told to wipe and did not wipes when it is refused", async () => {
  const w = world();
  const store = new MemoryStore();
  const copy = await synced(w, { store });
  w.server.devices.get(copy.identity.token).wiped = true;
  await assert.rejects(copy.sync(), { code: "wiped" });
  for (const rows of store.tables.values()) assert.equal(rows.size, 0);
});

test("a token that counts no more costs nothing that waits", async () => {
  const w = world();
  const copy = await synced(w);
  await copy.put("notes", "n", { text: "x" });
  w.server.devices.clear();
  await assert.rejects(copy.sync(), { code: "unauthorised" });
  await copy.enrol(w.server.code(w.officer));
  assert.equal((await copy.sync()).sent, 1);
});
