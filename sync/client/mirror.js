// What the server is known to have, numbered in the order in which it was learned: what a library has not taken yet is
// what comes behind the number that it took last.

import { Blocks } from "./blocks.js";
import { renamedId, replaced, settle } from "./merge.js";

const MOST_STATES = 3; // earlier ones of a document
const READ_ONLY = new Set("vacancies employers conflicts places sectors occupations skills texts".split(" "));

/**
 * A state of a document. `sent`: it came from the library, which has it although it never asked for it.
 *
 * @typedef {{seq: number, version: number, fields: object, sent?: boolean}} State
 *
 * The newest one, with what it was before (`older`, newest first), for a library that may have changed that. `fields`
 * is null where the document is gone. `unheard` is what was refused while the library does not know that yet.
 *
 * @typedef {State & {collection: string, id: string, bucket: string, generation: number, older: State[],
 *   unheard?: object | null}} Entry
 */
export class Mirror {
  constructor(store, name) {
    this.blocks = new Blocks(store, name);
    this.entries = new Map(); // in the order of `seq`
    this.last = 0;
  }

  /**
   * `last` is the highest number that was written down as given. What is above it was written when the power failed,
   * and is as true: it may stand in the place of what it came after.
   */
  async load(blocks, last) {
    this.last = last;
    for await (const [seq, entry] of this.blocks.load(blocks)) {
      const before = this.entries.get(keyOf(entry));
      if (before) this.forget(before);
      this.entries.set(keyOf(entry), entry);
      this.last = Math.max(this.last, seq);
    }
  }

  /** @returns {Entry | undefined} */
  get(collection, id) {
    return this.entries.get(keyOf({ collection, id }));
  }

  /** The states of a document that is there, newest first. */
  states(collection, id) {
    const entry = this.get(collection, id);
    return entry?.fields ? [entry, ...entry.older] : [];
  }

  /** At most `limit` entries of some collections, oldest first, with numbers above `after` up to `last`. */
  since(collections, after, last, limit = Infinity) {
    const found = [];
    for (const entry of this.entries.values()) {
      if (entry.seq > last || found.length >= limit) break;
      if (entry.seq > after && collections.has(entry.collection)) found.push(entry);
    }
    return found;
  }

  /** The library keeps what it was given up to a number: what was removed by then need not be remembered. */
  taken(collections, until) {
    for (const entry of [...this.entries.values()]) {
      if (entry.seq > until) break;
      if (!entry.fields && collections.has(entry.collection)) this.forget(entry);
    }
  }

  /** A document as the server has it, or null: it has left the bucket. */
  record({ bucket, collection, id, version, document }, generation) {
    const held = this.get(collection, id);
    if (document === null) {
      if (held?.fields && held.bucket === bucket) this.bury({ ...held, version });
      return;
    }
    if (held?.generation === generation && held.version > version) return;
    const fields = Object.fromEntries(Object.entries(document).filter(([, value]) => value !== null));
    const entry = { collection, id, bucket, version, generation, fields, unheard: held?.unheard };
    if (held?.version === version && same(held.fields, fields)) {
      if (held.bucket !== bucket || held.generation !== generation) this.keep({ ...held, bucket, generation });
    } else this.put({ ...entry, older: aged(held) });
  }

  /**
   * The answer to an operation, whose `left` is what it left in the library (null: nothing). Where the server has
   * something else, the library is to be told.
   */
  answered(operation, result, { bucket, generation, isFresh }) {
    const { collection, id, left, from } = operation;
    const held = this.get(collection, id);
    const confirmed = held?.fields ? { version: held.version, fields: held.fields } : undefined;
    const after = settle(confirmed, operation, result, held && held.generation < generation);
    if (!after && !held && left === null) return;
    const fields = after?.fields ?? null;
    const version = after?.version ?? result.version ?? held?.version ?? 0;
    // While a first sync runs it brings the document itself: what it does not bring must go.
    const begun = { collection, id, bucket, generation: generation - (isFresh ? 1 : 0) };
    const entry = { ...begun, ...held, version, fields, older: [], sent: true };
    if (result.status === "refused") {
      this.put({ ...entry, older: aged(held), sent: false, unheard: left });
      return;
    }
    if (from === undefined && same(fields, left)) {
      if (held) this.keep(entry);
      else this.put(entry);
      return;
    }
    // It has not seen what others changed, so what it changes next stands on what it knew.
    const known = result.status === "applied" ? version : operation.base;
    const state = { seq: held?.seq ?? 0, version: known, fields: left, sent: true };
    this.put({ ...entry, sent: false, older: fields && left && from === undefined ? [state] : [] });
  }

  /** The library knows now what became of what it sent. */
  heard(collection, id) {
    const { unheard, ...entry } = this.get(collection, id) ?? {};
    if (unheard !== undefined) this.keep(entry);
  }

  /** The server knows a document under another id: in a bucket this one, and all that refers to it, say so. */
  rename(collection, from, to, bucket) {
    for (const entry of [...this.entries.values()]) {
      if (entry.bucket !== bucket || !entry.fields) continue;
      const id = renamedId(entry.collection, entry.id, collection, from, to);
      const fields = replaced(entry.fields, from, to);
      if (id !== entry.id) {
        this.bury(entry);
        const version = entry.id === from ? 0 : entry.version; // that was the version of another document
        if (!this.get(entry.collection, id)?.fields) this.put({ ...entry, id, version, fields, older: aged(entry) });
      } else if (fields !== entry.fields) this.put({ ...entry, fields, older: aged(entry) });
    }
  }

  /** The document is gone, also where nothing is known of it yet. */
  bury({ collection, id, bucket, version = 0, generation = 0, unheard }) {
    this.put({ collection, id, bucket, version, generation, fields: null, older: [], unheard });
  }

  /** Bury all documents for which `isGone` holds. */
  lose(isGone) {
    for (const entry of [...this.entries.values()]) if (entry.fields && isGone(entry)) this.bury(entry);
  }

  async clear() {
    this.entries.clear();
    await this.blocks.clear();
  }

  put(entry) {
    const key = keyOf(entry);
    const before = this.entries.get(key);
    if (before) this.blocks.remove(before.seq);
    this.entries.delete(key); // so that it comes last
    this.last += 1;
    this.entries.set(key, { ...entry, seq: this.last });
    this.blocks.put(this.last, this.entries.get(key));
  }

  /** Change what is known about a document without the library having to hear of it. */
  keep(entry) {
    this.entries.set(keyOf(entry), entry);
    this.blocks.put(entry.seq, entry);
  }

  forget(entry) {
    this.entries.delete(keyOf(entry));
    this.blocks.remove(entry.seq);
  }
}

/** Whether two values of JSON are equal. */
export function same(a, b) {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]));
}

/** An entry and what it was before, as what it was before another. The oldest stays: a library may stand on that. */
function aged(entry) {
  if (!entry?.fields || READ_ONLY.has(entry.collection)) return [];
  const { seq, version, fields, sent } = entry;
  const states = [{ seq, version, fields, sent }, ...entry.older];
  return states.length > MOST_STATES ? [...states.slice(0, MOST_STATES - 1), states.at(-1)] : states;
}

function keyOf({ collection, id }) {
  return `${collection}/${id}`;
}
