// One sync: send what waits, load first copies, fetch what is new, and wait when the network or the server says so.

import { prefix } from "./draft.js";
import { listed, load } from "./loading.js";
import { checksum } from "./merge.js";
import { PATIENCE, patiently } from "./patience.js";
import { pages } from "./store.js";
import { LineCut, Problem } from "./wire.js";
import * as wire from "./wire.js";

const MOST_OPERATIONS = 500;
const MOST_BYTES = 200000;
const LINES_A_WRITE = 50;
const DAY_SECONDS = 24 * 3600;
const JOURNAL_SECONDS = 30 * DAY_SECONDS;
const MOST_ROUNDS_ANEW = 5;

/**
 * @typedef {object} Progress
 * @property {"send" | "load" | "fetch" | "done" | "wiped"} phase
 * @property {number} sent operations that were answered
 * @property {{applied: number, merged: number, conflict: number, refused: number}} results
 * @property {number} unsent operations that wait
 * @property {number} received documents and removals
 * @property {number} parts of first copies that are loaded, of `allParts`
 * @property {number} bytes of first copies that are loaded, of `allBytes`: as the server counts them, compressed
 * @property {number} arrived bytes since the sync began, unpacked
 * @property {{from: string, to: string}[]} renamed documents that are known under another id
 * @property {number} anew how often loading began again: the server was restored, or the copy was not what it must be
 */

/** Used once, by Copy.sync. */
export class Sync {
  constructor(copy, { onProgress, signal }) {
    Object.assign(this, { copy, onProgress });
    this.patience = { ...PATIENCE, ...copy.patience };
    this.control = new AbortController();
    this.stop = () => this.control.abort(signal?.reason);
    if (signal?.aborted) this.stop();
    signal?.addEventListener("abort", this.stop);
    this.release = () => signal?.removeEventListener("abort", this.stop);
    copy.stop = this.stop;
    this.most = MOST_OPERATIONS;
    const results = { applied: 0, merged: 0, conflict: 0, refused: 0 };
    this.progress = { phase: "send", sent: 0, results, unsent: copy.unsent(), received: 0, renamed: [], anew: 0 };
    Object.assign(this.progress, { parts: 0, allParts: 0, bytes: 0, allBytes: 0, arrived: 0 });
  }

  async run() {
    try {
      if (!this.copy.identity.token) throw new Problem(401, { code: "unauthorised", title: "Enrol first." });
      while (await this.round());
      this.tell(this.copy.isClosed ? "wiped" : "done");
      return this.progress;
    } catch (error) {
      // The server has let go of this tablet; what it still holds must not stay.
      if (error.code === "wiped") await this.wipe();
      if (error instanceof Error) error.progress = this.progress;
      throw error;
    } finally {
      this.release();
      this.copy.stop = undefined;
    }
  }

  /** One step towards being up to date. Returns whether there is another. */
  async round() {
    const { copy } = this;
    if (copy.state.fresh || copy.state.loading) {
      // What the officer did goes first: loading may take many tries. Apart from the rest, so that the server leaves
      // nothing out of the first copies because it came from here.
      while (copy.waiting.length) {
        if ((await this.exchange("send")).wipe) return this.wipe();
      }
      if (!copy.state.loading && copy.state.cursor === undefined) return this.goesOn(await this.exchange("begin"));
      if (copy.state.loading) return load(this);
    }
    const end = await this.exchange("fetch");
    if (!(await this.goesOn(end))) return false;
    if (end.reset) return true;
    if (end.more || copy.state.loading) return true;
    if (copy.state.fresh) await copy.change((draft) => draft.sweep());
    if (copy.waiting.length) return true;
    return this.check();
  }

  /** What an end asks for apart from going on. Returns false when there is nothing left to do it with. */
  goesOn(end) {
    if (end.wipe) return this.wipe();
    if (end.reset) this.startsAgain();
    return true;
  }

  /** Once a day by the server's clock: does the copy hold what it must? Returns whether it has to be loaded anew. */
  async check() {
    const { copy } = this;
    const { at = 0, checkedAt = -DAY_SECONDS } = copy.state;
    if (at - checkedAt < DAY_SECONDS) return false;
    const end = await this.exchange("check");
    if (!(await this.goesOn(end))) return false;
    if (end.reset || end.more || copy.state.loading) return true;
    if (!end.checksums) return false;
    const held = await this.held();
    const isEqual = Object.entries(end.checksums).every(([bucket, sum]) => checksum(held.get(bucket) ?? []) === sum);
    if (!isEqual) this.startsAgain();
    await copy.change(async (draft) => {
      draft.state.checkedAt = draft.state.at;
      await this.prune(draft);
      if (isEqual) await draft.forgetOwn(held);
      else await draft.startAnew("checksums");
    });
    return !isEqual;
  }

