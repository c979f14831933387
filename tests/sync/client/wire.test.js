import assert from "node:assert/strict";
import { test } from "node:test";
import { LineCut, Problem, enrol, exchange, push, snapshot, snapshots } from "../../../sync/client/wire.js";
import { ndjson, problem } from "./network.js";
import { ADDRESS } from "./world.js";

const PAGE =
  '{"n":1,"status":"applied","version":4}\n{"base":"k.1."}\n[7,"b","notes","ñ",2,{"text":"é"}]\n{"cursor":"k.1.7","at":5}\n';

/** A network that answers with pieces of bytes, then ends or breaks. */
function answering(pieces, { breaks = false, type = "application/x-ndjson" } = {}) {
  const requests = [];
  const fetch = async (url, options) => {
    requests.push({ url, ...options });
    const queue = [...pieces];
    const body = new ReadableStream({
      pull(controller) {
        if (queue.length) controller.enqueue(queue.shift());
        else if (breaks) controller.error(new TypeError("terminated"));
        else controller.close();
      },
    });
    return new Response(body, { headers: { "Content-Type": type } });
  };
  return { fetch, requests };
}

/** A network that never answers. */
function hanging(url, { signal }) {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}

function exchanging(fetch, more = {}) {
  const lines = [];
  const onLine = (line) => void lines.push(line);
  const end = exchange({ address: ADDRESS, token: "t", fetch, onLine, ...more });
  return { lines, end };
}

test("lines are told one by one however their bytes come", async () => {
  const bytes = new TextEncoder().encode(PAGE);
  for (const size of [1, 3, 1000]) {
    const pieces = [];
    for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.slice(at, at + size));
    const { lines, end } = exchanging(answering(pieces).fetch);
    assert.deepEqual(await end, { cursor: "k.1.7", at: 5 });
    assert.deepEqual(lines, [
      { kind: "result", result: { n: 1, status: "applied", version: 4 } },
      {
        kind: "record",
        cursor: "k.1.7",
        bucket: "b",
        collection: "notes",
        id: "ñ",
        version: 2,
        document: { text: "é" },
      },
    ]);
  }
});

test("a line is told before the next has come", async () => {
  let controller;
  const body = new ReadableStream({ start: (each) => (controller = each) });
  const fetch = async () => new Response(body, { headers: { "Content-Type": "application/x-ndjson" } });
  const send = (text) => controller.enqueue(new TextEncoder().encode(text));
  let tell;
  const told = new Promise((resolve) => (tell = resolve));
  const end = exchange({ address: ADDRESS, token: "t", fetch, onLine: tell });
  send('{"n":1,"status":"applied"}\n{"cur');
  assert.equal((await told).kind, "result");
  send('sor":"k"}\n');
  controller.close();
  assert.deepEqual(await end, { cursor: "k" });
});

test("a cut anywhere is told and loses no whole line", async () => {
  const bytes = new TextEncoder().encode(PAGE);
  const whole = PAGE.lastIndexOf("}") + 3; // two letters have two bytes
  for (let at = 0; at <= bytes.length; at += 1) {
    for (const breaks of [true, false]) {
      const { lines, end } = exchanging(answering([bytes.slice(0, at)], { breaks }).fetch);
      if (at > whole || (!breaks && at >= whole)) assert.equal((await end).at, 5);
      else await assert.rejects(end, (error) => error instanceof LineCut);
      assert.ok(lines.length <= 2);
      if (at >= whole - 25) assert.equal(lines.length, 2);
    }
  }
});

test("a broken line in the middle is a cut", async () => {
  const { end } = exchanging(answering([new TextEncoder().encode('{"n":1,\n{"cursor":"k"}\n')]).fetch);
  await assert.rejects(end, LineCut);
});

test("a page that asks to log in to a hotspot is a cut", async () => {
  const page = answering([new TextEncoder().encode("<html>Welcome</html>")], { type: "text/html" });
  await assert.rejects(exchanging(page.fetch).end, LineCut);
  await assert.rejects(enrol(ADDRESS, "CODE", "c", { fetch: page.fetch }), LineCut);
});

test("what is not known is passed over", async () => {
  const { lines, end } = exchanging(async () =>
    ndjson([{ hint: 1 }, { base: "k." }, [1, "b", "new", "x", 1, {}, "more"], { cursor: "k.1", hint: 2 }]),
  );
  assert.deepEqual(await end, { cursor: "k.1", hint: 2 });
  assert.equal(lines.length, 1);
});

