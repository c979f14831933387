// A copy for libraries that have a database and a replication of their own: rxdb.js and watermelon.js build on it. It
// exchanges for all collections at once, and keeps beside the library what the server is known to have.

import { Blocks } from "./blocks.js";
import { changes as changed, readdressed, replaced } from "./merge.js";
import { Mirror, same } from "./mirror.js";
import { Rounds } from "./rounds.js";
import { randomBytes } from "./vault.js";
import { Problem } from "./wire.js";
import * as wire from "./wire.js";

const SOURCE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SOURCE_LENGTH = 16;
const PATIENCE_MS = 3000;
// People before what is about them.
const ORDER = ["profiles", "consents", "applications", "visits", "notes"];

/**
 * A change that was made in a library.
 *
 * @typedef {object} Change
 * @property {string} collection
 * @property {string} id
 * @property {object | null} [fields] as they shall be, null to remove the document; left out: nothing changed
 * @property {string[]} [names] the fields that may have changed: what is not named stays
 * @property {(states: import("./mirror.js").State[]) => {version: number, fields?: object}} [standsOn]
 *   on which state the change was made, of those that are known, newest first
 */

/**
 * Open a connection. What it keeps in the store is not encrypted by it: documents and the token are as safe as that is.
 *
 * @param {object} options
 * @param {import("./blocks.js").KeyValueStore} options.store for this one library, lost and kept together with it
 * @param {string} options.address where the server is, such as "https://jobs.example"
 * @param {string} [options.client] name and version of the app
 * @param {string} [options.name] what the keys in the store begin with
 * @param {(problem: {collection: string, id: string, fields?: object, delete?: true, result: object}) => unknown}
 *   [options.onProblem] told what was refused, or lost to another's change
 * @param {() => unknown} [options.onWipe] the tablet was revoked: delete the library's database
 * @param {typeof fetch} [options.fetch]
 * @param {() => number} [options.clock] UTC milliseconds
 * @param {number} [options.patience] milliseconds for which what is about a new person waits for that person
 * @returns {Promise<Connection>}
 */
export async function connect(options) {
  const connection = new Connection(options);
  await connection.load();
  return connection;
}

/** Made by `connect`. */
export class Connection {
  constructor({ store, address, client = "fursa-adapter", name = "fursa", fetch, clock = Date.now, ...more }) {
    Object.assign(this, { store, address, client, name, fetch, clock, patience: PATIENCE_MS, ...more });
    this.mirror = new Mirror(store, `${name}/documents`);
    this.operations = new Blocks(store, `${name}/operations`);
    this.listeners = new Set();
    this.queue = Promise.resolve();
  }

  async load() {
    // The numbers begin with the time, so that one of a store that was lost is below all of those that follow.
    const begun = { source: newSource(), last: 0, seq: this.clock(), generation: 1, fresh: true, renamed: {} };
    this.state = { ...begun, ...(await this.store.get(`${this.name}/state`)) };
    await this.mirror.load(this.state.documents, this.state.seq);
    this.state.seq = this.mirror.last;
    this.waiting = []; // operations without an answer, oldest first
    this.journal = []; // those that were answered
    for await (const [, operation] of this.operations.load(this.state.operations)) {
      (operation.at === undefined ? this.waiting : this.journal).push(operation);
    }
  }

  /** The officer whose copy this is: `{id, name, places}`; undefined before `enrol`. */
  get officer() {
    return this.state.officer;
  }

  /** The number up to which the library may take what is known. */
  get seq() {
    return this.state.seq;
  }

  /** Make this the tablet that the code was given for. */
  enrol(code) {
    return this.serial(async () => {
      const { token, device, officer } = await wire.enrol(this.address, code, this.client, { fetch: this.fetch });
      if (this.officer && this.officer.id !== officer.id) throw new Error("This copy is another officer's.");
      Object.assign(this.state, { token, device, officer });
      await this.commit();
      return officer;
    });
  }

  /** Send what waits and fetch what is new, of all collections. Calls that wait for their turn share one. */
  sync() {
    this.coming ??= this.serial(async () => {
      this.coming = undefined;
      await new Rounds(this).run();
    });
    return this.coming;
  }

  /**
   * Send what changed in a library, and fetch what is new. Resolves with what the server has then of each document: its
   * fields, or null. Rejects with LineCut or Problem; what was not answered is sent again, under the same number.
   * @param {Change[]} changes
   */
  async push(changes) {
    await this.peopleKnown(changes);
    return this.serial(async () => {
      // On which state a change stands is not known while an answer is missing.
      if (this.waiting.length) await new Rounds(this).run();
      const rank = ({ collection }) => (ORDER.indexOf(collection) + ORDER.length + 1) % (ORDER.length + 1);
      for (const change of [...changes].sort((a, b) => rank(a) - rank(b))) {
        const operation = change.fields !== undefined && this.operation(change);
        if (operation) this.wait({ n: (this.state.last += 1), ...operation });
      }
      await this.commit();
      if (this.waiting.length) await new Rounds(this).run();
      for (const { collection, id } of changes) this.mirror.heard(collection, this.known(id));
      return changes.map(({ collection, id }) => this.mirror.get(collection, id)?.fields ?? null);
    });
  }

  /** Entries of some collections behind a number, oldest first: see Mirror.since. */
  since(collections, after, limit) {
    return this.mirror.since(collections, after, this.seq, limit);
  }

  /** See Mirror.taken. */
  taken(collections, until) {
    this.mirror.taken(collections, until);
  }

