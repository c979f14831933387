// The HTTP part of docs/sync.md alone: requests out, lines in. It knows no store, so that others can build on it.

const GZIP_FROM_BYTES = 1024;
const SILENCE_MS = 60000;

/** The server said no. `code` is stable (docs/sync.md, Problems); `retryAfter` is in seconds where it was told. */
export class Problem extends Error {
  constructor(status, body = {}, retryAfter = undefined) {
    super(body.detail ?? body.title ?? `The server answered ${status}.`);
    this.name = "Problem";
    this.status = status;
    this.code = body.code ?? `http_${status}`;
    this.errors = body.errors;
    this.retryAfter = retryAfter;
  }
}

/** There was no line, or it was cut before the end came. `lines` is how many arrived whole. */
export class LineCut extends Error {
  constructor(cause, lines = 0) {
    super("The line was cut.", { cause });
    this.name = "LineCut";
    this.lines = lines;
  }
}

/**
 * Change a code of an administrator into a token.
 * @param {string} address where the server is, such as "https://jobs.example"
 * @param {string} code
 * @param {string} client name and version of the app
 * @param {{fetch?: typeof fetch, signal?: AbortSignal, silence?: number}} [options]
 * @returns {Promise<{token: string, device: string, officer: {id: string, name: string, places: string[]}}>}
 */
export function enrol(address, code, client, options = {}) {
  return asked({ ...options, address, path: "/sync/v1/enrol", body: { code, client } }, json);
}

/**
 * One exchange. Resolves with the end object; rejects with LineCut when the end did not come.
 *
 * `onLine` gets each whole line as it arrives and is waited for:
 * `{kind: "result", result}` or `{kind: "record", cursor, bucket, collection, id, version, document}`, where `cursor`
 * stands for all up to this record and belongs into the same transaction.
 *
 * @param {object} request
 * @param {string} request.address
 * @param {string} request.token
 * @param {string} [request.cursor] left out: the first sync
 * @param {string} [request.source] needed with operations
 * @param {object[]} [request.operations]
 * @param {number} [request.unsent] how many operations wait beyond these
 * @param {string} [request.client]
 * @param {number} [request.clock] UTC milliseconds
 * @param {boolean} [request.checksums]
 * @param {typeof fetch} [request.fetch]
 * @param {AbortSignal} [request.signal]
 * @param {number} [request.silence] milliseconds without a byte after which the line counts as cut
 * @param {(line: object) => unknown} [request.onLine]
 * @param {(bytes: number) => unknown} [request.onProgress] bytes that arrived, unpacked
 * @returns {Promise<object>}
 */
export function exchange(request) {
  return exchanged("/sync/v1/exchange", request);
}

/** The first half of an exchange: operations up, results down, an end without a cursor. Arguments as in `exchange`. */
export function push(request) {
  return exchanged("/sync/v1/operations", { ...request, cursor: undefined, checksums: undefined });
}

/**
 * The first copies to load, and the cursor that holds once they are: for the buckets that the cursor lacks, or all.
 * @returns {Promise<{cursor: string, snapshots: {bucket: string, url: string, documents: number, parts: number,
 *   bytes: number}[]}>}
 */
export function snapshots({ cursor, ...request }) {
  const query = cursor === undefined ? "" : `?cursor=${encodeURIComponent(cursor)}`;
  return asked({ ...request, path: `/sync/v1/snapshots${query}` }, json);
}

/**
 * The parts of a snapshot from `part` on, each given to `onPart`: `{part, collection, documents: [[id, version, fields]]}`.
 * Resolves with how many came, which may be fewer than are left; rejects with LineCut.
 */
export function snapshot(url, part, { onPart, onProgress, ...request }) {
  // The token goes with it: an address of another server must not get it.
  if (!url.startsWith("/")) throw new Problem(400, { code: "malformed", title: `No snapshot is at ${url}` });
  return asked({ ...request, path: `${url}?part=${part}` }, async (response, line) => {
    let parts = 0;
    await eachLine(response, line, onProgress, async (value) => {
      if (value?.fields) await onPart({ part: value.part, collection: value.collection, documents: rows(value) });
      parts += 1;
    });
    return parts;
  });
}

