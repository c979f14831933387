// What the tests of the adapters begin with: a server of ours, a store that lasts, a line that can be made bad, and a
// second tablet of the same officer that speaks plain HTTP.

import { randomUUID } from "node:crypto";
import { connect } from "../../../../sync/client/connection.js";
import * as wire from "../../../../sync/client/wire.js";
import { cutting, seeded } from "../network.js";

const CODES = (process.env.CODES ?? "").split(" ");
export const ADDRESS = process.env.ADDRESS;
export const PLACE = "047";
export { randomUUID as uuid };
export const phone = () => `+25471${String(Math.floor(Math.random() * 1e7)).padStart(7, "0")}`;

/** A key-value store as text, so that nothing in it is shared with who wrote it. */
export class Keys {
  constructor(texts = new Map()) {
    this.texts = texts;
  }

  async get(key) {
    return this.texts.has(key) ? JSON.parse(this.texts.get(key)) : undefined;
  }

  async set(key, value) {
    this.texts.set(key, JSON.stringify(value));
  }

  async remove(key) {
    this.texts.delete(key);
  }

  copy() {
    return new Keys(new Map(this.texts));
  }
}

/** A line to the server. `isDown`: nothing gets through. `cutsAnswer`: so many answers get lost. */
export class Line {
  requests = [];

  fetch = async (url, options) => {
    this.requests.push(new URL(url).pathname.replace("/sync/v1/", ""));
    if (this.isDown) throw new TypeError("fetch failed");
    const response = await globalThis.fetch(url, options);
    if (this.cutsAnswer) {
      this.cutsAnswer -= 1;
      await response.arrayBuffer(); // the server has done it all
      throw new TypeError("terminated");
    }
    return this.cuts ? this.cuts(response, options.signal) : response;
  };

  cut(seed) {
    this.cuts = seed === undefined ? undefined : cutting(seeded(seed));
  }
}

/** A connection of a tablet that is enrolled, or that was, where the store is not empty. */
export async function connected({ line = new Line(), store = new Keys(), ...options } = {}) {
  const problems = [];
  const onProblem = (problem) => problems.push(problem);
  const settings = { store, address: ADDRESS, client: "test 1", fetch: line.fetch, patience: 500, onProblem };
  const connection = await connect({ ...settings, ...options });
  if (!connection.officer) await connection.enrol(CODES.shift());
  return Object.assign(connection, { line, problems });
}

/** Another tablet of the officer, which knows the server and nothing of the adapters. */
export class Other {
  static async enrolled() {
    const { token } = await wire.enrol(ADDRESS, CODES.shift(), "other 1");
    return Object.assign(new Other(), { token, source: randomUUID().replaceAll("-", ""), last: 0, held: new Map() });
  }

  /** What the server has of a document now: its fields, or undefined. */
  async see(collection, id) {
    await this.exchange();
    return this.held.get(`${collection}/${id}`)?.fields;
  }

  async all(collection) {
    await this.exchange();
    return Object.fromEntries(
      [...this.held.values()].filter((each) => each.collection === collection).map(({ id, fields }) => [id, fields]),
    );
  }

  /** Change a document, knowing its newest version. Resolves with its id. */
  async put(collection, id, fields) {
    await this.exchange();
    const base = this.held.get(`${collection}/${id}`)?.version ?? 0;
    const made = id ?? randomUUID();
    await this.send({ collection, id: made, base, fields });
    return made;
  }

  async remove(collection, id) {
    await this.exchange();
    await this.send({ collection, id, base: this.held.get(`${collection}/${id}`).version, delete: true });
  }

  async send(operation) {
    this.last += 1;
    const request = { address: ADDRESS, token: this.token, source: this.source };
    const onLine = ({ result }) => {
      if (!["applied", "merged"].includes(result.status)) throw new Error(JSON.stringify(result));
    };
    await wire.push({ ...request, operations: [{ n: this.last, ...operation }], onLine });
  }

  async exchange() {
    const onLine = (line) => {
      if (line.kind !== "record") return;
      const key = `${line.collection}/${line.id}`;
      if (line.document) this.held.set(key, { ...line, fields: line.document });
      else this.held.delete(key);
    };
    for (let more = true; more;) {
      const {
        cursor,
        snapshots = [],
        ...end
      } = await wire.exchange({
        address: ADDRESS,
        token: this.token,
        cursor: this.cursor,
        onLine,
      });
      this.cursor = cursor;
      more = end.more || snapshots.length > 0;
    }
  }
}
