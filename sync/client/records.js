// What the copy knows, in the store and opened: state, operations that wait, documents as the app sees them.

import { Draft, behind, newest, prefix } from "./draft.js";
import { seen } from "./merge.js";
import { CopyClosed, pages } from "./store.js";

const MOST_FOLLOWED = 1000; // documents of one change: of more, as a first copy brings, a view is sooner read anew

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
      if (this.isClosed) throw new CopyClosed();
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
    if (draft.touched.size > MOST_FOLLOWED) {
      for (const { collection } of draft.touched.values()) this.views.delete(collection);
    }
    const shown = [...draft.touched].filter(([, { collection }]) => this.views.has(collection));
    const pending = this.pending();
    const look = async ([start, { collection, id }]) =>
      seen(id, await draft.confirmed(collection, id), pending.get(start) ?? []);
    const documents = await Promise.all(shown.map(look)); // at once: one after another takes twice as long
    shown.forEach(([, { collection, id }], index) => {
      if (documents[index]) this.views.get(collection).set(id, documents[index]);
      else this.views.get(collection).delete(id);
    });
  }

  /** What the app sees of a document, and the server's state of it. */
  async both(collection, id) {
    const start = prefix(collection, id);
    const rows = await this.store.range("documents", { from: start, to: behind(start) });
    const confirmed = rows.length ? await this.openedDocument(newest(rows)) : undefined;
    return [seen(id, confirmed, this.pending().get(start) ?? []), confirmed];
  }

  async loadView(collection) {
    const rows = new Map(); // id -> row with its fields
    const [from, to] = [collection + "\u0000", collection + "\u0001"];
    for await (const page of pages(this.store, "documents", from)) {
      // Opened page by page: what is sealed need not all be in memory at once.
      const opened = page.filter(({ key }) => key < to).map((row) => this.openedDocument(row));
      for (const row of await Promise.all(opened)) rows.set(row.id, newest([rows.get(row.id), row].filter(Boolean)));
      if (page.at(-1).key >= to) break;
    }
    const pending = this.pending();
    const waiting = this.waiting.filter((each) => each.collection === collection);
    const ids = new Set([...rows.keys(), ...waiting.map((each) => each.id)]);
    const documents = [...ids].map((id) => seen(id, rows.get(id), pending.get(prefix(collection, id)) ?? []));
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
