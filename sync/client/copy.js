// The copy that a tablet keeps: what an app reads and writes, with or without signal.

import { ownKey } from "./draft.js";
import { changes, replaced } from "./merge.js";
import { Records } from "./records.js";
import { CopyClosed } from "./store.js";
import { Sync } from "./sync.js";
import { Vault, randomBytes } from "./vault.js";
import * as wire from "./wire.js";

const SOURCE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SOURCE_LENGTH = 16;

/**
 * Open the copy in a store; in an empty store a new one is made, which this PIN opens from then on.
 *
 * @param {object} options
 * @param {import("./store.js").Store} options.store
 * @param {string} options.address where the server is, such as "https://jobs.example"
 * @param {string} options.pin the officer's PIN: rejects with WrongPin
 * @param {string} [options.client] name and version of the app
 * @param {typeof fetch} [options.fetch]
 * @param {() => number} [options.clock] UTC milliseconds; decides nothing
 * @param {(length: number) => Uint8Array} [options.random]
 * @param {number} [options.iterations] of PBKDF2, of a new copy; fewer in tests only
 * @param {Partial<import("./sync.js").Patience>} [options.patience]
 * @returns {Promise<Copy>}
 */
export async function open(options) {
  const { store, pin, random = randomBytes, iterations } = options;
  const lock = await store.get("meta", "lock");
  if (lock) return new Copy(options, await Vault.open(pin, lock, { random })).load();
  const { vault, lock: made } = await Vault.create(pin, { iterations, random });
  const copy = new Copy(options, vault);
  const source = Array.from(random(SOURCE_LENGTH), (byte) => SOURCE_LETTERS[byte % SOURCE_LETTERS.length]).join("");
  await store.write(
    [
      { table: "meta", row: { key: "lock", ...made } },
      { table: "meta", row: { key: "state", last: 0, generation: 1, fresh: true, renamed: {} } },
      await copy.sealed("meta", "identity", { source }),
    ],
    { durable: true },
  );
  return copy.load();
}

/** Made by `open`. */
export class Copy extends Records {
  constructor(
    { store, address, client = "fursa-client", fetch, clock = Date.now, random = randomBytes, ...more },
    vault,
  ) {
    super(store, vault);
    Object.assign(this, { address, client, fetch, clock, random, patience: more.patience });
    this.syncing = undefined;
    /** Whether the browser promised to keep the copy when space gets short. */
    this.persisted = Promise.resolve(globalThis.navigator?.storage?.persist?.() ?? false).catch(() => false);
  }

  /** The officer whose copy this is: `{id, name, places}`; undefined before `enrol`. */
  get officer() {
    return this.identity.officer;
  }

  /** Make this the tablet that the code was given for. What waits stays; another officer's copy must be wiped first. */
  async enrol(code) {
    const answer = await wire.enrol(this.address, code, this.client, { fetch: this.fetch });
    const { token, device, officer } = answer;
    if (this.officer && this.officer.id !== officer.id)
      throw new Error("This copy is another officer's: wipe it first.");
    await this.change((draft) => (draft.identity = { ...draft.identity, token, device, officer }), { durable: true });
    return officer;
  }

  /**
   * Make a document, or change fields of one. It is seen at once, and sent by the next `sync`.
   * `id` undefined makes one; a list or a counter is given as it shall be, or as `{add, remove}`.
   * @returns {Promise<string>} the id
   */
  async put(collection, id, fields) {
    let known = id ?? this.newId();
    await this.change(
      async (draft) => {
        known = this.known(known);
        let wanted = fields;
        for (const [from, to] of Object.entries(this.state.renamed)) wanted = replaced(wanted, from, to);
        const [current, confirmed] = await this.both(collection, known);
        const changed = changes(current, wanted);
        if (changed) draft.add({ collection, id: known, base: confirmed?.version ?? 0, fields: changed });
      },
      { durable: true },
    );
    return known;
  }

  /** Remove a document. Resolves with false where there is none. */
  async remove(collection, id) {
    let isThere = false;
    await this.change(
      async (draft) => {
        const known = this.known(id);
        const [current, confirmed] = await this.both(collection, known);
        isThere = current !== null;
        if (isThere) draft.add({ collection, id: known, base: confirmed?.version ?? 0, delete: true });
      },
      { durable: true },
    );
    return isThere;
  }

  /** One document with `id` and `version`, or null. Found under the id it was made with, too. */
  async get(collection, id) {
    const known = this.known(id);
    const view = this.views.get(collection);
    return view ? (view.get(known) ?? null) : this.serial(async () => (await this.both(collection, known))[0]);
  }