function exchanged(path, request) {
  const { cursor, source, operations = [], unsent, client, clock, checksums } = request;
  const body = { cursor, unsent, client, clock, checksums };
  if (operations.length) Object.assign(body, { source, operations });
  return asked({ ...request, path, body }, async (response, line) => {
    let base, end;
    const take = async (value) => {
      if (Array.isArray(value)) {
        const [position, bucket, collection, id, version, document] = value;
        const here = base === undefined ? undefined : `${base}${position}`;
        await request.onLine?.({ kind: "record", cursor: here, bucket, collection, id, version, document });
      } else if ("n" in value) {
        await request.onLine?.({ kind: "result", result: value });
      } else if ("base" in value) {
        base = value.base;
      } else if (["cursor", "at", "reset", "wipe"].some((key) => key in value)) {
        end = value;
      }
    };
    const lines = await eachLine(response, line, request.onProgress, take).catch((error) => {
      if (end === undefined || !(error instanceof LineCut)) throw error; // all was there before it was cut
    });
    if (end === undefined) throw new LineCut(undefined, lines);
    return end;
  });
}

/** A part, which is by column, as documents. A field that is null is one that the document does not have. */
function rows({ id, version, fields }) {
  const columns = Object.entries(fields);
  return id.map((each, index) => {
    const document = {};
    for (const [name, column] of columns) if (column[index] != null) document[name] = column[index];
    return [each, version[index], document];
  });
}

/** Send one request and hand the good answer to `read`, with a watch over the time that nothing arrives. */
async function asked(request, read) {
  const { address, path, token, body, signal, silence = SILENCE_MS } = request;
  const ask = request.fetch ?? globalThis.fetch.bind(globalThis);
  const watch = new Watch(signal, silence);
  try {
    signal?.throwIfAborted();
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    // no-store: a browser would keep the answer unencrypted. No cookies: the token says who asks.
    const options = { method: "GET", headers, cache: "no-store", credentials: "omit", signal: watch.signal };
    if (body) Object.assign(options, { method: "POST" }, await packed(JSON.stringify(body), headers));
    const response = await watch.waits(ask(address.replace(/\/+$/, "") + path, options));
    if (!response.ok) throw await problem(response, watch);
    // A page that asks to log in to a hotspot is a page, whatever its status.
    if (!/json/.test(response.headers.get("Content-Type") ?? "")) throw new LineCut(new Error("not our server"));
    return await read(response, watch);
  } finally {
    watch.end();
  }
}

async function problem(response, watch) {
  const body = await json(response, watch).catch(() => ({}));
  const seconds = parseInt(response.headers.get("Retry-After") ?? "", 10);
  return new Problem(response.status, body ?? {}, Number.isNaN(seconds) ? undefined : seconds);
}

async function json(response, watch) {
  const text = await watch.waits(response.text());
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LineCut(error);
  }
}

async function packed(text, headers) {
  const bytes = new TextEncoder().encode(text);
  const plain = { body: bytes, headers: { ...headers, "Content-Type": "application/json" } };
  if (bytes.length <= GZIP_FROM_BYTES || typeof CompressionStream === "undefined") return plain;
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  const body = new Uint8Array(await new Response(stream).arrayBuffer());
  return { body, headers: { ...plain.headers, "Content-Encoding": "gzip" } };
}

/** Call `take` with each line as soon as it is whole, and wait for it. Returns how many there were. */
async function eachLine(response, watch, onProgress, take) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let pieces = []; // of the line that is not whole yet
  let count = 0;
  const parsed = async (text) => {
    if (!text.trim()) return;
    let value;
    try {
      value = JSON.parse(text);
    } catch (error) {
      throw new LineCut(error, count);
    }
    await take(value);
    count += 1;
  };
  try {
    for (;;) {
      const { done, value } = await watch.waits(reader.read(), count);
      if (done) break;
      onProgress?.(value.length);
      const [first, ...others] = decoder.decode(value, { stream: true }).split("\n");
      pieces.push(first);
      for (const piece of others) {
        await parsed(pieces.join(""));
        pieces = [piece];
      }
    }
    // Lines are objects and arrays: one that parses is whole, though its line break may be missing.
    await parsed(pieces.join("") + decoder.decode());
    return count;
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error;
  }
}

/** Ends a request when its caller wants so, or when it waits for too long. Errors of the network become LineCut. */
class Watch {
  constructor(caller, silence) {
    this.control = new AbortController();
    this.signal = this.control.signal;
    this.caller = caller;
    this.silence = silence;
    this.stop = () => this.control.abort(caller?.reason);
    if (caller?.aborted) this.stop();
    caller?.addEventListener("abort", this.stop);
  }

  async waits(promise, lines = 0) {
    const timer = setTimeout(() => this.control.abort(), this.silence);
    try {
      return await promise;
    } catch (error) {
      if (this.caller?.aborted) throw this.caller.reason ?? error;
      throw new LineCut(error, lines);
    } finally {
      clearTimeout(timer);
    }
  }

  end() {
    this.caller?.removeEventListener("abort", this.stop);
  }
}
