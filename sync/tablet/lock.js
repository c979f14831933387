// The lock: the PIN that opens the copy, waiting after wrong ones, and the days that it counts without the server.

import { open } from "../client/copy.js";
import { WrongPin } from "../client/vault.js";

export const PIN_DIGITS = 6;
export const IDLE_MS = 5 * 60 * 1000;
export const FREE_TRIES = 5;
export const DAYS = 7;
const DAY_MS = 24 * 3600 * 1000;
const FIRST_WAIT_MS = 30 * 1000;
const LONGEST_WAIT_MS = 60 * 60 * 1000;
const CLOCK_SLACK_MS = DAY_MS; // a clock that was wrong by less and set right is no attempt to cheat

/** Too many wrong PINs: `until` by the tablet's clock, in milliseconds. */
export class Wait extends Error {
  constructor(until) {
    super("Wait.");
    this.name = "Wait";
    this.until = until;
  }
}

/** Whether there is a copy on this tablet that a PIN opens. */
export async function isLocked(store) {
  return Boolean(await store.get("meta", "lock"));
}

/** Until when no PIN is tried, by the tablet's clock in milliseconds; 0 for now. */
export async function waitsUntil(store, clock) {
  const { until = 0, since = 0 } = (await store.get("meta", "tries")) ?? {};
  const now = clock();
  if (now >= until) return 0;
  if (now >= since) return until;
  // The clock was set back: the whole wait begins again.
  const later = now + (until - since);
  await note(store, { ...(await store.get("meta", "tries")), since: now, until: later });
  return later;
}

/**
 * Open the copy, or make one. A wrong PIN is counted before it is tried, so that switching the tablet off in the middle
 * saves nobody a try. Rejects with WrongPin (`left` tries until waiting begins) or Wait.
 */
export async function unlock(options, clock = Date.now) {
  const { store } = options;
  const until = await waitsUntil(store, clock);
  if (until) throw new Wait(until);
  const wrong = ((await store.get("meta", "tries"))?.wrong ?? 0) + 1;
  const since = clock();
  await note(store, { wrong, since, until: wrong < FREE_TRIES ? 0 : since + wait(wrong) });
  try {
    const copy = await open(options);
    await store.write([{ table: "meta", remove: "tries" }]);
    return copy;
  } catch (error) {
    if (!(error instanceof WrongPin)) throw error;
    if (wrong >= FREE_TRIES) throw new Wait(since + wait(wrong));
    error.left = FREE_TRIES - wrong;
    throw error;
  }
}

/** Whether the server was not heard for so long that the PIN alone does not let anybody in. */
export function isOver(copy, clock = Date.now) {
  if (!copy.heard) return false;
  const since = clock() - copy.heard.clock;
  return since > DAYS * DAY_MS || since < -CLOCK_SLACK_MS;
}

/** How long to wait after so many wrong PINs in a row: twice as long after each. */
function wait(wrong) {
  return Math.min(FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES), LONGEST_WAIT_MS);
}

function note(store, tries) {
  return store.write([{ table: "meta", row: { key: "tries", ...tries } }], { durable: true });
}
