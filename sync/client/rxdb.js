// RxDB's own replication over our exchange: what it asks of a server, told by a connection.

import { same } from "./mirror.js";

const BATCH = 200;
const NOT_FIELDS = new Set(["_deleted", "_attachments", "_meta", "_rev"]);

/**
 * What `replicateRxCollection` needs for one collection; one connection serves them all.
 *
 *     replicateRxCollection({ collection: db.visits, live: true, ...replication(connection, db.visits) })
 *
 * Fields are those of the collection's schema, which need not have all of ours; one that is required must allow for
 * being empty, as it is in documents that are gone. What the officer changes is sent by RxDB at once;
 * `connection.sync()` fetches what is new for all collections, with one request.
 *
 * @param {import("./connection.js").Connection} connection
 * @param {{name: string, schema: {primaryPath: string, jsonSchema: {properties: object}}}} collection an RxCollection
 * @param {{name?: string, batchSize?: number}} [options] `name` of our collection, where RxDB's is called differently
 */
export function replication(connection, collection, { name = collection.name, batchSize = BATCH } = {}) {
  const handlers = new Handlers(connection, name, collection.schema);
  return {
    replicationIdentifier: `fursa-${name}`,
    pull: {
      batchSize,
      handler: (checkpoint, limit) => handlers.pull(checkpoint?.seq ?? 0, limit),
      stream$: { subscribe: (observer) => ({ unsubscribe: handlers.stream(observer) }) },
    },
    push: { batchSize, handler: (rows) => handlers.push(rows) },
  };
}

class Handlers {
  constructor(connection, name, { primaryPath, jsonSchema }) {
    Object.assign(this, { connection, name, primary: primaryPath });
    this.collections = new Set([name]);
    this.empty = emptied(jsonSchema, primaryPath);
    this.names = Object.keys(jsonSchema.properties).filter((each) => each !== primaryPath && !NOT_FIELDS.has(each));
    this.given = undefined; // the number behind which RxDB was given nothing yet
    this.pulling = 0;
    this.isFetched = false;
  }

  /** A page of documents. One that is not full is the end for RxDB, so that is the only time to say so. */
  async pull(after, limit) {
    // The first checkpoint after a start is one that RxDB has kept; later ones it may not have kept yet.
    if (this.given === undefined) this.connection.taken(this.collections, after);
    // Later pages of what was fetched, and what came with an exchange for another collection, cost no request.
    let isFetched = this.isFetched;
    if (!isFetched && this.connection.since(this.collections, after, limit).length < limit) {
      this.pulling += 1;
      await this.connection.sync().finally(() => (this.pulling -= 1));
      isFetched = true;
    }
    const entries = this.connection.since(this.collections, after, limit);
    this.isFetched = isFetched && entries.length === limit;
    this.given = entries.at(-1)?.seq ?? after;
    return { documents: entries.map(({ id, fields }) => this.document(id, fields)), checkpoint: { seq: this.given } };
  }

  /** What is on the server instead of what RxDB holds, of those documents where the two differ. */
  async push(rows) {
    const changes = rows.map(({ newDocumentState, assumedMasterState }) => {
      const change = { collection: this.name, id: newDocumentState[this.primary] };
      // A conflict that RxDB has resolved by taking ours is pushed once more.
      if (assumedMasterState && this.isEqual(assumedMasterState, newDocumentState)) return change;
      const fields = newDocumentState._deleted ? null : this.picked(newDocumentState);
      const standsOn = (states) => this.standsOn(states, assumedMasterState);
      return { ...change, fields, names: this.names, standsOn };
    });
    const after = await this.connection.push(changes);
    return rows
      .map(({ newDocumentState }, index) => [newDocumentState, this.document(changes[index].id, after[index])])
      .filter(([held, current]) => !this.isEqual(held, current))
      .map(([, current]) => current);
  }

  /** Tell RxDB to pull whenever something came that it was not given. Returns what ends that. */
  stream(observer) {
    return this.connection.subscribe(() => {
      if (this.pulling || this.given === undefined) return;
      if (!this.connection.since(this.collections, this.given, 1).length) return;
      this.isFetched = true;
      observer.next("RESYNC");
    });
  }

  /** On which of our states a change was made: the one that RxDB takes the server to have. */
  standsOn(states, assumed) {
    const known = assumed && states.find(({ fields }) => same(this.picked(fields), this.picked(assumed)));
    // An answer that was cut: RxDB does not know that we have what it sent.
    const found = known ?? states.find(({ sent }) => sent);
    if (found) return found;
    if (!assumed) return { version: 0, fields: states[0]?.fields };
    // Gone, or older than all that is kept: the server says what becomes of it.
    return { version: states.at(-1)?.version || 1, fields: this.picked(assumed) };
  }

  document(id, fields) {
    if (fields === null) return { ...this.empty, [this.primary]: id, _deleted: true };
    return { [this.primary]: id, ...this.picked(fields), _deleted: false };
  }

  isEqual(a, b) {
    if (a._deleted || b._deleted) return Boolean(a._deleted) === Boolean(b._deleted);
    return same(this.picked(a), this.picked(b));
  }

  /** The fields that the collection has, of a document of RxDB or of ours. */
  picked(fields) {
    const names = this.names.filter((name) => fields[name] !== undefined && fields[name] !== null);
    return Object.fromEntries(names.map((name) => [name, fields[name]]));
  }
}

/** What a document that is gone has in the fields that the schema requires: a validator would keep it alive without. */
function emptied({ properties, required = [] }, primary) {
  const names = required.filter((name) => name !== primary && !NOT_FIELDS.has(name));
  return Object.fromEntries(names.map((name) => [name, emptyValue(properties[name])]));
}

function emptyValue({ type, enum: values, default: usual, minimum = 0, minLength = 0 }) {
  const kind = Array.isArray(type) ? type[0] : type;
  const empty = { string: " ".repeat(minLength), array: [], object: {}, boolean: false, null: null };
  return usual ?? values?.[0] ?? (kind in empty ? empty[kind] : minimum);
}
