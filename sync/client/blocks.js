// Numbered items in a key-value store, a block of neighbours under one key: a change writes a block, not everything.

const SIZE = 256;

/**
 * Where another team's app keeps small things; `database.localStorage` of WatermelonDB is one. Values are JSON.
 *
 * @typedef {object} KeyValueStore
 * @property {(key: string) => Promise<any>} get undefined or null where there is none
 * @property {(key: string, value: any) => Promise<unknown>} set
 * @property {(key: string) => Promise<unknown>} remove
 */

export class Blocks {
  /** @param {KeyValueStore} store @param {string} name what the keys begin with */
  constructor(store, name) {
    Object.assign(this, { store, name });
    this.blocks = new Map(); // block -> number of an item -> item
    this.grown = new Set();
    this.thinned = new Set();
  }

  /** Read blocks, and yield their items in the order of their numbers. */
  async *load(blocks = []) {
    for (const block of [...blocks].sort((a, b) => a - b)) {
      const items = await this.store.get(this.key(block));
      if (!items) continue;
      this.blocks.set(block, new Map(items));
      yield* items;
    }
  }

  /** The blocks that are there: what `load` needs to be told. */
  get names() {
    return [...this.blocks.keys()];
  }

  put(number, item) {
    const block = Math.floor(number / SIZE);
    if (!this.blocks.has(block)) this.blocks.set(block, new Map());
    this.blocks.get(block).set(number, item);
    this.grown.add(block);
  }

  remove(number) {
    const block = Math.floor(number / SIZE);
    if (this.blocks.get(block)?.delete(number)) this.thinned.add(block);
  }

  /** Write the blocks to which something was put. */
  async writeGrown() {
    for (const block of this.grown) {
      const items = [...this.blocks.get(block)].sort(([a], [b]) => a - b);
      await this.store.set(this.key(block), items);
      this.grown.delete(block);
      if (items.length) this.thinned.delete(block);
    }
  }

  /** Write the blocks from which something was only removed. */
  async writeThinned() {
    for (const block of this.thinned) {
      const items = [...(this.blocks.get(block) ?? [])];
      if (items.length) await this.store.set(this.key(block), items);
      else await this.store.remove(this.key(block));
      if (!items.length) this.blocks.delete(block);
      this.thinned.delete(block);
    }
  }

  async clear() {
    for (const block of this.names) await this.store.remove(this.key(block));
    for (const each of [this.blocks, this.grown, this.thinned]) each.clear();
  }

  key(block) {
    return `${this.name}/${block}`;
  }
}
