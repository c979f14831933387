// How long a sync bears with the network, and how it waits.

import { LineCut } from "./wire.js";

/**
 * @typedef {object} Patience
 * @property {number} tries without anything arriving, before it gives up
 * @property {number} first milliseconds to wait after a failure; doubles with each
 * @property {number} longest milliseconds that it waits at most; it gives up when the server asks for more
 * @property {number} silence milliseconds without a byte after which a request counts as cut
 * @property {(milliseconds: number, signal: AbortSignal) => Promise<void>} sleep
 */
export const PATIENCE = { tries: 5, first: 1000, longest: 120000, silence: 60000, sleep };

/** Try until it gets through, or until nothing at all has arrived (`error.moved`) several times in a row. */
export async function patiently({ tries, first, longest, sleep: wait }, signal, random, request) {
  for (let failures = 0; ;) {
    signal.throwIfAborted();
    try {
      return await request();
    } catch (error) {
      const isPassing = error instanceof LineCut || error.status === 429 || error.status >= 500;
      failures = error.moved ? 1 : failures + 1;
      const asked = (error.retryAfter ?? 0) * 1000;
      if (!isPassing || failures >= tries || asked > longest) throw error;
      const pause = asked || Math.min(first * 2 ** (failures - 1), longest);
      // A little longer, by chance: not all tablets at once that heard the same number.
      await wait(pause * (1 + random(1)[0] / 1024), signal);
    }
  }
}

function sleep(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}
