// One sync of a connection: send what waits, load first copies, fetch what is new, until both sides are level.

import { checksum } from "./merge.js";
import { LineCut, Problem } from "./wire.js";
import * as wire from "./wire.js";

const MOST_OPERATIONS = 500;
const MOST_BYTES = 200000;
const LINES_A_WRITE = 200;
const DAY_SECONDS = 24 * 3600;
const JOURNAL_SECONDS = 30 * DAY_SECONDS;
const MOST_ROUNDS_ANEW = 5;

/** Used once. */
export class Rounds {
  /** @param {import("./connection.js").Connection} connection */
  constructor(connection) {
    Object.assign(this, { connection, most: MOST_OPERATIONS, anew: 0 });
  }

  get state() {
    return this.connection.state;
  }

  /** Rejects with LineCut or Problem; what arrived until then is kept. Trying again is the library's matter. */
  async run() {
    const { connection } = this;
    const { restsUntil = 0, refusal } = connection;
    if (!this.state.token) throw new Problem(401, { code: "unauthorised", title: "Enrol first." });
    // Several collections try again, each by its own clock: the server asked for silence from all of them.
    if (connection.clock() < restsUntil) throw refusal;
    try {
      while (await this.round());
    } catch (error) {
      if (error.retryAfter) {
        const until = connection.clock() + error.retryAfter * 1000;
        Object.assign(connection, { restsUntil: until, refusal: error });
      }
      if (error.code === "wiped" && this.state.token) await connection.wipe();
      throw error;
    }
  }

  /** One step. Returns whether there is another. */
  async round() {
    const { connection } = this;
    if (this.state.fresh || this.state.loading) {
      // Apart from the rest, so that the server leaves nothing out of the first copies because it came from here.
      while (connection.waiting.length) await this.exchange("send");
      if (this.state.loading) await this.load();
      else if (this.state.cursor === undefined) return this.exchange("begin");
    }
    const end = await this.exchange("fetch");
    if (end.reset || end.more || end.drop || this.state.loading) return true;
    if (this.state.fresh) {
      connection.mirror.lose((entry) => entry.generation < this.state.generation);
      this.state.fresh = false;
      await connection.commit();
    }
    return connection.waiting.length > 0 || this.check();
  }

  /** Once a day by the server's clock: is what we hold what we must? Returns whether it has to be loaded anew. */
  async check() {
    const { connection, state } = this;
    if (state.at === undefined || state.at - (state.checkedAt ?? -DAY_SECONDS) < DAY_SECONDS) return false;
    const end = await this.exchange("check");
    if (end.reset || end.more || this.state.loading) return true;
    if (!end.checksums) return false;
    const held = Object.fromEntries(Object.keys(end.checksums).map((bucket) => [bucket, []]));
    for (const entry of connection.mirror.entries.values()) if (entry.fields) held[entry.bucket]?.push(entry);
    const isEqual = Object.entries(end.checksums).every(([bucket, sum]) => checksum(held[bucket]) === sum);
    this.state.checkedAt = this.state.at;
    if (!isEqual) this.startAnew("checksums");
    await connection.commit();
    return !isEqual;
  }

  /**
   * One request of the exchange. `way`: "send" operations alone, "begin" a first sync, "fetch" with operations on the
   * way (not during a first sync, see `round`), "check" with checksums.
   */
  async exchange(way) {
    const { connection } = this;
    const isAfterCursor = way === "fetch" || way === "check";
    const operations = way === "begin" || (this.state.fresh && way !== "send") ? [] : this.batch();
    let lines = 0;
    const request = {
      ...this.request(),
      ...(isAfterCursor && { cursor: this.state.cursor }),
      ...(way === "check" && { checksums: true }),
      source: this.state.source,
      operations: operations.map(sendable),
      unsent: connection.waiting.length - operations.length,
      client: connection.client,
      clock: connection.clock(),
      onLine: async (line) => {
        this.take(line, isAfterCursor);
        lines += 1;
        if (lines % LINES_A_WRITE === 0) await connection.commit();
      },
    };
    let end;
    try {
      end = await (way === "send" ? wire.push(request) : wire.exchange(request));
    } catch (error) {
      await connection.commit(); // what arrived is kept
      if (error.status !== 413 || operations.length < 2) throw error;
      this.most = Math.floor(operations.length / 2);
      return this.exchange(way);
    }
    const isPassedOver = operations.length > 0 && connection.waiting.some((each) => each.n === operations[0].n);
    await this.finish(end, way);
    if (isPassedOver && !end.reset) throw new Error("The server passed over an operation.");
    return end;
  }