  /**
   * Documents of a collection.
   * @param {string} collection
   * @param {object} [options]
   * @param {object | ((document: object) => boolean)} [options.where] fields and their values, or a function
   * @param {string | ((a: object, b: object) => number)} [options.sort] a field, with "-" before it from the greatest
   * @param {number} [options.limit]
   */
  async query(collection, { where, sort, limit } = {}) {
    if (!this.views.has(collection)) await this.serial(() => this.loadView(collection));
    let found = [...this.views.get(collection).values()];
    if (typeof where === "function") found = found.filter(where);
    else if (where)
      found = found.filter((each) => Object.entries(where).every(([field, value]) => each[field] === value));
    if (sort) found.sort(typeof sort === "function" ? sort : byField(sort));
    return limit === undefined ? found : found.slice(0, limit);
  }

  /**
   * Keep a value of the app's own under a name: encrypted, on this tablet alone. `undefined` forgets it. A word of the
   * name may be the id of a document, by whichever id it is known.
   */
  async keep(name, value) {
    await this.change((draft) => {
      if (value === undefined) draft.remove("meta", this.ownKey(name));
      else draft.put("meta", this.ownKey(name), value);
    });
  }

  /** What was kept under a name, or undefined. */
  kept(name) {
    return this.serial(async () => {
      const row = await this.store.get("meta", this.ownKey(name));
      return row && this.opened("meta", row);
    });
  }

  /**
   * When the server was heard last: `{at, clock}`, by its clock in UTC seconds and by this one in milliseconds;
   * undefined before the first sync.
   */
  get heard() {
    const { at, heard } = this.state;
    return heard === undefined ? undefined : { at, clock: heard };
  }

  /** Whether all of a bucket is here, such as "reference", of which a first copy may still come. */
  has(bucket) {
    const { fresh, loading } = this.state;
    const first = loading?.list.find((each) => each.bucket === bucket);
    return first ? first.done >= first.parts : !fresh && !loading;
  }

  /** How many operations wait to be sent. */
  unsent() {
    return this.waiting.length;
  }

  /** What was refused, or lost to another's change: `{n, collection, id, fields | delete, result}`, oldest first. */
  problems() {
    return this.serial(async () => {
      const rows = await this.store.range("problems");
      return Promise.all(rows.map((row) => this.opened("problems", row)));
    });
  }

  /** The officer has seen the problem of this number. */
  async dismiss(n) {
    await this.change(async (draft) => {
      draft.remove("problems", n);
      const row = await this.store.get("journal", n);
      if (row) draft.put("journal", n, { ...(await this.opened("journal", row)), dismissed: true });
    });
  }

  /**
   * Send what waits and fetch what is new. Rejects with LineCut or Problem when the network or the server does not let
   * it; what arrived until then is kept, and the next call goes on from there. A call while one runs joins it.
   * @param {{onProgress?: (progress: import("./sync.js").Progress) => unknown, signal?: AbortSignal}} [options]
   * @returns {Promise<import("./sync.js").Progress>}
   */
  sync(options = {}) {
    this.syncing ??= new Sync(this, options).run().finally(() => (this.syncing = undefined));
    return this.syncing;
  }

  /** Have another PIN from now on. Rejects with WrongPin. */
  changePin(pin, newPin) {
    return this.serial(async () => {
      const lock = await Vault.changePin(pin, newPin, await this.store.get("meta", "lock"), { random: this.random });
      await this.store.write([{ table: "meta", row: { key: "lock", ...lock } }], { durable: true });
    });
  }

  /** End a sync that runs, and let go of the store. What waits is there when the copy is opened again. */
  async close() {
    await this.end("close");
  }

  /** Delete everything, with the keys. */
  async wipe() {
    await this.end("destroy");
  }

  /** Let go of the store, by closing or destroying it. For sync.js, which cannot wait for itself. */
  async release(how) {
    await this.serial(async () => {
      this.isClosed = true;
      await this.store[how]();
    });
    this.views.clear();
    Object.assign(this, { waiting: [], identity: {}, vault: undefined });
  }

  async end(how) {
    this.stop?.();
    await this.syncing?.catch(() => {});
    if (this.isClosed) return;
    await this.release(how).catch((error) => {
      if (!(error instanceof CopyClosed)) throw error; // two asked for it at once
    });
  }

  /** Under which key a value of the app's own is kept. */
  ownKey(name) {
    return ownKey(name, (word) => this.known(word));
  }

  /** The id under which a document is known by now. */
  known(id) {
    const { renamed } = this.state;
    const [stem, ...rest] = id.split(".");
    let known = stem;
    while (Object.hasOwn(renamed, known)) known = renamed[known];
    return [known, ...rest].join(".");
  }

  /** A UUID version 7. */
  newId() {
    const bytes = this.random(16);
    let time = this.clock();
    for (let index = 5; index >= 0; index -= 1, time = Math.floor(time / 256)) bytes[index] = time % 256;
    bytes[6] = 0x70 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
  }
}

/** An order by a field; documents without it come last. */
function byField(sort) {
  const [field, sign] = sort.startsWith("-") ? [sort.slice(1), -1] : [sort, 1];
  return (a, b) => {
    const [left, right] = [a[field], b[field]];
    if (left === undefined || right === undefined) return (left === undefined) - (right === undefined);
    return left < right ? -sign : left > right ? sign : 0;
  };
}
