// What a copy asks of a store. Two are here: memory.js for Node and tests, indexeddb.js for browsers.

/**
 * Rows are plain objects with a `key` (text or number); each table is sorted by it.
 *
 * @typedef {object} Store
 * @property {(table: string, key: string|number) => Promise<object|undefined>} get
 * @property {(table: string, keys: (string|number)[]) => Promise<(object|undefined)[]>} getMany
 * @property {(table: string, range?: {from?: string|number, to?: string|number, limit?: number}) => Promise<object[]>}
 *   range the rows from `from` up to, without, `to`
 * @property {(changes: Change[], options?: {durable?: boolean}) => Promise<void>} write all of them or none;
 *   `durable` returns only when a power cut can no longer undo it
 * @property {() => Promise<void>} close
 * @property {() => Promise<void>} destroy delete everything
 * @property {() => unknown} [onlost] set by whoever wants to be told that the browser took the store away
 *
 * @typedef {{table: string, row: object} | {table: string, remove: string|number}} Change
 */

/** Documents as the server has them, operations that wait, those that were answered, and what went wrong. */
export const TABLES = ["meta", "documents", "operations", "journal", "problems"];

/** The copy is open in another tab or window: two would give the same number to two operations. */
export class StoreBusy extends Error {
  constructor(name) {
    super(`The copy "${name}" is open elsewhere.`);
    this.name = "StoreBusy";
  }
}

/** What was asked of a copy that was let go of meanwhile. */
export class CopyClosed extends Error {
  constructor() {
    super("The copy is closed.");
    this.name = "CopyClosed";
  }
}

const PAGE = 500;

/** All rows of a table, a page at a time. */
export async function* pages(store, table, from = undefined) {
  for (;;) {
    const rows = await store.range(table, { from, limit: PAGE });
    if (rows.length) yield rows;
    if (rows.length < PAGE) return;
    // The next key in either kind of order: a text has none nearer than itself with a zero behind.
    const last = rows.at(-1).key;
    from = typeof last === "number" ? last + 1 : `${last}\u0000`;
  }
}
