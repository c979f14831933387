// A server in memory that speaks docs/sync.md, and forgets, moves and breaks things when told to.

import { checksum } from "../../../sync/client/merge.js";
import { ndjson, problem } from "./network.js";

const OWN = new Set(["profiles", "consents", "applications", "notes", "visits"]);

export class FakeServer {
  constructor({ partSize = 10, snapshotFrom = 5, page = 1000 } = {}) {
    Object.assign(this, { partSize, snapshotFrom, page, epoch: "epochone", sequence: 0, horizon: 0, now: 1795000000 });
    this.buckets = new Map(); // bucket -> "collection/id" -> {sequence, collection, id, version, fields or null}
    this.edits = new Map(); // "collection/id" -> field -> {version, source}
    this.results = new Map(); // "source n" -> result
    this.aliases = new Map();
    this.snapshots = new Map();
    this.officers = new Map();
    this.codes = new Map();
    this.devices = new Map(); // token -> device
    this.requests = []; // {path, query, body, headers}
    this.answers = []; // responses to give instead, first to last
    this.line = (response) => response; // what becomes of a response on its way
  }

  // What a test does to it

  officer(id, places) {
    const officer = { id, name: id, places, scope: 1, buckets: {} };
    officer.buckets[1] = bucketsOf(officer);
    this.officers.set(id, officer);
    return officer;
  }

  code(officer) {
    const code = `CODE-${this.codes.size}`;
    this.codes.set(code, officer);
    return code;
  }

  move(officer, places) {
    officer.places = places;
    officer.scope += 1;
    officer.buckets[officer.scope] = bucketsOf(officer);
  }

  write(bucket, collection, id, fields, source = "staff") {
    const held = this.find(bucket, collection, id);
    const version = (held?.version ?? 0) + 1;
    const after = { ...held?.fields, ...fields };
    for (const [name, value] of Object.entries(fields)) {
      if (value === null) delete after[name];
      this.edited(collection, id).set(name, { version, source });
    }
    this.keep(bucket, { collection, id, version, fields: after });
    return version;
  }

  delete(bucket, collection, id) {
    const { version } = this.find(bucket, collection, id);
    this.keep(bucket, { collection, id, version, fields: null });
    this.edits.delete(`${collection}/${id}`);
  }

  find(bucket, collection, id) {
    const row = this.bucket(bucket).get(`${collection}/${id}`);
    return row?.fields ? row : undefined;
  }

  backup() {
    return structuredClone([this.buckets, this.edits, this.results, this.aliases, this.sequence]);
  }

  restore(backup) {
    [this.buckets, this.edits, this.results, this.aliases, this.sequence] = structuredClone(backup);
    this.epoch = `epoch${this.epoch.length}`;
    this.snapshots.clear();
  }

  // HTTP

  fetch = async (url, { method, headers, body, signal } = {}) => {
    signal?.throwIfAborted();
    const { pathname: path, searchParams: query } = new URL(url);
    const request = { method, path, query, headers, body: body && JSON.parse(await unpacked(body, headers)) };
    request.bytes = body?.length ?? 0;
    this.requests.push(request);
    const instead = this.answers.shift();
    if (instead) return instead;
    return this.line(this.route(request), signal);
  };

  route({ path, query, body, headers }) {
    if (path === "/sync/v1/enrol") return this.enrol(body);
    const device = this.devices.get(headers.Authorization?.replace("Bearer ", ""));
    if (!device) return problem(401, "unauthorised");
    if (device.wiped) return problem(401, "wiped");
    if (device.next === headers.Authorization.slice(7)) {
      this.devices.delete(device.token);
      Object.assign(device, { token: device.next, next: undefined });
    }
    if (path === "/sync/v1/exchange") return this.exchange(device, body, true);
    if (path === "/sync/v1/operations") return this.exchange(device, body, false);
    if (path === "/sync/v1/snapshots") return this.list(device, query.get("cursor"));
    const snapshot = this.snapshots.get(path);
    if (!snapshot) return problem(404, "not_found");
    return ndjson(
      snapshot.slice(Number(query.get("part")), Number(query.get("part")) + (this.partsAtOnce ?? Infinity)),
    );
  }

  enrol({ code }) {
    const officer = this.codes.get(code);
    if (!officer) return problem(404, "wrong_code");
    this.codes.delete(code);
    const token = `token-${this.devices.size}`;
    this.devices.set(token, { token, officer });
    const { id, name, places } = officer;
    return Response.json({ token, device: `device-${token}`, officer: { id, name, places } });
  }

