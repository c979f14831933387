// An application is made once, and taken back for as long as the employer has not decided.

import assert from "node:assert/strict";
import { test } from "node:test";

import { open } from "../../../sync/client/copy.js";
import { MemoryStore } from "../../../sync/client/memory.js";
import * as applying from "../../../sync/tablet/applying.js";

const [ASHA, JOB] = ["0193asha", "10018"];

/** An app without a server, and what its copy has of applications. */
async function app(...held) {
  const copy = await open({ store: new MemoryStore(), address: "https://jobs.example", pin: "273941", iterations: 10 });
  await copy.change(async (draft) => {
    for (const { id, version = 1, ...document } of held)
      draft.record({ bucket: "caseload/amina", collection: "applications", id, version, document });
  });
  const syncing = { told: 0, changed: () => (syncing.told += 1) };
  return { copy, syncing, save: (...fields) => copy.put(...fields) };
}

function of(status, more) {
  return { id: "a1", profile_id: ASHA, vacancy_id: JOB, status, applied_at: 1_795_000_000, ...more };
}

/** What waits to be sent. */
function sent({ copy }) {
  return copy.waiting.map(({ collection, fields }) => [collection, fields]);
}

test("applying saves one application", async () => {
  const tablet = await app();
  const id = await applying.apply(tablet, ASHA, JOB);
  assert.deepEqual(sent(tablet), [["applications", { profile_id: ASHA, vacancy_id: JOB, status: "applied" }]]);
  assert.equal(await applying.apply(tablet, ASHA, JOB), id);
  assert.equal(tablet.copy.unsent(), 1);
});

test("what was never sent and is taken back leaves nothing behind", async () => {
  const tablet = await app();
  const id = await applying.apply(tablet, ASHA, JOB);
  assert.equal(await applying.takeBack(tablet, id), true);
  assert.deepEqual(sent(tablet), []);
  assert.equal(await applying.standing(tablet.copy, ASHA, JOB), undefined);
  assert.equal(tablet.syncing.told, 1);
});

test("what was sent is taken back with the next sync", async () => {
  const tablet = await app(of("seen"));
  assert.equal(await applying.takeBack(tablet, "a1"), true);
  assert.deepEqual(sent(tablet), [["applications", { status: "withdrawn" }]]);
  assert.equal(applying.counts(await applying.standing(tablet.copy, ASHA, JOB)), false);
});

test("what is on its way is taken back after it", async () => {
  const tablet = await app();
  const id = await applying.apply(tablet, ASHA, JOB);
  tablet.copy.syncing = Promise.resolve();
  await applying.takeBack(tablet, id);
  assert.deepEqual(sent(tablet).at(-1), ["applications", { status: "withdrawn" }]);
});

test("whoever took it back applies again with the same application", async () => {
  const tablet = await app(of("withdrawn"));
  assert.equal(await applying.apply(tablet, ASHA, JOB), "a1");
  assert.deepEqual(sent(tablet), [["applications", { status: "applied" }]]);
});

test("what the employer has decided is not taken back", async () => {
  for (const status of ["hired", "refused", "not_coming", "withdrawn"]) {
    const tablet = await app(of(status));
    assert.equal(await applying.takeBack(tablet, "a1"), false, status);
    assert.equal(tablet.copy.unsent(), 0);
  }
  assert.equal(await applying.takeBack(await app(), "nowhere"), false);
});

test("of two applications for one vacancy the one that counts is told", async () => {
  const tablet = await app(of("withdrawn", { applied_at: 1_795_000_900 }), of("shortlisted", { id: "a2" }));
  assert.equal((await applying.standing(tablet.copy, ASHA, JOB)).id, "a2");
});

test("applications stand from the newest, with those first that were not sent", async () => {
  const tablet = await app(of("seen"), of("hired", { id: "a2", vacancy_id: "10022", applied_at: 1_795_000_900 }));
  const made = await applying.apply(tablet, ASHA, "10036");
  const ids = (await applying.applications(tablet.copy, { profile_id: ASHA })).map(({ id }) => id);
  assert.deepEqual(ids, [made, "a2", "a1"]);
});

test("a vacancy is open until its deadline, and none that is not there", () => {
  assert.equal(applying.isOpen({ deadline: 100 }, 99), true);
  assert.equal(applying.isOpen({ deadline: 100 }, 100), false);
  assert.equal(applying.isOpen({}, 100), true);
  assert.equal(applying.isOpen(null, 100), false);
});