  /**
   * One request of the exchange, tried until it gets through. `way`: "send" operations alone, "begin" a first sync,
   * "fetch" with operations on the way (not during a first sync, see `round`), "check" with checksums.
   */
  exchange(way) {
    this.tell(way === "send" ? "send" : "fetch");
    return this.patiently(async () => {
      const { copy } = this;
      const { cursor } = copy.state;
      const isSending = way === "send" || (way !== "begin" && !copy.state.fresh);
      // In its turn: what is being taken back just now must not be on its way.
      const operations = isSending ? await copy.serial(() => this.batch()) : [];
      const lines = [];
      // Without a cursor it is the first copies that count from: a record's cursor would leave them out.
      const isAfterCursor = way === "fetch" || way === "check";
      const take = async () => {
        const taken = lines.splice(0);
        if (taken.length) await this.take(taken, isAfterCursor);
      };
      const request = {
        ...this.connection(),
        ...(isAfterCursor && { cursor }),
        ...(way === "check" && { checksums: true }),
        source: copy.identity.source,
        operations: operations.map(sendable),
        unsent: copy.waiting.length - operations.length,
        client: copy.client,
        clock: copy.clock(),
        onLine: async (line) => {
          lines.push(line);
          if (lines.length >= LINES_A_WRITE) await take();
        },
      };
      let end;
      try {
        end = await (way === "send" ? wire.push(request) : wire.exchange(request));
      } catch (error) {
        if (error instanceof LineCut) await take(); // what arrived is kept
        if (error.status !== 413 || operations.length < 2) throw error;
        this.most = Math.floor(operations.length / 2);
        return this.exchange(way);
      }
      await take();
      const isPassedOver = operations.length > 0 && copy.waiting.some((each) => each.n === operations[0].n);
      if (isPassedOver && !end.reset && !end.wipe) throw new Error("The server passed over an operation.");
      await this.finish(end, way);
      return end;
    });
  }

  /** What an end says, in one transaction. */
  finish(end, way) {
    const { copy } = this;
    return copy.change(
      async (draft) => {
        if (end.at !== undefined) Object.assign(draft.state, { at: end.at, heard: copy.clock() });
        // The new token is kept before it is used: from then on the old one counts no more.
        if (end.token) draft.identity = { ...draft.identity, token: end.token };
        for (const bucket of end.drop ?? []) await draft.drop(bucket);
        if (end.reset) return draft.startAnew(end.reset);
        if (way === "send" || end.cursor === undefined) return;
        // With first copies the cursor holds once they are loaded, and until then that of the last record.
        if (way === "begin" || end.snapshots?.length)
          draft.state.loading = { cursor: end.cursor, list: listed(end.snapshots) };
        else draft.state.cursor = end.cursor;
      },
      { durable: Boolean(end.token) },
    );
  }

  /** Results and records that arrived, in one transaction with their cursor. */
  async take(lines, isAfterCursor) {
    const { copy, progress } = this;
    const documents = lines.filter((line) => line.kind === "record");
    const answered = [];
    await copy.change(async (draft) => {
      const keys = documents.map(({ collection, id, bucket }) => prefix(collection, id) + bucket);
      const held = new Map((await copy.store.getMany("documents", keys)).map((row, index) => [keys[index], row]));
      for (const line of lines) {
        if (line.kind === "result") {
          const known = draft.state.renamed;
          if (await draft.result(line.result)) answered.push(line.result);
          for (const [from, to] of Object.entries(draft.state.renamed)) {
            if (known[from] !== to) progress.renamed.push({ from, to });
          }
        } else {
          draft.record(line, held.get(prefix(line.collection, line.id) + line.bucket));
          if (isAfterCursor && line.cursor !== undefined) draft.state.cursor = line.cursor;
        }
      }
    });
    for (const { status } of answered) progress.results[status] = (progress.results[status] ?? 0) + 1;
    progress.sent += answered.length;
    progress.received += documents.length;
    this.moved = true;
    this.tell();
  }

  /** What the copy holds, by bucket. */
  async held() {
    const held = new Map();
    for await (const page of pages(this.copy.store, "documents")) {
      for (const { bucket, collection, id, version } of page) {
        if (!held.has(bucket)) held.set(bucket, []);
        held.get(bucket).push({ collection, id, version });
      }
    }
    return held;
  }

  /** Once a day: forget operations that were answered so long ago that no backup is older. */
  async prune(draft) {
    const { at } = draft.state;
    for await (const page of pages(this.copy.store, "journal")) {
      for (const row of page) {
        const operation = await this.copy.opened("journal", row);
        if (operation.at === undefined) draft.put("journal", row.key, { ...operation, at });
        else if (operation.at < at - JOURNAL_SECONDS) draft.remove("journal", row.key);
      }
    }
  }

  async wipe() {
    await this.copy.release("destroy");
    return false;
  }

  /** Operations of one request. */
  batch() {
    const batch = [];
    let bytes = 0;
    for (const operation of this.copy.waiting) {
      bytes += JSON.stringify(sendable(operation)).length;
      if (batch.length && (batch.length >= this.most || bytes > MOST_BYTES)) break;
      batch.push(operation);
    }
    return batch;
  }

  connection() {
    const { address, fetch, identity } = this.copy;
    const onProgress = (bytes) => (this.progress.arrived += bytes);
    const { signal } = this.control;
    return { address, fetch, token: identity.token, signal, silence: this.patience.silence, onProgress };
  }

  /** A request that may be tried again. It sets `moved` when something arrived. */
  patiently(request) {
    return patiently(this.patience, this.control.signal, this.copy.random, async () => {
      this.moved = false;
      try {
        return await request();
      } catch (error) {
        if (error instanceof Error) error.moved = this.moved;
        throw error;
      }
    });
  }

  startsAgain() {
    this.progress.anew += 1;
    if (this.progress.anew > MOST_ROUNDS_ANEW) throw new Error("The server has the copy start anew again and again.");
  }

  tell(phase = this.progress.phase) {
    Object.assign(this.progress, { phase, unsent: this.copy.unsent() });
    this.onProgress?.({ ...this.progress });
  }
}

function sendable({ n, collection, id, base, fields, delete: isDelete }) {
  return { n, collection, id, base, ...(isDelete ? { delete: true } : { fields }) };
}
