import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryStore } from "../../../sync/client/memory.js";
import { WrongPin } from "../../../sync/client/vault.js";
import { FREE_TRIES, isLocked, isOver, unlock, Wait, waitsUntil } from "../../../sync/tablet/lock.js";

const PIN = "273941";
const WRONG = "000000";
const START = 1795000000000;
const [SECOND, HOUR, DAY] = [1000, 3600 * 1000, 24 * 3600 * 1000];

/** A tablet with a copy that PIN opens, and a clock that tests turn. */
async function tablet() {
  const here = { store: new MemoryStore(), now: START };
  here.clock = () => here.now;
  here.type = (pin, store = here.store) =>
    unlock({ store, address: "https://jobs.example", pin, iterations: 10 }, here.clock);
  here.fails = (times) => failing(here, times);
  await here.type(PIN);
  return here;
}

/** Type a wrong PIN so often. Resolves with what the last try was answered. */
async function failing(here, times) {
  let answer;
  for (let count = 0; count < times; count += 1) answer = await here.type(WRONG).catch((error) => error);
  return answer;
}

test("the first PIN makes the copy, and it opens it from then on", async () => {
  const store = new MemoryStore();
  assert.equal(await isLocked(store), false);
  await unlock({ store, address: "https://jobs.example", pin: PIN, iterations: 10 });
  assert.equal(await isLocked(store), true);
});

test("a wrong PIN tells how many tries are left", async () => {
  const here = await tablet();
  for (const left of [4, 3, 2, 1]) {
    const error = await here.fails(1);
    assert.ok(error instanceof WrongPin);
    assert.equal(error.left, left);
  }
});

test("the fifth wrong PIN makes people wait, and the right one does not open meanwhile", async () => {
  const here = await tablet();
  const error = await here.fails(FREE_TRIES);
  assert.ok(error instanceof Wait);
  assert.equal(error.until, START + 30 * SECOND);
  await assert.rejects(here.type(PIN), Wait);
  here.now = error.until - 1;
  await assert.rejects(here.type(PIN), Wait);
  here.now = error.until;
  assert.ok(await here.type(PIN));
});

test("each wrong PIN after that makes people wait twice as long, up to an hour", async () => {
  const here = await tablet();
  await here.fails(FREE_TRIES - 1);
  const waited = [];
  for (let count = 0; count < 9; count += 1) {
    const { until } = await here.fails(1);
    waited.push((until - here.now) / SECOND);
    here.now = until;
  }
  assert.deepEqual(waited, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
});

test("a try while people must wait is no further wrong one", async () => {
  const here = await tablet();
  const { until } = await here.fails(FREE_TRIES);
  await here.fails(3);
  assert.equal(await waitsUntil(here.store, here.clock), until);
  here.now = until;
  assert.equal((await here.fails(1)).until, until + 60 * SECOND);
});

test("the right PIN begins the count anew", async () => {
  const here = await tablet();
  await here.fails(FREE_TRIES - 1);
  await here.type(PIN);
  assert.equal((await here.fails(1)).left, FREE_TRIES - 1);
});

test("a PIN counts as wrong before it is tried: switching off meanwhile saves nobody a try", async () => {
  const here = await tablet();
  const off = methods(here.store);
  off.get = (table, key) => (key === "lock" ? new Promise(() => {}) : here.store.get(table, key));
  for (let count = 0; count < FREE_TRIES; count += 1) {
    here.type(WRONG, off); // never ends
    await new Promise(setImmediate);
  }
  assert.equal(await waitsUntil(here.store, here.clock), START + 30 * SECOND);
  await assert.rejects(here.type(PIN), Wait);
});

test("the count is written so that a power cut does not undo it", async () => {
  const here = await tablet();
  const written = [];
  const store = methods(here.store);
  store.write = (changes, options) => {
    written.push([changes[0].row?.key, options?.durable]);
    return here.store.write(changes, options);
  };
  await here.type(WRONG, store).catch(() => {});
  assert.deepEqual(written, [["tries", true]]);
});

test("setting the clock back makes the whole wait begin again", async () => {
  const here = await tablet();
  await here.fails(FREE_TRIES);
  here.now = START - DAY;
  assert.equal(await waitsUntil(here.store, here.clock), START - DAY + 30 * SECOND);
  await assert.rejects(here.type(PIN), Wait);
  here.now += 30 * SECOND;
  assert.ok(await here.type(PIN));
});

test("a clock that was years ahead does not lock people out for years", async () => {
  const here = await tablet();
  here.now = START + 3000 * DAY;
  await here.fails(FREE_TRIES);
  here.now = START;
  assert.equal(await waitsUntil(here.store, here.clock), START + 30 * SECOND);
});

test("setting the clock forward ends one wait, and the next is longer all the same", async () => {
  const here = await tablet();
  await here.fails(FREE_TRIES);
  here.now += DAY;
  assert.equal(await waitsUntil(here.store, here.clock), 0);
  assert.equal((await here.fails(1)).until, here.now + 60 * SECOND);
});

test("a fault that is no matter of the PIN is told as it is", async () => {
  const here = await tablet();
  const store = methods(here.store);
  const broken = new Error("The disk is broken.");
  store.get = (table, key) => (key === "state" ? Promise.reject(broken) : here.store.get(table, key));
  await assert.rejects(here.type(PIN, store), /disk/);
});

test("the PIN alone opens for seven days after the server was heard", () => {
  const heard = { at: START / 1000, clock: START };
  assert.equal(isOver({ heard }, () => START + 7 * DAY), false);
  assert.equal(isOver({ heard }, () => START + 7 * DAY + 1), true);
});

test("setting the clock back by more than a day wins no further days", () => {
  const heard = { at: START / 1000, clock: START };
  assert.equal(isOver({ heard }, () => START - HOUR), false);
  assert.equal(isOver({ heard }, () => START - DAY), false);
  assert.equal(isOver({ heard }, () => START - DAY - 1), true);
});

test("before the first sync nothing is over: there is nothing to see yet", () => {
  assert.equal(isOver({ heard: undefined }, () => START), false);
});

/** A store that does what another does, to be given one method of its own. */
function methods(store) {
  return Object.fromEntries(
    ["get", "getMany", "range", "write", "close", "destroy"].map((name) => [name, (...given) => store[name](...given)]),
  );
}
