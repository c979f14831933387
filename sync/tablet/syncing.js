// Syncing: when the copy is brought up to date, and how far it has come. Others watch it by "change" events.

import { LineCut, Problem } from "../client/wire.js";

const SOON_MS = 5000; // after something was saved: the next things are often saved at once
const OFTEN_MS = 5 * 60 * 1000; // how often the server is asked unasked
const AGAIN_MS = [15000, 30000, 60000, 120000, 300000]; // after a line was cut, and again

/** One for each copy that is open. */
export class Syncing extends EventTarget {
  /** @param {import("../client/copy.js").Copy} copy @param {(progress) => void} finished told after each whole sync */
  constructor(copy, finished) {
    super();
    Object.assign(this, { copy, finished, progress: undefined, error: undefined, doneAt: undefined, cuts: 0 });
    this.isRunning = false;
    this.online = () => this.plan(0);
    globalThis.addEventListener("online", this.online);
  }

  /** How many things wait to be sent. */
  get unsent() {
    return this.copy.unsent();
  }

  /** Something was saved: send it, together with what follows within seconds. */
  saved() {
    this.changed();
    if (this.copy.officer) this.plan(SOON_MS);
  }

  /** Sync now. Resolves when it is over, however it ended; `error` says how. */
  async run() {
    if (this.isRunning || this.isStopped || !this.copy.officer) return;
    this.isRunning = true;
    this.error = undefined;
    clearTimeout(this.timer);
    this.changed();
    try {
      const onProgress = (progress) => {
        this.progress = progress;
        this.changed();
      };
      this.progress = await this.copy.sync({ onProgress });
      this.doneAt = Date.now();
      this.cuts = 0;
    } catch (error) {
      if (this.isStopped) return;
      if (error.code === "wiped") this.progress = { ...error.progress, phase: "wiped" }; // the first answer was cut
      else {
        this.error = known(error);
        this.cuts += 1;
      }
    } finally {
      this.isRunning = false;
      if (!this.isStopped) this.planNext();
      this.changed();
    }
    this.finished(this.progress, this.error);
  }

  /** End for good: the copy is about to be closed. */
  stop() {
    this.isStopped = true;
    clearTimeout(this.timer);
    globalThis.removeEventListener("online", this.online);
  }

  planNext() {
    this.plan(this.error ? AGAIN_MS[Math.min(this.cuts, AGAIN_MS.length) - 1] : OFTEN_MS);
  }

  plan(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), milliseconds);
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** "cut", the code of a problem, or "failed": what the officer can be told. */
function known(error) {
  if (error instanceof LineCut) return "cut";
  if (error instanceof Problem) return error.code;
  console.error(error);
  return "failed";
}
