// Documents and operations as plain values: what changed, what is seen, what a result makes of it.

const LISTS = new Set(["skills", "met"]);
const COUNTERS = new Set(["people_met"]);
const NOT_FIELDS = new Set(["id", "version"]);

/**
 * The fields of an operation that makes `current` into what is wanted: only those that differ, lists as what to add and
 * remove, counters as how many more. Undefined when nothing differs. A new document (`current` null) has all of them.
 */
export function changes(current, wanted) {
  const fields = {};
  for (const [field, value] of Object.entries(wanted)) {
    if (value === undefined || NOT_FIELDS.has(field)) continue;
    const change = fieldChange(field, current?.[field], value);
    if (change !== undefined) fields[field] = change;
  }
  return current && !Object.keys(fields).length ? undefined : fields;
}

function fieldChange(field, before, value) {
  if (LISTS.has(field) && value !== null) {
    const held = before ?? [];
    const add = (Array.isArray(value) ? value : (value.add ?? [])).filter((each) => !held.includes(each));
    const gone = Array.isArray(value) ? held.filter((each) => !value.includes(each)) : (value.remove ?? []);
    const remove = gone.filter((each) => held.includes(each));
    if (!add.length && !remove.length) return undefined;
    return { ...(add.length && { add: [...new Set(add)] }), ...(remove.length && { remove }) };
  }
  if (COUNTERS.has(field) && value !== null) {
    const add = typeof value === "number" ? value - (before ?? 0) : (value.add ?? 0);
    return add ? { add } : undefined;
  }
  return same(before ?? null, value) ? undefined : value;
}

/** Fields with an operation done to them; null when it removes the document. */
export function replay(fields, operation) {
  if (operation.delete) return null;
  const after = { ...fields };
  for (const [field, value] of Object.entries(operation.fields)) {
    if (value === null) {
      delete after[field];
    } else if (LISTS.has(field) && !Array.isArray(value)) {
      const { add = [], remove = [] } = value;
      const kept = (after[field] ?? []).filter((each) => !remove.includes(each));
      after[field] = [...kept, ...add.filter((each) => !kept.includes(each))];
    } else if (COUNTERS.has(field) && typeof value === "object") {
      after[field] = (after[field] ?? 0) + (value.add ?? 0);
    } else {
      after[field] = value;
    }
  }
  return after;
}

/**
 * What an app sees: the server's state with the operations that wait done to it. Null: there is no such document.
 * An operation of another document's past (`base`) makes none of its own. One that is sent again is in the state already.
 */
export function seen(id, confirmed, operations) {
  let fields = confirmed?.fields ?? null;
  for (const operation of operations) {
    if (!operation.again && (fields || !operation.base)) fields = replay(fields, operation);
  }
  if (!fields) return null;
  for (const value of Object.values(fields)) if (Array.isArray(value)) Object.freeze(value);
  return Object.freeze({ ...fields, id, version: confirmed?.version ?? 0 });
}

/**
 * The server's state after a result: `{version, fields}`, or null for none. It stays as it is when it is as new as the
 * result, which was then given before, and what came since is not to be undone.
 */
export function settle(confirmed, operation, result, isStale = false) {
  const version = result.version ?? confirmed?.version;
  if (confirmed && !isStale && confirmed.version >= version && !(operation.delete && taken(result))) return confirmed;
  let fields = confirmed?.fields ?? {};
  if (taken(result) || (result.status === "conflict" && !operation.delete)) {
    fields = replay(fields, operation);
    if (fields === null) return confirmed && confirmed.version > version ? confirmed : null;
    for (const field of result.lost ?? []) {
      if (confirmed?.fields[field] !== undefined) fields[field] = confirmed.fields[field];
      else delete fields[field];
    }
  } else if (!confirmed || !result.set) {
    return confirmed ?? null;
  }
  fields = replay(fields, { fields: result.set ?? {} });
  return { version: version ?? 0, fields };
}

/**
 * A later operation on the same document, after the result of an earlier one. The officer saw that change, so the later
 * one stands on the version it made; not so where others changed a field that the later one touches, for then the
 * server has to see that the officer did not know. Sent with the older base it would be no error: the server passes
 * over edits that the same source made since.
 */
export function rebased(later, result) {
  const isKnown = result.status !== "refused" && result.version > later.base;
  const others = Object.keys(result.set ?? {});
  if (!isKnown || others.some((field) => later.delete || field in later.fields)) return later;
  return { ...later, base: result.version };
}

/** An operation that refers to a document by its new id. The same object when it did not refer to it. */
export function readdressed(operation, collection, from, to) {
  const id = renamedId(operation.collection, operation.id, collection, from, to);
  const fields = operation.fields && replaced(operation.fields, from, to);
  if (id === operation.id && fields === operation.fields) return operation;
  return { ...operation, id, ...(fields && { fields }) };
}

/** The id of a document after another was renamed: of that one, and of those that carry its id before a dot. */
export function renamedId(ofCollection, id, collection, from, to) {
  if (ofCollection === collection && id === from) return to;
  return id.startsWith(`${from}.`) ? to + id.slice(from.length) : id;
}

/** The value with each text that is `from` replaced. The same value when there was none. */
export function replaced(value, from, to) {
  if (value === from) return to;
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) {
    if (!value.some((each) => replaced(each, from, to) !== each)) return value;
    return [...new Set(value.map((each) => replaced(each, from, to)))];
  }
  const entries = Object.entries(value).map(([key, each]) => [key, replaced(each, from, to)]);
  return entries.some(([key, each]) => each !== value[key]) ? Object.fromEntries(entries) : value;
}

/** COUNT-SUM of rows that have `collection`, `id` and `version`, as docs/sync.md has it. */
export function checksum(rows) {
  let sum = 0;
  for (const { collection, id, version } of rows) sum = (sum + crc32(`${collection}/${id}:${version}`)) >>> 0;
  return `${rows.length}-${sum}`;
}

/** CRC-32 (IEEE 802.3) of a text in UTF-8. */
export function crc32(text) {
  let crc = 0xffffffff;
  for (const byte of encoder.encode(text)) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff];
  return (crc ^ 0xffffffff) >>> 0;
}

const encoder = new TextEncoder();
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, value) => {
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

function taken(result) {
  return result.status === "applied" || result.status === "merged";
}

function same(a, b) {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]));
}
