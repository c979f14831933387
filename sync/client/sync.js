// One sync: send what waits, load first copies, fetch what is new, and wait when the network or the server says so.

import { checksum } from "./merge.js";
import { pages } from "./store.js";
import { prefix } from "./draft.js";
import { LineCut, Problem } from "./wire.js";
import * as wire from "./wire.js";

const MOST_OPERATIONS = 500;
const MOST_BYTES = 200000;
const LINES_A_WRITE = 50;
const DAY_SECONDS = 24 * 3600;
const JOURNAL_SECONDS = 30 * DAY_SECONDS;
const MOST_ROUNDS_ANEW = 5;

/**
 * How long a sync bears with the network.
 * @typedef {object} Patience
 * @property {number} tries without anything arriving, before it gives up
 * @property {number} first milliseconds to wait after a failure; doubles with each
 * @property {number} longest milliseconds that it waits at most, also when the server asks for more
 * @property {number} silence milliseconds without a byte after which a request counts as cut
 * @property {(milliseconds: number, signal: AbortSignal) => Promise<void>} sleep
 */
const PATIENCE = { tries: 5, first: 1000, longest: 120000, silence: 60000, sleep };

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
    this.anew = 0;
    const results = { applied: 0, merged: 0, conflict: 0, refused: 0 };
    this.progress = { phase: "send", sent: 0, results, unsent: copy.unsent(), received: 0, renamed: [] };
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
      error.progress = this.progress;
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
      if (copy.state.loading) return this.load();
    }
    const end = await this.exchange("fetch");
    if (!this.goesOn(end)) return false;
    if (end.reset) return true;
    if (end.scope) {
      this.startsAgain();
      await this.list(copy.state.cursor);
      return true;
    }
    if (end.more) return true;
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
    if (!this.goesOn(end)) return false;
    if (end.reset || end.scope || end.more) return true;
    if (!end.checksums) return false;
    const held = await this.held();
    const isEqual = Object.entries(end.checksums).every(([bucket, sum]) => checksum(held.get(bucket) ?? []) === sum);
    if (!isEqual) this.startsAgain();
    await copy.change(async (draft) => {
      draft.state.checkedAt = draft.state.at;
      await this.prune(draft);
      if (!isEqual) await draft.startAnew("checksums");
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
      const operations = way === "begin" || (copy.state.fresh && way !== "send") ? [] : this.batch();
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
        if (end.at !== undefined) draft.state.at = end.at;
        // The new token is kept before it is used: from then on the old one counts no more.
        if (end.token) draft.identity = { ...draft.identity, token: end.token };
        for (const bucket of end.drop ?? []) await draft.drop(bucket);
        if (end.reset) return draft.startAnew(end.reset);
        if (way === "begin") draft.state.loading = { cursor: end.cursor, list: listed(end.snapshots) };
        else if (way !== "send" && end.cursor !== undefined) draft.state.cursor = end.cursor;
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

  /** Load the first copies, part by part, from where a former sync was cut. Their cursor counts once all are there. */
  async load() {
    const { copy } = this;
    for (let next; (next = copy.state.loading?.list.find((each) => each.done < each.parts)); ) {
      await this.patiently(async () => {
        this.count(copy.state.loading.list);
        const onPart = (part) => this.takePart(next, part);
        const before = next.done;
        try {
          await wire.snapshot(next.url, next.done, { ...this.connection(), onPart });
        } catch (error) {
          if (error.code !== "not_found") throw error;
          this.startsAgain();
          return this.list(copy.state.fresh ? undefined : copy.state.cursor);
        }
        if (next.done === before) throw new LineCut(new Error("no part came"));
      });
    }
    await copy.change((draft) => {
      if (draft.state.loading) draft.state.cursor = draft.state.loading.cursor;
      draft.state.loading = undefined;
    });
    return true;
  }

  async takePart(snapshot, { part, collection, documents }) {
    const { copy, progress } = this;
    if (part !== snapshot.done) return;
    const { bucket, url } = snapshot;
    await copy.change(async (draft) => {
      const keys = documents.map(([id]) => prefix(collection, id) + bucket);
      const held = await copy.store.getMany("documents", keys);
      documents.forEach(([id, version, document], index) => {
        draft.record({ bucket, collection, id, version, document }, held[index]);
      });
      const list = draft.state.loading.list.map((each) => (each.url === url ? { ...each, done: part + 1 } : each));
      draft.state.loading = { ...draft.state.loading, list };
    });
    snapshot.done = part + 1;
    progress.received += documents.length;
    this.moved = true;
    this.count(copy.state.loading.list);
  }

  /** Ask for the list of first copies. What was loaded of those that are on it still is not loaded again. */
  async list(cursor) {
    const { copy } = this;
    const answer = await this.patiently(() => wire.snapshots({ ...this.connection(), cursor }));
    await copy.change(async (draft) => {
      if (answer.reset) return draft.startAnew(answer.reset);
      const done = new Map((draft.state.loading?.list ?? []).map((each) => [each.url, each.done]));
      const list = listed(answer.snapshots).map((each) => ({ ...each, done: done.get(each.url) ?? 0 }));
      draft.state.loading = { cursor: answer.cursor, list };
    });
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

  /** Forget operations that were answered so long ago that no backup brings them back. */
  async prune(draft) {
    const { at } = draft.state;
    for await (const page of pages(this.copy.store, "journal")) {
      for (const row of page) {
        const operation = await this.copy.opened("journal", row);
        // The first answers of all come before the server has told the time.
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

  /** Try until it gets through, or until nothing at all has arrived several times in a row. */
  async patiently(request) {
    const { tries, first, longest } = this.patience;
    const { signal } = this.control;
    for (let failures = 0; ; ) {
      this.moved = false;
      signal.throwIfAborted();
      try {
        return await request();
      } catch (error) {
        const isPassing = error instanceof LineCut || error.status === 429 || error.status >= 500;
        failures = this.moved ? 1 : failures + 1;
        if (!isPassing || failures >= tries) throw error;
        const asked = (error.retryAfter ?? 0) * 1000;
        if (asked > longest) throw error;
        const pause = asked || Math.min(first * 2 ** (failures - 1), longest);
        // Not all tablets at once that heard the same number.
        await this.patience.sleep(pause * (1 + this.copy.random(1)[0] / 1024), signal);
      }
    }
  }

  startsAgain() {
    this.anew += 1;
    if (this.anew > MOST_ROUNDS_ANEW) throw new Error("The server has the copy start anew again and again.");
  }

  count(list) {
    const sum = (number) => list.reduce((total, each) => total + number(each), 0);
    Object.assign(this.progress, { parts: sum((each) => each.done), allParts: sum((each) => each.parts) });
    this.progress.allBytes = sum((each) => each.bytes ?? 0);
    this.progress.bytes = Math.round(sum((each) => ((each.bytes ?? 0) * each.done) / each.parts));
    this.tell("load");
  }

  tell(phase = this.progress.phase) {
    Object.assign(this.progress, { phase, unsent: this.copy.unsent() });
    this.onProgress?.({ ...this.progress });
  }
}

function listed(snapshots = []) {
  return snapshots.filter((each) => each.parts > 0).map((each) => ({ ...each, done: 0 }));
}

function sendable({ n, collection, id, base, fields, delete: isDelete }) {
  return { n, collection, id, base, ...(isDelete ? { delete: true } : { fields }) };
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