test("a small body goes as it is and a great one compressed", async () => {
  const { fetch, requests } = answering([new TextEncoder().encode('{"cursor":"k"}')]);
  await exchange({ address: `${ADDRESS}/`, token: "t", cursor: "k", clock: 5, fetch });
  const [small] = requests;
  assert.equal(small.url, `${ADDRESS}/sync/v1/exchange`);
  assert.deepEqual(small.headers, { Authorization: "Bearer t", "Content-Type": "application/json" });
  assert.deepEqual(JSON.parse(new TextDecoder().decode(small.body)), { cursor: "k", clock: 5 });
  const operations = Array.from({ length: 50 }, (_, n) => ({
    n,
    collection: "notes",
    id: `note ${n}`,
    base: 0,
    fields: {},
  }));
  await push({ address: ADDRESS, token: "t", source: "S", cursor: "never", operations, fetch });
  const great = requests[1];
  assert.equal(great.url, `${ADDRESS}/sync/v1/operations`);
  assert.equal(great.headers["Content-Encoding"], "gzip");
  assert.ok(great.body.length < 800);
  const stream = new Blob([great.body]).stream().pipeThrough(new DecompressionStream("gzip"));
  assert.deepEqual(await new Response(stream).json(), { source: "S", operations });
});

test("the browser keeps no answer for itself", async () => {
  const { fetch, requests } = answering([new TextEncoder().encode('{"cursor":"k"}')]);
  await exchange({ address: ADDRESS, token: "t", fetch });
  await snapshot("/sync/v1/snapshots/a", 0, { address: ADDRESS, token: "t", fetch });
  for (const { cache, credentials } of requests) assert.deepEqual([cache, credentials], ["no-store", "omit"]);
});

test("an error says its code and how long to wait", async () => {
  const busy = exchanging(async () => problem(429, "too_many", { "Retry-After": "7" }));
  await assert.rejects(
    busy.end,
    (error) => error instanceof Problem && error.code === "too_many" && error.retryAfter === 7,
  );
  const broken = exchanging(async () => new Response("<html>Bad gateway</html>", { status: 502 }));
  await assert.rejects(
    broken.end,
    (error) => error.status === 502 && error.code === "http_502" && error.retryAfter === undefined,
  );
});

test("a network that is not there is a cut", async () => {
  const { end } = exchanging(async () => {
    throw new TypeError("fetch failed");
  });
  await assert.rejects(end, (error) => error instanceof LineCut && error.cause.message === "fetch failed");
});

test("a line that says nothing for too long is a cut", async () => {
  await assert.rejects(exchanging(hanging, { silence: 1 }).end, LineCut);
});

test("the caller can stop a request", async () => {
  const control = new AbortController();
  const { end } = exchanging(hanging, { signal: control.signal });
  control.abort();
  await assert.rejects(end, { name: "AbortError" });
  await assert.rejects(exchanging(answering([]).fetch, { signal: AbortSignal.abort() }).end, { name: "AbortError" });
});

test("a part is told by rows without the fields that are not there", async () => {
  const parts = [];
  const part = {
    part: 3,
    collection: "vacancies",
    id: ["1", "2"],
    version: [2, 1],
    fields: { title: ["A", "B"], pay: [5, null] },
  };
  const fetch = async () => ndjson([part]);
  const count = await snapshot("/sync/v1/snapshots/a", 3, {
    address: ADDRESS,
    token: "t",
    fetch,
    onPart: (each) => void parts.push(each),
  });
  assert.equal(count, 1);
  const documents = [
    ["1", 2, { title: "A", pay: 5 }],
    ["2", 1, { title: "B" }],
  ];
  assert.deepEqual(parts, [{ part: 3, collection: "vacancies", documents }]);
});

test("the token goes to no other server", async () => {
  const fetch = () => assert.fail("it asked");
  for (const url of ["https://evil.example/", "@evil.example/", ".evil.example/"]) {
    assert.throws(() => snapshot(url, 0, { address: ADDRESS, token: "t", fetch }), Problem);
  }
});

test("snapshots are asked for with the cursor", async () => {
  let asked;
  const fetch = async (url) => {
    asked = url;
    return Response.json({ cursor: "k", snapshots: [] });
  };
  await snapshots({ address: ADDRESS, token: "t", cursor: "a b", fetch });
  assert.equal(asked, `${ADDRESS}/sync/v1/snapshots?cursor=a%20b`);
  await snapshots({ address: ADDRESS, token: "t", fetch });
  assert.equal(asked, `${ADDRESS}/sync/v1/snapshots`);
});
