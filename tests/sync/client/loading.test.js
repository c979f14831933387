import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryStore } from "../../../sync/client/memory.js";
import { paths, synced, tablet, world } from "./world.js";

/** Ends every answer to a request for parts behind so many lines. */
function partsAtOnce(server, count) {
  server.partsAtOnce = count;
}

test("the first sync loads snapshots and then the rest", async () => {
  const w = world();
  const copy = await tablet(w);
  w.server.requests.length = 0;
  const seen = [];
  const done = await copy.sync({
    onProgress: ({ phase, parts, allParts }) => seen.push(`${phase} ${parts}/${allParts}`),
  });
  assert.deepEqual(paths(w.server).slice(0, 3), ["exchange", "snapshots/vacancies-047-25", "exchange"]);
  assert.equal(w.server.requests[0].body.cursor, undefined);
  assert.equal(done.received, 25);
  assert.deepEqual(
    seen.filter((each) => each.startsWith("load")),
    ["load 0/3", "load 1/3", "load 2/3", "load 3/3"],
  );
  assert.equal(done.bytes, done.allBytes);
  assert.equal((await copy.query("vacancies")).length, 23);
  assert.equal((await copy.get("places", "047")).name, "Nairobi");
  assert.equal((await copy.get("profiles", "wanjiku")).name, "Wanjiku");
});

test("an answer with fewer parts than were left is gone on from", async () => {
  const w = world();
  partsAtOnce(w.server, 1);
  await (await tablet(w)).sync();
  const parts = w.server.requests
    .filter(({ path }) => path.includes("snapshots/"))
    .map(({ query }) => query.get("part"));
  assert.deepEqual(parts, ["0", "1", "2"]);
});

test("the parts that are there can be used, and are not loaded again by the next sync", async () => {
  const w = world();
  const store = new MemoryStore();
  const copy = await tablet(w, { store });
  partsAtOnce(w.server, 1);
  const { line } = w.server;
  w.server.line = (response) => {
    if (w.server.requests.at(-1).query.get("part") === "1") throw new TypeError("fetch failed");
    return response;
  };
  await assert.rejects(copy.sync(), { name: "LineCut" });
  assert.equal((await copy.query("vacancies")).length, 10);
  await copy.close();
  Object.assign(w.server, { line, requests: [] });
  const next = await tablet(w, { store });
  await next.sync();
  const [first] = w.server.requests;
  assert.deepEqual([first.path, first.query.get("part")], ["/sync/v1/snapshots/vacancies-047-25", "1"]);
  assert.equal((await next.query("vacancies")).length, 23);
});

test("what the officer did goes before what is loaded", async () => {
  const w = world();
  const copy = await tablet(w);
  await copy.put("notes", "n", { text: "x" });
  w.server.requests.length = 0;
  await copy.sync();
  assert.deepEqual(paths(w.server).slice(0, 2), ["operations", "exchange"]);
  assert.deepEqual(w.server.requests[1].body.operations, undefined);
  assert.equal((await copy.get("notes", "n")).version, 1);
});

test("a snapshot older than what results told changes nothing back", async () => {
  const w = world({ snapshotFrom: 1 });
  const copy = await tablet(w);
  const { line } = w.server;
  // The first copies are listed, then the officer changes what is in them.
  w.server.line = async (response) => {
    if (w.server.requests.at(-1).path.endsWith("exchange")) {
      w.server.line = line;
      w.server.write("caseload/amina", "profiles", "wanjiku", { place: "001" });
      w.server.delete("vacancies/047", "vacancies", "1003");
    }
    return response;
  };
  await copy.sync();
  assert.equal((await copy.get("profiles", "wanjiku")).place, "001");
  assert.equal(await copy.get("vacancies", "1003"), null);
});

test("where a snapshot is not there any more the list is asked for again", async () => {
  const w = world();
  const copy = await tablet(w);
  partsAtOnce(w.server, 1);
  const { line } = w.server;
  w.server.line = (response) => {
    if (w.server.requests.at(-1).query.get("part") === "0") {
      w.server.line = line;
      w.server.snapshots.clear();
      w.server.delete("vacancies/047", "vacancies", "1000"); // it was in the part that came
    }
    return response;
  };
  await copy.sync();
  assert.ok(paths(w.server).includes("snapshots"));
  assert.equal(await copy.get("vacancies", "1000"), null);
  assert.equal((await copy.query("vacancies")).length, 22);
});

/** A world with vacancies at another place too. */
function coast() {
  const w = world();
  for (let index = 0; index < 12; index += 1)
    w.server.write("vacancies/001", "vacancies", `200${index}`, { title: "Coast" });
  return w;
}

test("places that are gained are loaded and those that are lost dropped", async () => {
  const w = coast();
  const copy = await synced(w);
  w.server.move(w.officer, ["001"]);
  w.server.write("caseload/amina", "profiles", "wanjiku", { place: "001" });
  await copy.sync();
  assert.deepEqual(paths(w.server), ["exchange", "snapshots/vacancies-001-38", "exchange"]);
  assert.deepEqual((await copy.query("vacancies", { where: { title: "Coast" } })).length, 12);
  assert.equal((await copy.query("vacancies")).length, 12);
  assert.equal((await copy.get("profiles", "wanjiku")).place, "001");
});

test("what is cut while a gained place is loaded goes on by the next sync", async () => {
  const w = coast();
  const copy = await synced(w);
  w.server.move(w.officer, ["001"]);
  w.server.partsAtOnce = 1;
  const { line } = w.server;
  w.server.line = (response) => {
    if (w.server.requests.at(-1).query.get("part") === "1") throw new TypeError("fetch failed");
    return response;
  };
  await assert.rejects(copy.sync(), { name: "LineCut" });
  Object.assign(w.server, { line, requests: [] });
  w.server.write("caseload/amina", "profiles", "wanjiku", { place: "001" });
  await copy.put("notes", "n", { text: "x" });
  await copy.sync();
  assert.deepEqual(paths(w.server), ["operations", "snapshots/vacancies-001-37", "exchange"]);
  assert.equal((await copy.query("vacancies")).length, 12);
  assert.equal((await copy.get("profiles", "wanjiku")).place, "001");
});

test("a gained place whose snapshot is not there any more is asked for again", async () => {
  const w = coast();
  const copy = await synced(w);
  w.server.move(w.officer, ["001"]);
  w.server.partsAtOnce = 1;
  const { line } = w.server;
  w.server.line = (response) => {
    if (w.server.requests.at(-1).query.get("part") === "0") {
      w.server.line = line;
      w.server.snapshots.clear();
      w.server.delete("vacancies/001", "vacancies", "2000");
    }
    return response;
  };
  await copy.sync();
  assert.ok(paths(w.server).includes("snapshots"));
  assert.equal((await copy.query("vacancies")).length, 11);
});

test("a tablet that is revoked while it loads is wiped", async () => {
  const w = world();
  const copy = await tablet(w);
  w.server.line = (response) => {
    const { path } = w.server.requests.at(-1);
    if (path.includes("snapshots/")) {
      w.server.devices.get(copy.identity.token).revoked = true;
      return new Response('{"code":"unauthorised"}', { status: 401 });
    }
    return response;
  };
  assert.equal((await copy.sync()).phase, "wiped");
});