  take(line, isAfterCursor) {
    const { connection } = this;
    if (line.kind === "result") return connection.answer(line.result);
    connection.mirror.record(line, this.state.generation);
    // Without a cursor it is the first copies that count from: a record's cursor would leave them out.
    if (isAfterCursor && line.cursor !== undefined) this.state.cursor = line.cursor;
  }

  /** What an end says. */
  async finish(end, way) {
    const { connection, state } = this;
    if (end.at !== undefined) state.at = end.at;
    // The new token is kept before it is used: from then on the old one counts no more.
    if (end.token) state.token = end.token;
    if (end.drop) connection.mirror.lose(({ bucket }) => end.drop.includes(bucket));
    if (end.reset) this.startAnew(end.reset);
    else if (way !== "send" && end.cursor !== undefined) {
      // With first copies the cursor holds once they are loaded, and until then that of the last record.
      if (way === "begin" || end.snapshots?.length) state.loading = { cursor: end.cursor, list: listed(end.snapshots) };
      else state.cursor = end.cursor;
    }
    this.prune();
    await connection.commit();
    if (end.wipe) await connection.wipe();
  }

  /** Load the first copies, part by part, from where a former sync was cut. Their cursor counts once all are there. */
  async load() {
    const { connection } = this;
    for (let next; (next = this.state.loading?.list.find((each) => each.done < each.parts));) {
      const { bucket, url, done } = next;
      const onPart = async ({ part, collection, documents }) => {
        if (part !== next.done) return;
        for (const [id, version, document] of documents) {
          connection.mirror.record({ bucket, collection, id, version, document }, this.state.generation);
        }
        next.done += 1;
        await connection.commit();
      };
      try {
        await wire.snapshot(url, done, { ...this.request(), onPart });
        if (next.done === done) throw new LineCut(new Error("no part came"));
      } catch (error) {
        // Revoked tablets get none, and why is told by the exchange alone.
        if (error.code === "unauthorised") await this.exchange("begin");
        if (error.code !== "not_found") throw error;
        await this.listAgain();
      }
    }
    if (this.state.loading) this.state.cursor = this.state.loading.cursor;
    this.state.loading = undefined;
    await connection.commit();
  }

  /** A first copy is there no more: ask for the list again. What was loaded of those on it is not loaded again. */
  async listAgain() {
    this.countAnew();
    const { connection, state } = this;
    const cursor = state.fresh ? undefined : state.cursor;
    const answer = await wire.snapshots({ ...this.request(), cursor });
    if (answer.reset) this.startAnew(answer.reset);
    else {
      const before = state.loading.list;
      const list = listed(answer.snapshots);
      for (const each of list) each.done = before.find(({ url }) => url === each.url)?.done ?? 0;
      // The new cursor knows nothing of what was removed since the former was made.
      const isLost = (bucket) => before.some((each) => each.bucket === bucket && each.done) && !isListed(bucket);
      const isListed = (bucket) => list.some((each) => each.bucket === bucket && each.done);
      connection.mirror.lose(({ bucket }) => answer.drop?.includes(bucket) || isLost(bucket));
      state.loading = { cursor: answer.cursor, list };
    }
    await connection.commit();
  }

  /** Take the first sync anew. After `epoch` what was answered is sent again too, before anything is loaded. */
  startAnew(reset) {
    this.countAnew();
    const { connection, state } = this;
    Object.assign(state, { generation: state.generation + 1, fresh: true, cursor: undefined, loading: undefined });
    if (reset !== "epoch") return;
    for (const { at, ...operation } of connection.journal.splice(0)) connection.wait({ ...operation, again: true });
  }

  countAnew() {
    this.anew += 1;
    if (this.anew > MOST_ROUNDS_ANEW) throw new Error("The server has the copy start anew again and again.");
  }

  /** Forget operations that were answered so long ago that no backup is older. */
  prune() {
    const { connection, state } = this;
    while (connection.journal[0]?.at < state.at - JOURNAL_SECONDS) {
      connection.operations.remove(connection.journal.shift().n);
    }
  }

  /** Operations of one request. */
  batch() {
    const batch = [];
    let bytes = 0;
    for (const operation of this.connection.waiting) {
      bytes += JSON.stringify(sendable(operation)).length;
      if (batch.length && (batch.length >= this.most || bytes > MOST_BYTES)) break;
      batch.push(operation);
    }
    return batch;
  }

  request() {
    const { address, fetch } = this.connection;
    return { address, fetch, token: this.state.token };
  }
}

function listed(snapshots = []) {
  return snapshots.filter((each) => each.parts > 0).map((each) => ({ ...each, done: 0 }));
}

function sendable({ n, collection, id, base, fields, delete: isDelete }) {
  return { n, collection, id, base, ...(isDelete ? { delete: true } : { fields }) };
}
