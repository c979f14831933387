// One change of the copy: put together in memory from what is stored, then written all at once or not at all.

import { readdressed, rebased, renamedId, replaced, settle } from "./merge.js";
import { pages } from "./store.js";

const SEPARATOR = "\u0000";
const OWN = "own";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The rows of a document, one for each bucket that has it, have keys that begin with this. */
export function prefix(collection, id) {
  return collection + SEPARATOR + id + SEPARATOR;
}

/** Where the keys that begin with a prefix end. */
export function behind(start) {
  return start.slice(0, -1) + "\u0001";
}

/** The key of a value of the app's own. Each word of its name stands as `known` has it. */
export function ownKey(name, known) {
  return `${OWN} ${name.split(" ").map(known).join(" ")}`;
}

/** Of the rows of a document the one that counts: a document that moves may be in two buckets for a moment. */
export function newest(rows) {
  return rows.reduce((best, row) => {
    if (!best) return row;
    const newer = row.generation - best.generation || row.version - best.version;
    return newer > 0 ? row : best;
  }, undefined);
}

/** Changes to come. `copy` has `store`, `vault`, `state`, `identity` and `waiting`, and takes them over on commit. */
export class Draft {
  constructor(copy) {
    this.copy = copy;
    this.state = { ...copy.state };
    this.identity = copy.identity;
    this.waiting = [...copy.waiting];
    this.rows = new Map(); // key -> row with its fields, or null: to be removed
    this.others = new Map(); // "table key" -> {table, key, value, plain} or {table, key}: to be removed
    this.touched = new Map(); // prefix -> {collection, id}
    this.isRenaming = false;
  }

  /** Queue an operation, with the next number of this source. */
  add(operation) {
    this.state.last += 1;
    this.wait({ n: this.state.last, ...operation });
  }

  /** A document as the server has it, or null: it has left the bucket. */
  record({ bucket, collection, id, version, document }, held) {
    const key = prefix(collection, id) + bucket;
    if (this.rows.has(key)) held = this.rows.get(key);
    this.touch(collection, id);
    if (document === null) return this.rows.set(key, null);
    // What is loaded may be older than what results and later records have told.
    if (held && held.generation === this.state.generation && held.version > version) return undefined;
    const { generation } = this.state;
    return this.rows.set(key, { key, collection, id, bucket, version, generation, fields: document });
  }

  /** The answer to an operation. Returns the operation, or undefined where none waits under this number. */
  async result(result) {
    let operation = this.waiting.find((each) => each.n === result.n);
    if (!operation) return undefined;
    if (result.id !== undefined && result.id !== operation.id) {
      await this.rename(operation.collection, operation.id, result.id);
      operation = this.waiting.find((each) => each.n === result.n);
    }
    const { collection, id } = operation;
    this.waiting = this.waiting.filter((each) => each !== operation);
    this.remove("operations", operation.n);
    this.touch(collection, id);
    if (!operation.again) {
      await this.settle(operation, result);
      for (const later of this.waiting) {
        if (later.collection !== collection || later.id !== id || later.again) continue;
        const after = rebased(later, result);
        if (after !== later) this.wait(after);
      }
    }
    this.answered(operation, result);
    return operation;
  }

  /** The server knows a document under another id: this one, and all that refers to it, say so from now on. */
  async rename(collection, from, to) {
    this.isRenaming = true;
    this.state.renamed = { ...this.state.renamed, [from]: to };
    for (const operation of this.waiting) {
      const after = readdressed(operation, collection, from, to);
      if (after !== operation) this.wait(after);
    }
    for await (const page of pages(this.copy.store, "documents")) {
      for (const { key, bucket } of page) {
        if (bucket === this.ownBucket()) await this.renameRow(key, collection, from, to);
      }
    }
    for (const key of [...this.rows.keys()]) await this.renameRow(key, collection, from, to);
    await this.renameOwn(from, to);
  }

  /** A bucket is not for this officer any more. */
  async drop(bucket) {
    await this.forget((row) => row.bucket === bucket);
  }

  /** The first sync is through: what it did not bring is not there any more. */
  async sweep() {
    await this.forget((row) => row.generation < this.state.generation);
    this.state.fresh = false;
  }

  /** Take the first sync anew. After `epoch` what was answered is sent again too, before anything is loaded. */
  async startAnew(reset) {
    const { generation } = this.state;
    Object.assign(this.state, { generation: generation + 1, fresh: true, cursor: undefined, loading: undefined });
    if (reset !== "epoch") return;
    for await (const page of pages(this.copy.store, "journal")) {
      for (const row of page) {
        const operation = await this.copy.opened("journal", row);
        this.remove("journal", row.key);
        this.wait({ ...operation, again: true });
      }
    }
  }

  /** Write everything, and let the copy have it. */
  async commit({ durable = false } = {}) {
    const { copy } = this;
    if (this.identity !== copy.identity) this.put("meta", "identity", this.identity);
    const changes = await Promise.all([
      ...[...this.rows].map(([key, row]) => (row ? copy.sealedDocument(row) : { table: "documents", remove: key })),
      ...[...this.others.values()].map(({ table, key, value }) =>
        value === undefined ? { table, remove: key } : copy.sealed(table, key, value),
      ),
    ]);
    changes.push({ table: "meta", row: { key: "state", ...this.state } });
    await copy.store.write(changes, { durable });
    copy.state = this.state;
    copy.identity = this.identity;
    copy.waiting = this.waiting;
    await copy.changed(this);
  }