  exchange(device, { cursor, source, operations = [], unsent, checksums }, isWhole) {
    const lines = [];
    const end = {};
    const state = isWhole && cursor !== undefined ? this.parse(cursor, device.officer) : undefined;
    if (state === "epoch") return ndjson([{ reset: "epoch", at: this.now }]);
    const own = new Map();
    for (const operation of operations) {
      const result = this.apply(device, source, operation);
      lines.push(result);
      own.set(`${operation.collection}/${result.id ?? operation.id}`, result.version);
    }
    if (device.renew) {
      device.next = `${device.token}-next`;
      this.devices.set(device.next, device);
      device.renew = false;
    }
    if (device.next) end.token = device.next;
    if (device.revoked) {
      device.wiped = !unsent;
      return ndjson([...lines, { ...end, at: this.now, ...(device.wiped && { wipe: true }) }]);
    }
    if (!isWhole) return ndjson([...lines, { ...end, at: this.now }]);
    if (typeof state === "string") return ndjson([...lines, { ...end, reset: state, at: this.now }]);
    if (!state) return ndjson([...lines, { ...end, ...this.first(device.officer, {}), at: this.now }]);
    // What it may not have any more, it still has something to tell of.
    const isMoved = state.scope !== device.officer.scope && !unsent;
    const buckets = device.officer.buckets[state.scope];
    const changed = [];
    for (const bucket of buckets) {
      for (const row of this.bucket(bucket).values()) {
        if (row.sequence > state.position(bucket)) changed.push([bucket, row]);
      }
    }
    changed.sort(([, a], [, b]) => a.sequence - b.sequence);
    const page = changed.slice(0, this.page);
    if (page.length && !isMoved) lines.push({ base: state.base });
    for (const [bucket, { sequence, collection, id, version, fields }] of page) {
      if (own.get(`${collection}/${id}`) === version) continue;
      lines.push([sequence, bucket, collection, id, version, fields]);
    }
    const more = changed.length > page.length;
    end.cursor = more ? state.base + page.at(-1)[1].sequence : `${this.epoch}.${state.scope}.${this.sequence}`;
    if (more) end.more = true;
    if (isMoved && !more) {
      Object.assign(end, this.first(device.officer, Object.fromEntries(buckets.map((each) => [each, this.sequence]))));
      end.drop = buckets.filter((bucket) => !device.officer.buckets[device.officer.scope].includes(bucket));
    }
    if (checksums && !more) {
      end.checksums = Object.fromEntries(buckets.map((bucket) => [bucket, checksum(this.documents(bucket))]));
    }
    return ndjson([...lines, { ...end, at: this.now }]);
  }

  list(device, cursor) {
    const state = cursor === null ? undefined : this.parse(cursor, device.officer);
    if (typeof state === "string") return Response.json({ reset: state });
    const held = {};
    for (const bucket of state ? device.officer.buckets[state.scope] : []) held[bucket] = state.position(bucket);
    return Response.json(this.first(device.officer, held));
  }

  first({ scope, buckets }, held) {
    const snapshots = [];
    const positions = buckets[scope].map((bucket) => {
      const documents = this.documents(bucket);
      if (bucket in held) return held[bucket];
      if (documents.length < this.snapshotFrom) return 0;
      snapshots.push(this.snapshot(bucket, documents));
      return this.sequence;
    });
    return { cursor: `${this.epoch}.${scope}.-${positions.join("_")}`, snapshots };
  }

  snapshot(bucket, documents) {
    const parts = [];
    for (const collection of new Set(documents.map((each) => each.collection))) {
      const of = documents.filter((each) => each.collection === collection);
      for (let from = 0; from < of.length; from += this.partSize) {
        const rows = of.slice(from, from + this.partSize);
        const fields = {};
        for (const name of new Set(rows.flatMap((row) => Object.keys(row.fields)))) {
          fields[name] = rows.map((row) => row.fields[name] ?? null);
        }
        const [id, version] = [rows.map((row) => row.id), rows.map((row) => row.version)];
        parts.push({ part: parts.length, collection, id, version, fields });
      }
    }
    const url = `/sync/v1/snapshots/${bucket.replace("/", "-")}-${this.sequence}`;
    this.snapshots.set(url, parts);
    return { bucket, url, documents: documents.length, parts: parts.length, bytes: JSON.stringify(parts).length };
  }

