import assert from "node:assert/strict";
import { test } from "node:test";
import { LineCut, Problem } from "../../../sync/client/wire.js";
import { Syncing } from "../../../sync/tablet/syncing.js";

/** A copy whose syncs end as told: with a progress, or with an error. */
function copy(...ends) {
  return {
    officer: { id: "amina" },
    syncs: 0,
    unsent: () => 2,
    async sync({ onProgress }) {
      this.syncs += 1;
      onProgress({ phase: "fetch" });
      const end = ends.shift() ?? { phase: "done" };
      if (end instanceof Error) throw end;
      return end;
    },
  };
}

// A page has these; and time passes only when a test lets it.
const page = new EventTarget();
for (const name of ["addEventListener", "removeEventListener"]) globalThis[name] = page[name].bind(page);
let now = 0;
let timers = [];
globalThis.setTimeout = (work, milliseconds) => {
  timers.push({ work, at: now + milliseconds });
  return timers.at(-1);
};
globalThis.clearTimeout = (timer) => (timers = timers.filter((each) => each !== timer));

async function pass(milliseconds) {
  now += milliseconds;
  const due = timers.filter(({ at }) => at <= now);
  timers = timers.filter(({ at }) => at > now);
  for (const { work } of due) work();
  await new Promise(setImmediate);
}

/** What was told when each sync was over is in `told`. */
function syncing(t, of) {
  const told = [];
  const made = new Syncing(of, (progress, error) => told.push([progress.phase, error]));
  t.after(() => made.stop());
  return { made, told };
}

test("a sync tells how far it is, and when it is over", async (t) => {
  const { made, told } = syncing(t, copy());
  const seen = [];
  made.addEventListener("change", () => seen.push([made.isRunning, made.progress?.phase]));
  await made.run();
  assert.deepEqual(seen, [[true, undefined], [true, "fetch"], [false, "done"]]);
  assert.deepEqual(told, [["done", undefined]]);
  assert.ok(made.doneAt);
});

for (const [error, known] of [
  [new LineCut(), "cut"],
  [new Problem(401, { code: "unauthorised" }), "unauthorised"],
]) {
  test(`an error is known by its name: ${known}`, async (t) => {
    const { made, told } = syncing(t, copy(error));
    await made.run();
    assert.equal(made.error, known);
    assert.deepEqual(told, [["fetch", known]]);
    await made.run();
    assert.equal(made.error, undefined);
  });
}

test("a tablet that is told only now that it was wiped is wiped", async (t) => {
  const error = new Problem(401, { code: "wiped" });
  error.progress = { phase: "fetch", unsent: 0 };
  const { made, told } = syncing(t, copy(error));
  await made.run();
  assert.deepEqual(told, [["wiped", undefined]]);
});

test("what was saved is sent within seconds, and what follows at once goes along", async (t) => {
  const of = copy();
  const { made } = syncing(t, of);
  made.saved();
  await pass(4000);
  made.saved();
  await pass(4000);
  assert.equal(of.syncs, 0);
  await pass(1000);
  assert.equal(of.syncs, 1);
});

test("after a line was cut it tries again, and less often each time", async (t) => {
  const of = copy(...Array.from({ length: 7 }, () => new LineCut()));
  const { made } = syncing(t, of);
  await made.run();
  const waited = [];
  for (let count = 0; count < 6; count += 1) {
    let seconds = 0;
    for (const before = of.syncs; of.syncs === before; seconds += 5) await pass(5000);
    waited.push(seconds);
  }
  assert.deepEqual(waited, [15, 30, 60, 120, 300, 300]);
});

test("the server is asked unasked every five minutes", async (t) => {
  const of = copy();
  const { made } = syncing(t, of);
  await made.run();
  await pass(299999);
  assert.equal(of.syncs, 1);
  await pass(1);
  assert.equal(of.syncs, 2);
});

test("nothing is sent for nobody, nor after the end", async (t) => {
  const of = copy();
  const { made } = syncing(t, of);
  of.officer = undefined;
  made.saved();
  await made.run();
  of.officer = { id: "amina" };
  made.stop();
  await made.run();
  made.saved();
  await pass(600000);
  assert.equal(of.syncs, 0);
});

test("when the signal is back it syncs at once", async (t) => {
  const of = copy(new LineCut());
  const { made } = syncing(t, of);
  await made.run();
  page.dispatchEvent(new Event("online"));
  await pass(0);
  assert.equal(of.syncs, 2);
});
