// A store that lasts as long as the process: for Node and for tests.

import { TABLES } from "./store.js";

/** @implements {import("./store.js").Store} */
export class MemoryStore {
  constructor() {
    this.tables = new Map(TABLES.map((name) => [name, new Map()]));
    this.sorted = new Map();
  }

  async get(table, key) {
    return structuredClone(this.tables.get(table).get(key));
  }

  async getMany(table, keys) {
    return structuredClone(keys.map((key) => this.tables.get(table).get(key)));
  }

  async range(table, { from, to, limit = Infinity } = {}) {
    const rows = this.tables.get(table);
    const keys = this.keys(table);
    const found = [];
    for (let index = from === undefined ? 0 : firstFrom(keys, from); index < keys.length; index += 1) {
      if (found.length >= limit || (to !== undefined && keys[index] >= to)) break;
      found.push(rows.get(keys[index]));
    }
    return structuredClone(found);
  }

  async write(changes) {
    for (const change of structuredClone(changes)) {
      const rows = this.tables.get(change.table);
      if ("remove" in change ? rows.delete(change.remove) : !rows.has(change.row.key)) this.sorted.delete(change.table);
      if ("row" in change) rows.set(change.row.key, change.row);
    }
  }

  async close() {}

  async destroy() {
    for (const rows of this.tables.values()) rows.clear();
    this.sorted.clear();
  }

  keys(table) {
    if (!this.sorted.has(table)) {
      const keys = [...this.tables.get(table).keys()];
      this.sorted.set(
        table,
        keys.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
      );
    }
    return this.sorted.get(table);
  }
}

function firstFrom(keys, from) {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle] < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