  /** Have a function called whenever something new is known. Returns one that ends it. */
  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Run one after another. */
  serial(work) {
    const done = this.queue.then(work);
    this.queue = done.catch(() => {});
    return done;
  }

  /** The operation that a change comes to, or undefined: there is nothing to send. */
  operation({ collection, id, fields, names, standsOn }) {
    const known = this.known(id);
    const isRenamed = known !== id;
    // Under its former id the library has it for a moment only.
    if (isRenamed) this.mirror.bury({ collection, id, bucket: this.ownBucket });
    const states = this.mirror.states(collection, known);
    // What was refused while the line was cut.
    const { unheard } = this.mirror.get(collection, known) ?? {};
    if (fields === null && (isRenamed || !states.length || unheard === null)) return undefined;
    const { version: base, fields: before } = standsOn(states);
    if (fields === null) return { collection, id: known, base, delete: true, left: null };
    const held = before && this.current(before);
    const wanted = this.current(Object.fromEntries(names.map((name) => [name, fields[name] ?? null])));
    const difference = changed(held ?? null, wanted);
    if (!difference || (unheard && names.every((name) => same(unheard[name] ?? null, wanted[name])))) return undefined;
    const left = Object.fromEntries(Object.entries({ ...held, ...wanted }).filter(([, value]) => value !== null));
    return { collection, id: known, base, fields: difference, left, ...(isRenamed && { from: id }) };
  }

  /** Keep an operation as one that waits. */
  wait(operation) {
    this.waiting = [...this.waiting.filter((each) => each.n !== operation.n), operation].sort((a, b) => a.n - b.n);
    this.operations.put(operation.n, operation);
  }

  /** The answer to an operation. */
  answer(result) {
    let operation = this.waiting.find((each) => each.n === result.n);
    if (!operation) return;
    if (result.id !== undefined && result.id !== operation.id) {
      this.rename(operation.collection, operation.id, result.id);
      operation = this.waiting.find((each) => each.n === result.n);
    }
    this.waiting = this.waiting.filter((each) => each !== operation);
    const { again, left, from, ...sent } = operation;
    const { generation, fresh: isFresh } = this.state;
    if (!again) this.mirror.answered(operation, result, { bucket: this.ownBucket, generation, isFresh });
    const answered = { ...sent, at: this.state.at ?? Math.floor(this.clock() / 1000) };
    this.journal.push(answered);
    this.operations.put(sent.n, answered);
    if (result.status === "refused" || result.status === "conflict") this.onProblem?.({ ...sent, result });
  }

  /** The server knows a document under another id: this one, and all that refers to it, say so from now on. */
  rename(collection, from, to) {
    this.state.renamed = { ...this.state.renamed, [from]: to };
    this.mirror.rename(collection, from, to, this.ownBucket);
    for (const operation of this.waiting) {
      const after = readdressed(operation, collection, from, to);
      if (after.id !== operation.id) {
        this.mirror.bury({ collection: operation.collection, id: operation.id, bucket: this.ownBucket });
        after.from ??= operation.id;
      }
      if (after !== operation) this.wait(after);
    }
  }

  /** Write down what has changed, and tell the listeners. Whatever is written first does no harm on its own. */
  async commit() {
    const { mirror, operations, state } = this;
    const isNews = mirror.last > state.seq;
    await mirror.blocks.writeGrown();
    const names = { documents: mirror.blocks.names, operations: operations.names };
    await this.store.set(`${this.name}/state`, { ...state, ...names, seq: mirror.last });
    state.seq = mirror.last; // not before it is written: a library would remember a number that is given again
    await mirror.blocks.writeThinned();
    // Last: an operation whose answer was not kept is sent again.
    await operations.writeGrown();
    await operations.writeThinned();
    if (isNews) for (const listener of [...this.listeners]) listener();
  }

  /** The tablet was revoked. */
  async wipe() {
    await this.mirror.clear();
    await this.operations.clear();
    await this.store.remove(`${this.name}/state`);
    await this.load();
    this.onWipe?.(); // not waited for: it may wait for the library to end what it is doing, which is this
    throw new Problem(401, { code: "wiped", title: "The tablet was revoked, and everything deleted." });
  }

  /** The id under which a document is known by now. */
  known(id) {
    const [stem, ...rest] = id.split(".");
    let known = stem;
    while (Object.hasOwn(this.state.renamed, known)) known = this.state.renamed[known];
    return [known, ...rest].join(".");
  }

  /** Fields with the ids under which documents are known by now. */
  current(fields) {
    return Object.entries(this.state.renamed).reduce((after, [from, to]) => replaced(after, from, to), fields);
  }

  /** Where the server keeps what the officer makes. */
  get ownBucket() {
    return `caseload/${this.officer?.id}`;
  }

  /** Libraries send collection by collection, in any order: wait a little for people who are on their way too. */
  async peopleKnown(changes) {
    const coming = new Set(changes.filter(({ collection }) => collection === "profiles").map(({ id }) => id));
    const isThere = (id) => coming.has(id) || this.mirror.states("profiles", this.known(id)).length > 0;
    const areThere = () => changes.every(({ fields }) => !fields?.profile_id || isThere(fields.profile_id));
    if (areThere()) return;
    await new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(go, this.patience);
      const stop = this.subscribe(() => areThere() && go());
    });
  }
}

function newSource() {
  return Array.from(randomBytes(SOURCE_LENGTH), (byte) => SOURCE_LETTERS[byte % SOURCE_LETTERS.length]).join("");
}
