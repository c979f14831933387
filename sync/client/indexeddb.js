// A store in the browser's IndexedDB, held by one tab at a time.

import { StoreBusy, TABLES } from "./store.js";

const PATIENCE_MS = 2000; // a page that is loaded again may meet itself

/**
 * Open the database of this name, which is made where there is none. Rejects with StoreBusy while another tab has it.
 * @param {string} name
 * @param {{patience?: number}} [options] milliseconds to wait for the other tab
 * @returns {Promise<import("./store.js").Store>}
 */
export async function openIndexedDB(name, { patience = PATIENCE_MS } = {}) {
  const release = await hold(name, patience);
  try {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      for (const table of TABLES) request.result.createObjectStore(table, { keyPath: "key" });
    };
    return new IndexedDBStore(name, await settled(request), release);
  } catch (error) {
    release();
    throw error;
  }
}

class IndexedDBStore {
  constructor(name, database, release) {
    this.name = name;
    this.database = database;
    this.release = release;
    database.onclose = () => this.onlost?.();
    database.onversionchange = () => {
      database.close();
      this.onlost?.();
    };
  }

  get(table, key) {
    return settled(this.reading(table).get(key));
  }

  getMany(table, keys) {
    const rows = this.reading(table);
    return Promise.all(keys.map((key) => settled(rows.get(key))));
  }

  range(table, { from, to, limit } = {}) {
    return settled(this.reading(table).getAll(between(from, to), limit));
  }

  write(changes, { durable = false } = {}) {
    if (!changes.length) return Promise.resolve();
    const tables = [...new Set(changes.map((change) => change.table))];
    // Relaxed, a power cut may undo a commit. A number of an operation that was sent would then be given twice.
    const transaction = this.database.transaction(tables, "readwrite", { durability: durable ? "strict" : "relaxed" });
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error("The browser undid a write."));
    });
    try {
      for (const change of changes) {
        const rows = transaction.objectStore(change.table);
        if ("remove" in change) rows.delete(change.remove);
        else rows.put(change.row);
      }
    } catch (error) {
      transaction.abort(); // or it would commit what came before
      return done.catch(() => Promise.reject(error));
    }
    return done;
  }

  async close() {
    this.database.close();
    this.release();
  }

  async destroy() {
    // Emptied first: deleting may have to wait for a tab that still looks.
    const transaction = this.database.transaction(TABLES, "readwrite", { durability: "strict" });
    for (const table of TABLES) transaction.objectStore(table).clear();
    await new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    this.database.close();
    await settled(indexedDB.deleteDatabase(this.name));
    this.release();
  }

  reading(table) {
    return this.database.transaction(table, "readonly").objectStore(table);
  }
}

function between(from, to) {
  if (from === undefined) return to === undefined ? undefined : IDBKeyRange.upperBound(to, true);
  return to === undefined ? IDBKeyRange.lowerBound(from) : IDBKeyRange.bound(from, to, false, true);
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Take the lock of this name, until the function that this resolves with is called. */
function hold(name, patience) {
  if (!globalThis.navigator?.locks) return Promise.resolve(() => {});
  return new Promise((resolve, reject) => {
    let isOver = false;
    const control = new AbortController();
    const timer = setTimeout(() => {
      isOver = true;
      reject(new StoreBusy(name));
      control.abort();
    }, patience);
    const held = () => {
      // Chromium may pass over an abort, and grant the lock when nobody waits for it any more.
      if (isOver) return undefined;
      clearTimeout(timer);
      return new Promise((release) => resolve(release));
    };
    navigator.locks.request(`fursa-copy ${name}`, { signal: control.signal }, held).catch(reject);
  });
}
