// What waits can be taken back as if it had never been, and what was sent cannot.

import assert from "node:assert/strict";
import { test } from "node:test";

import { open } from "../../../sync/client/copy.js";
import { MemoryStore } from "../../../sync/client/memory.js";
import { synced, world } from "../client/world.js";
import { counted, people, takeBack, waits } from "../../../sync/tablet/unsent.js";

/** A copy without a server, in a store. */
async function made(store = new MemoryStore()) {
  return open({ store, address: "https://jobs.example", pin: "273941", iterations: 10 });
}

/** Somebody who is registered and agreed: the id, and the numbers of what waits because of it. */
async function registered(copy, name) {
  let id;
  const numbers = await counted(copy, async () => {
    id = await copy.put("profiles", undefined, { name });
    await copy.put("consents", `${id}.service`, { profile_id: id, purpose: "service", given: 1 });
  });
  return { id, numbers };
}

test("those about whom something waits are known, whatever it is", async () => {
  const copy = await made();
  const { id } = await registered(copy, "Asha");
  await copy.put("notes", undefined, { profile_id: "0193baraka", text: "Call in the evening" });
  assert.deepEqual(people(copy), new Set([id, "0193baraka"]));
});

test("a registration that is taken back leaves nothing, and what others did stays", async () => {
  const copy = await made();
  const asha = await registered(copy, "Asha");
  const baraka = await registered(copy, "Baraka");
  assert.equal(await takeBack(copy, asha.numbers), true);
  assert.deepEqual(
    (await copy.query("profiles")).map(({ name }) => name),
    ["Baraka"],
  );
  assert.equal(await copy.get("consents", `${asha.id}.service`), null);
  assert.ok(waits(copy, baraka.numbers));
  assert.ok(!waits(copy, asha.numbers));
});

test("what was done since for somebody who was never there goes with them", async () => {
  const copy = await made();
  const { id, numbers } = await registered(copy, "Asha");
  await copy.put("applications", undefined, { profile_id: id, vacancy_id: "10018", status: "applied" });
  assert.equal(await takeBack(copy, numbers), true);
  assert.equal(copy.unsent(), 0);
});

test("a change of a known person goes back to what stood there", async () => {
  const copy = await made();
  await copy.change(async (draft) => {
    draft.record({ bucket: "caseload/a", collection: "profiles", id: "p1", version: 3, document: { name: "Asha" } });
  });
  await copy.query("profiles");
  const numbers = await counted(copy, () => copy.put("profiles", "p1", { experience: "none" }));
  await copy.put("notes", undefined, { profile_id: "p1", text: "Stays" });
  assert.equal(await takeBack(copy, numbers), true);
  assert.equal((await copy.get("profiles", "p1")).experience, undefined);
  assert.equal(copy.unsent(), 1);
});

test("what is answered meanwhile is not taken back, nor half of it", async () => {
  const copy = await made();
  const { id, numbers } = await registered(copy, "Asha");
  copy.syncing = copy
    .change((draft) => draft.result({ n: numbers[0], status: "applied", version: 1 }))
    .finally(() => (copy.syncing = undefined));
  assert.equal(await takeBack(copy, numbers), false);
  assert.equal((await copy.get("profiles", id)).name, "Asha");
  assert.equal(copy.unsent(), 1);
});

test("what was taken back stays away when the copy is opened again", async () => {
  const store = new MemoryStore();
  const copy = await made(store);
  const { numbers } = await registered(copy, "Asha");
  await takeBack(copy, numbers);
  const again = await made(store);
  assert.equal(again.unsent(), 0);
  assert.deepEqual(await again.query("profiles"), []);
});

test("what is taken back in the moment in which a sync begins is not on its way", async () => {
  const w = world();
  const store = new MemoryStore();
  const copy = await synced(w, { store });
  const { numbers } = await registered(copy, "Asha");
  const write = store.write.bind(store);
  let syncing;
  store.write = async (...what) => {
    syncing ??= copy.sync(); // while it is written down that they are taken back
    await new Promise((resolve) => setTimeout(resolve, 20));
    await write(...what);
  };
  assert.equal(await takeBack(copy, numbers), true);
  await syncing;
  assert.deepEqual(
    w.server.requests.flatMap(({ body }) => body?.operations ?? []),
    [],
  );
  assert.equal(copy.unsent(), 0);
});