  /** The server's state of a document: a row with its fields, or undefined. */
  async confirmed(collection, id) {
    const start = prefix(collection, id);
    const rows = new Map();
    for (const row of await this.copy.store.range("documents", { from: start, to: behind(start) })) {
      rows.set(row.key, row);
    }
    for (const [key, row] of this.rows) if (key.startsWith(start)) rows.set(key, row);
    const row = newest([...rows.values()].filter(Boolean));
    return row && (await this.copy.openedDocument(row));
  }

  async settle(operation, result) {
    const { collection, id } = operation;
    const held = await this.confirmed(collection, id);
    const isStale = held !== undefined && held.generation < this.state.generation;
    const after = settle(held, operation, result, isStale);
    if (after === held) return;
    const bucket = held?.bucket ?? this.ownBucket();
    const key = prefix(collection, id) + bucket;
    // While a first sync runs it brings the document itself: what it does not bring must go.
    const generation = held?.generation ?? this.state.generation - (this.state.fresh ? 1 : 0);
    this.rows.set(key, after && { key, collection, id, bucket, generation, ...after });
  }

  answered(operation, result) {
    const { again, result: before, ...sent } = operation;
    const isDismissed = Boolean(sent.dismissed && before?.status === result.status);
    // When it was, sync.js writes down: the server tells the time only behind the results.
    this.put("journal", operation.n, { ...sent, result, dismissed: isDismissed, at: undefined });
    const isProblem = result.status === "refused" || result.status === "conflict";
    if (isProblem && !isDismissed) {
      const { n, collection, id, fields } = sent;
      const what = sent.delete ? { delete: true } : { fields };
      this.put("problems", n, { n, collection, id, ...what, result });
    } else if (again) {
      this.remove("problems", operation.n);
    }
  }

  async renameRow(key, collection, from, to) {
    const row = this.rows.has(key) ? this.rows.get(key) : await this.stored(key);
    if (!row) return;
    const id = renamedId(row.collection, row.id, collection, from, to);
    const fields = replaced(row.fields, from, to);
    if (id === row.id && fields === row.fields) return;
    const after = { ...row, id, fields, key: prefix(row.collection, id) + row.bucket };
    if (id !== row.id) {
      this.rows.set(key, null);
      if (await this.confirmed(row.collection, id)) return;
      if (row.id === from) after.version = 0; // its version was that of another document
    }
    this.rows.set(after.key, after);
  }

  /** What the app keeps about a document, such as half a form, is found under its new id. */
  async renameOwn(from, to) {
    const { store } = this.copy;
    for (const row of await this.ownRows()) {
      const key = ownKey(row.key.slice(OWN.length + 1), (word) => (word === from ? to : word));
      if (key === row.key || (await store.get("meta", key))) continue;
      this.remove("meta", row.key);
      this.put("meta", key, replaced(await this.copy.opened("meta", row), from, to));
    }
  }

  /** What the app keeps about documents that are not here any more goes too: about people who were erased, say. */
  async forgetOwn(held) {
    const there = new Set(this.waiting.map(({ id }) => id));
    for (const rows of held.values()) for (const { id } of rows) there.add(id);
    for (const { key } of await this.ownRows()) {
      const ids = key.split(" ").filter((word) => UUID.test(word));
      if (ids.length && !ids.some((id) => there.has(id))) this.remove("meta", key);
    }
  }

  ownRows() {
    return this.copy.store.range("meta", { from: `${OWN} `, to: `${OWN}!` });
  }

  async forget(isGone) {
    for await (const page of pages(this.copy.store, "documents")) {
      for (const row of page) {
        const newer = this.rows.has(row.key) ? this.rows.get(row.key) : row;
        if (newer && isGone(newer)) this.lose(newer);
      }
    }
    for (const row of [...this.rows.values()]) if (row && isGone(row)) this.lose(row);
  }

  lose({ key, collection, id }) {
    this.rows.set(key, null);
    this.touch(collection, id);
  }

  async stored(key) {
    const row = await this.copy.store.get("documents", key);
    return row && this.copy.openedDocument(row);
  }

  /** Keep an operation as one that waits, in the order of the numbers. */
  wait(operation) {
    this.waiting = this.waiting.filter((each) => each.n !== operation.n);
    let index = this.waiting.length;
    while (index && this.waiting[index - 1].n > operation.n) index -= 1;
    this.waiting.splice(index, 0, operation);
    this.put("operations", operation.n, operation);
    this.touch(operation.collection, operation.id);
  }

  put(table, key, value) {
    this.others.set(`${table} ${key}`, { table, key, value });
  }

  remove(table, key) {
    this.others.set(`${table} ${key}`, { table, key });
  }

  touch(collection, id) {
    this.touched.set(prefix(collection, id), { collection, id });
  }

  /** Where the server keeps what the officer makes. */
  ownBucket() {
    return `caseload/${this.identity.officer?.id}`;
  }
}
