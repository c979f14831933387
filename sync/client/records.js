// What the copy knows, in the store and opened: state, operations that wait, documents as the app sees them.

import { Draft, behind, newest, prefix } from "./draft.js";
import { seen } from "./merge.js";
import { pages } from "./store.js";

/** The inner half of a copy: `draft.js` and `sync.js` work on it. */
export class Records {
  constructor(store, vault) {
    Object.assign(this, { store, vault });
    this.views = new Map(); // collection -> id -> document as the app sees it, once it was asked for
    this.queue = Promise.resolve();
    this.isClosed = false;
  }

  async load() {
    const { key, ...state } = await this.store.get("meta", "state");
    this.state = state;
    this.identity = await this.opened("meta", await this.store.get("meta", "identity"));
    this.waiting = []; // operations without an answer, oldest first
    for await (const page of pages(this.store, "operations")) {
      this.waiting.push(...(await Promise.all(page.map((row) => this.opened("operations", row)))));
    }
    return this;
  }

  /** Run one after another what reads and then writes. */
  serial(work) {
    const done = this.queue.then(() => {
      if (this.isClosed) throw new Error("The copy is closed.");
      return work();
    });
    this.queue = done.catch(() => {});
    return done;
  }

  /** Change the copy in one transaction: all that `work` does to the draft, or nothing. */
  change(work, options) {
    return this.serial(async () => {
      const draft = new Draft(this);
      await work(draft);
      await draft.commit(options);
    });
  }

  async sealed(table, key, value) {
    const row = { key, sealed: await this.vault.seal(value, `${table} ${key}`) };
    return { table, row };
  }

  opened(table, row) {
    return this.vault.unseal(row.sealed, `${table} ${row.key}`);
  }

  async sealedDocument({ fields, ...plain }) {
    const row = { ...plain, sealed: await this.vault.seal(fields, `documents ${plain.key}`) };
    return { table: "documents", row };
  }

  /** A row of a document with its fields. */
  async openedDocument(row) {
    if (row.fields) return row;
    const { sealed, ...plain } = row;
    return { ...plain, fields: await this.opened("documents", row) };
  }

  /** Bring the views up to a draft that was committed. */
  async changed(draft) {
    if (draft.isRenaming) return this.views.clear();
    for (const [start, { collection, id }] of draft.touched) {
      const view = this.views.get(collection);
      if (!view) continue;
      const document = seen(id, await draft.confirmed(collection, id), this.pending().get(start) ?? []);
      if (document) view.set(id, document);
      else view.delete(id);
    }
  }

  /** What the app sees of a document, and the server's state of it. */
  async both(collection, id) {
    const start = prefix(collection, id);
    const rows = await this.store.range("documents", { from: start, to: behind(start) });
    const confirmed = rows.length ? await this.openedDocument(newest(rows)) : undefined;
    return [seen(id, confirmed, this.pending().get(start) ?? []), confirmed];
  }

  async loadView(collection) {
    const rows = new Map();
    const [from, to] = [collection + "\u0000", collection + "\u0001"];
    for await (const page of pages(this.store, "documents", from)) {
      for (const row of page) {
        if (row.key < to) rows.set(row.id, newest([rows.get(row.id), row].filter(Boolean)));
      }
      if (page.at(-1).key >= to) break;
    }
    const pending = this.pending();
    const waiting = this.waiting.filter((each) => each.collection === collection);
    const ids = new Set([...rows.keys(), ...waiting.map((each) => each.id)]);
    const documents = await Promise.all(
      [...ids].map(async (id) => {
        const confirmed = rows.has(id) ? await this.openedDocument(rows.get(id)) : undefined;
        return seen(id, confirmed, pending.get(prefix(collection, id)) ?? []);
      }),
    );
    this.views.set(collection, new Map(documents.filter(Boolean).map((document) => [document.id, document])));
  }

  /** Operations that wait, by the document they are on. */
  pending() {
    if (this.grouped?.of !== this.waiting) {
      const groups = new Map();
      for (const operation of this.waiting) {
        const start = prefix(operation.collection, operation.id);
        groups.set(start, [...(groups.get(start) ?? []), operation]);
      }
      this.grouped = { of: this.waiting, groups };
    }
    return this.grouped.groups;
  }
}
