// WatermelonDB's own synchronize() over our exchange: what it asks of a server, told by a connection.

const PAGE = 2000;
const MOST_ROUNDS = 1000;
const LISTS = ["skills", "phones", "met"];
const LOCAL = ["created_at", "updated_at"];
const BEFORE_ALL = 1; // WatermelonDB takes no 0 for when it last pulled

/**
 * A way to sync a database. Call `sync()` when the app starts, after changes, and when there is signal again; a call
 * while one runs joins it. It rejects as `synchronize` does, and the next call goes on from there.
 *
 * Tables are called as our collections, columns as our fields; a table need not have all of ours. Ids of new records
 * must be UUIDs: `setGenerator` of "@nozbe/watermelondb/utils/common/randomId" sees to that.
 *
 * @param {object} options
 * @param {import("./connection.js").Connection} options.connection with `database.localStorage` as its store
 * @param {object} options.database
 * @param {(options: object) => Promise<void>} options.synchronize from "@nozbe/watermelondb/sync"
 * @param {string[]} options.tables which to sync
 * @param {string[]} [options.json] columns that hold a list or an object as JSON text
 * @param {string[]} [options.local] columns that stay on the tablet
 * @param {number} [options.page] documents that are taken in at a time
 * @param {object} [options.more] options of `synchronize`, such as `migrationsEnabledAtVersion`
 * @returns {{sync: () => Promise<void>}}
 */
export function watermelon(options) {
  const adapter = new Watermelon(options);
  return { sync: () => adapter.sync() };
}

class Watermelon {
  constructor({ connection, database, synchronize, tables, json = LISTS, local = LOCAL, page = PAGE, more = {} }) {
    Object.assign(this, { connection, database, synchronize, tables: new Set(tables), page, more });
    this.json = new Set(json);
    this.local = new Set(local);
  }

  sync() {
    this.syncing ??= this.run().finally(() => (this.syncing = undefined));
    return this.syncing;
  }

  async run() {
    // Before anything is taken in, so that what was changed here is told apart from what others changed since.
    this.isFetched = false;
    await this.round({ pullChanges: async ({ lastPulledAt }) => nothingNew(lastPulledAt) });
    if (!this.isFetched) await this.connection.sync();
    for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
      await this.round({ ...this.more, pullChanges: async (asked) => this.pulled(asked) });
      if (!this.connection.since(this.tables, this.timestamp, 1).length) return;
    }
  }

  round(options) {
    this.raced = new Map();
    return this.synchronize({
      sendCreatedAsUpdated: true,
      ...options,
      database: this.database,
      pushChanges: (pushed) => this.push(pushed),
      conflictResolver: (table, local, remote, resolved) => {
        // Changed since it was sent: what was changed stays on top, and was made on what was there before.
        if (local._status !== "synced") this.raced.set(`${table}/${local.id}`, this.before);
        return options.conflictResolver?.(table, local, remote, resolved) ?? resolved;
      },
    });
  }

  /** A page of what is known and was not taken yet; its last number is the timestamp. */
  pulled({ lastPulledAt, migration }) {
    this.before = lastPulledAt ?? BEFORE_ALL;
    this.connection.taken(this.tables, this.before);
    // New columns are in what we have: give everything once more.
    const after = migration ? 0 : this.before;
    const entries = this.connection.since(this.tables, after, migration ? Infinity : this.page);
    const changes = {};
    for (const { collection, id, fields } of entries) {
      changes[collection] ??= { created: [], updated: [], deleted: [] };
      // Not as `created`: WatermelonDB would make anew what was deleted here a moment ago.
      if (fields) changes[collection].updated.push(this.raw(collection, id, fields));
      else changes[collection].deleted.push(id);
    }
    this.timestamp = Math.max(entries.at(-1)?.seq ?? 0, this.before);
    return { changes, timestamp: this.timestamp };
  }

  async push({ changes, lastPulledAt }) {
    const pushed = [];
    for (const [table, { created, updated, deleted }] of Object.entries(changes)) {
      if (!this.tables.has(table)) continue;
      const columns = this.columns(table);
      for (const raw of created) pushed.push(this.change(table, raw, columns, lastPulledAt));
      for (const raw of updated) {
        const names = new Set(raw._changed.split(","));
        const changed = columns.filter(({ name }) => names.has(name));
        pushed.push(this.change(table, raw, changed, lastPulledAt));
      }
      for (const id of deleted) pushed.push({ ...this.change(table, { id }, [], lastPulledAt), fields: null });
    }
    if (pushed.length) {
      await this.connection.push(pushed);
      this.isFetched = true;
    }
  }

  change(table, raw, columns, lastPulledAt) {
    const taken = this.raced.get(`${table}/${raw.id}`) ?? lastPulledAt;
    const names = columns.map(({ name }) => name);
    const fields = Object.fromEntries(columns.map((column) => [column.name, this.field(column, raw[column.name])]));
    return {
      collection: table,
      id: raw.id,
      fields,
      names,
      standsOn: (states) => {
        if (!states.length) return { version: raw._status === "created" ? 0 : 1 };
        return states.find(({ seq }) => seq <= taken) ?? states.at(-1);
      },
    };
  }

  columns(table) {
    return this.database.schema.tables[table].columnArray.filter(({ name }) => !this.local.has(name));
  }

  field({ name, type }, value) {
    if (value === null || value === undefined || value === "") return null;
    if (this.json.has(name) && typeof value === "string") return JSON.parse(value);
    return type === "boolean" ? Number(value) : value;
  }

  raw(table, id, fields) {
    const raw = { id };
    for (const { name } of this.columns(table)) {
      const value = fields[name] ?? null;
      raw[name] = value !== null && typeof value === "object" ? JSON.stringify(value) : value;
    }
    return raw;
  }
}

function nothingNew(lastPulledAt) {
  return { changes: {}, timestamp: lastPulledAt ?? BEFORE_ALL };
}