  parse(cursor, officer) {
    const [, epoch, scope, isStart, positions] = /^(\w+)\.(\d+)\.(-?)([\d_]*)$/.exec(cursor) ?? [];
    if (!epoch || !officer.buckets[scope]) return "unknown";
    if (epoch !== this.epoch) return "epoch";
    const numbers = positions.split("_").map(Number);
    const starts = isStart ? numbers.slice(0, officer.buckets[scope].length) : [];
    const passed = isStart ? (numbers[starts.length] ?? 0) : numbers[0];
    if (!isStart && passed < this.horizon) return "horizon";
    const base = isStart ? `${epoch}.${scope}.-${starts.join("_")}_` : `${epoch}.${scope}.`;
    const position = (bucket) => Math.max(passed, starts[officer.buckets[scope].indexOf(bucket)] ?? 0);
    return { scope: Number(scope), base, position };
  }

  // Operations

  apply(device, source, operation) {
    const key = `${source} ${operation.n}`;
    if (!this.results.has(key)) this.results.set(key, { n: operation.n, ...this.applied(device, source, operation) });
    return this.results.get(key);
  }

  applied(device, source, { collection, base, ...operation }) {
    const refused = (reason) => ({ status: "refused", reason });
    if (device.revoked) return refused("revoked");
    if (!OWN.has(collection)) return refused("read_only");
    const bucket = `caseload/${device.officer.id}`;
    const [stem, ...rest] = operation.id.split(".");
    let id = [this.aliases.get(stem) ?? stem, ...rest].join(".");
    let held = this.find(bucket, collection, id);
    if (operation.delete) {
      if (held) this.delete(bucket, collection, id);
      return held ? { status: "applied", version: held.version } : refused("gone");
    }
    if (operation.fields.text?.length > 2000) return { ...refused("invalid"), invalid: { text: "too_long" } };
    if (!held && base) return refused("gone");
    if (!held && collection === "profiles") {
      held = this.documents(bucket).find((each) =>
        each.fields.phones?.some((phone) => operation.fields.phones?.includes(phone)),
      );
      if (held) this.aliases.set(id, (id = held.id));
    }
    const others = [...this.edited(collection, id)].filter(([, edit]) => edit.version > base && edit.source !== source);
    const [before, wanted, lost] = [held?.fields ?? {}, {}, []];
    for (const [name, value] of Object.entries(operation.fields)) {
      const both = others.some(([other]) => other === name);
      if (value?.add && !Array.isArray(value.add)) wanted[name] = (before[name] ?? 0) + value.add;
      else if (value?.add || value?.remove) {
        const kept = (before[name] ?? []).filter((each) => !value.remove?.includes(each));
        wanted[name] = [...new Set([...kept, ...(value.add ?? [])])];
      } else if (both && JSON.stringify(before[name]) !== JSON.stringify(value)) lost.push(name);
      else wanted[name] = this.aliases.get(value) ?? value;
    }
    const version =
      !held || Object.keys(wanted).length ? this.write(bucket, collection, id, wanted, source) : held.version;
    const now = this.find(bucket, collection, id).fields;
    const set = Object.fromEntries(others.map(([name]) => [name, now[name] ?? null]));
    const status = lost.length ? "conflict" : others.length ? "merged" : "applied";
    const told = { ...(others.length && { set }), ...(lost.length && { lost }), ...(id !== operation.id && { id }) };
    return { status, version, ...told };
  }

  // Documents

  documents(bucket) {
    return [...this.bucket(bucket).values()].filter((row) => row.fields);
  }

  bucket(name) {
    if (!this.buckets.has(name)) this.buckets.set(name, new Map());
    return this.buckets.get(name);
  }

  edited(collection, id) {
    const key = `${collection}/${id}`;
    if (!this.edits.has(key)) this.edits.set(key, new Map());
    return this.edits.get(key);
  }

  keep(bucket, row) {
    this.sequence += 1;
    this.bucket(bucket).set(`${row.collection}/${row.id}`, { ...row, sequence: this.sequence });
  }
}

function bucketsOf({ id, places }) {
  return [`caseload/${id}`, "reference", ...places.map((place) => `vacancies/${place}`)];
}

async function unpacked(body, headers) {
  if (headers["Content-Encoding"] !== "gzip") return new TextDecoder().decode(body);
  return new Response(new Blob([body]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}
