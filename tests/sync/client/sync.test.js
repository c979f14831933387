import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryStore } from "../../../sync/client/memory.js";
import { problem } from "./network.js";
import { paths, synced, world } from "./world.js";

const OWN = "caseload/amina";

test("one round trip sends, fetches and does not fetch its own", async () => {
  const w = world();
  const copy = await synced(w);
  await copy.put("profiles", "wanjiku", { experience: "3_to_5", skills: ["sewing", "cooking"] });
  w.server.write("vacancies/047", "vacancies", "1000", { posts: 9 });
  w.server.delete("vacancies/047", "vacancies", "1001");
  const done = await copy.sync();
  assert.deepEqual(paths(w.server), ["exchange"]);
  const [{ body }] = w.server.requests;
  const fields = { experience: "3_to_5", skills: { add: ["cooking"] } };
  assert.deepEqual(body.operations, [{ n: 1, collection: "profiles", id: "wanjiku", base: 1, fields }]);
  assert.deepEqual([done.phase, done.sent, done.received, done.results.applied], ["done", 1, 2, 1]);
  const profile = { id: "wanjiku", version: 2, name: "Wanjiku", experience: "3_to_5", skills: ["sewing", "cooking"] };
  assert.deepEqual(await copy.get("profiles", "wanjiku"), profile);
  assert.equal((await copy.get("vacancies", "1000")).posts, 9);
  assert.equal(await copy.get("vacancies", "1001"), null);
  assert.equal((await copy.query("vacancies")).length, 22);
});

test("what the server and other tablets do not know stays as it is", async () => {
  const w = world();
  w.server.write(OWN, "gifts", "g", { wrapping: { paper: ["red"] } });
  const copy = await synced(w);
  assert.deepEqual((await copy.get("gifts", "g")).wrapping, { paper: ["red"] });
});

test("a merged change shows what others changed too", async () => {
  const w = world();
  const copy = await synced(w);
  await copy.put("profiles", "wanjiku", { experience: "3_to_5" });
  w.server.write(OWN, "profiles", "wanjiku", { place: "001", skills: ["sewing", "driving"] });
  const done = await copy.sync();
  assert.equal(done.results.merged, 1);
  const { place, skills, experience, version } = await copy.get("profiles", "wanjiku");
  assert.deepEqual([place, skills, experience, version], ["001", ["sewing", "driving"], "3_to_5", 3]);
});

test("a conflict shows the server's value and is told until it is dismissed", async () => {
  const w = world();
  const copy = await synced(w);
  await copy.query("profiles");
  await copy.put("profiles", "wanjiku", { experience: "3_to_5", place: "001" });
  w.server.write(OWN, "profiles", "wanjiku", { experience: "1_to_2" });
  await copy.sync();
  const { experience, place } = await copy.get("profiles", "wanjiku");
  assert.deepEqual([experience, place], ["1_to_2", "001"]);
  const [problem, ...others] = await copy.problems();
  assert.deepEqual(
    [problem.n, problem.id, problem.fields.experience, problem.result.lost],
    [1, "wanjiku", "3_to_5", ["experience"]],
  );
  assert.equal(others.length, 0);
  await copy.dismiss(1);
  assert.deepEqual(await copy.problems(), []);
});

test("a refused operation holds up no other and its change is taken back", async () => {
  const w = world();
  const copy = await synced(w);
  await copy.put("notes", "long", { text: "x".repeat(2001) });
  await copy.put("vacancies", "1000", { posts: 99 });
  await copy.put("notes", "short", { text: "x" });
  const done = await copy.sync();
  assert.deepEqual(done.results, { applied: 1, merged: 0, conflict: 0, refused: 2 });
  assert.equal(await copy.get("notes", "long"), null);
  assert.equal((await copy.get("vacancies", "1000")).posts, 1);
  const problems = await copy.problems();
  assert.deepEqual(
    problems.map(({ n, result }) => [n, result.reason]),
    [
      [1, "invalid"],
      [2, "read_only"],
    ],
  );
  assert.equal(problems[0].fields.text.length, 2001);
});

test("edits of one document on top of each other do not conflict", async () => {
  const w = world();
  const copy = await synced(w);
  for (const experience of ["1_to_2", "3_to_5", "over_5"]) await copy.put("profiles", "wanjiku", { experience });
  const done = await copy.sync();
  assert.equal(done.results.applied, 3);
  assert.deepEqual(
    w.server.requests[0].body.operations.map((each) => each.base),
    [1, 1, 1],
  );
  assert.equal((await copy.get("profiles", "wanjiku")).experience, "over_5");
});

test("an edit that was not sent yet stands on the version that the one before it made", async () => {
  const w = world();
  const copy = await synced(w);
  const cut = { line: w.server.line };
  await copy.put("profiles", "wanjiku", { experience: "1_to_2" });
  await copy.put("profiles", "wanjiku", { place: "001" });
  // The first result comes, then the line is cut.
  w.server.line = async (response) => {
    w.server.line = cut.line;
    const text = await response.text();
    return new Response(text.slice(0, text.indexOf("\n") + 1), { headers: response.headers });
  };
  await copy.sync();
  const bases = w.server.requests.map(({ body }) => body.operations.map(({ n, base }) => [n, base]));
  assert.deepEqual(bases, [
    [
      [1, 1],
      [2, 1],
    ],
    [[2, 2]],
  ]);
});

test("a record from others leaves what waits on top", async () => {
  const w = world();
  const copy = await synced(w);
  w.server.write(OWN, "profiles", "wanjiku", { experience: "1_to_2", place: "001" });
  w.server.line = async (response) => {
    if (copy.unsent() === 0) await copy.put("profiles", "wanjiku", { experience: "3_to_5" }); // while it is fetched
    w.server.line = (each) => each;
    return response;
  };
  let during;
  const onProgress = async (progress) => {
    if (progress.received && !during) during = copy.get("profiles", "wanjiku");
  };
  await copy.sync({ onProgress });
  const { experience, place } = await during;
  assert.deepEqual([experience, place], ["3_to_5", "001"]);
  assert.equal((await copy.problems())[0].result.status, "conflict"); // the officer had not seen the other's value
});

test("many operations go in several requests", async () => {
  const w = world();
  const copy = await synced(w);
  for (let index = 0; index < 1100; index += 1) await copy.put("notes", `n${index}`, { text: `${index}` });
  for (let index = 0; index < 3; index += 1) await copy.put("notes", `long${index}`, { purpose: "x".repeat(90000) });
  await copy.sync();
  const sent = w.server.requests.map(({ body }) => [body.operations.length, body.unsent]);
  assert.deepEqual(sent, [
    [500, 603],
    [500, 103],
    [102, 1],
    [1, 0],
  ]);
  assert.ok(w.server.requests[0].bytes < 20000, "compressed");
  assert.equal((await copy.query("notes")).length, 1103);
});

test("a request that is too large is sent in smaller ones", async () => {
  const w = world();
  const copy = await synced(w);
  for (let index = 0; index < 10; index += 1) await copy.put("notes", `n${index}`, { text: `${index}` });
  w.server.answers = [problem(413, "too_large"), problem(413, "too_large")];
  await copy.sync();
  assert.deepEqual(
    w.server.requests.map(({ body }) => body.operations.length),
    [10, 5, 2, 2, 2, 2, 2],
  );
  const one = await synced(w);
  await one.put("notes", "only", { text: "x" });
  w.server.answers = [problem(413, "too_large")];
  await assert.rejects(one.sync(), { code: "too_large" });
});

test("many records come in several answers", async () => {
  const w = world({ page: 10 });
  const copy = await synced(w);
  for (let index = 0; index < 25; index += 1)
    w.server.write("vacancies/047", "vacancies", `new${index}`, { title: "New" });
  const done = await copy.sync();
  assert.deepEqual(paths(w.server), ["exchange", "exchange", "exchange"]);
  assert.equal(done.received, 25);
  assert.equal((await copy.query("vacancies", { where: { title: "New" } })).length, 25);
});

test("an answer that got lost counts once", async () => {
  const w = world();
  const copy = await synced(w);
  await copy.put("visits", "v", { place: "047", people_met: 3 });
  w.server.line = () => {
    w.server.line = (each) => each;
    throw new TypeError("fetch failed");
  };
  await copy.sync();
  assert.deepEqual(paths(w.server), ["exchange", "exchange"]);
  assert.equal((await copy.get("visits", "v")).people_met, 3);
  assert.equal(w.server.find(OWN, "visits", "v").fields.people_met, 3);
});

test("an answer that got lost undoes nothing that others did since", async () => {
  const w = world();
  const copy = await synced(w);
  await copy.put("profiles", "wanjiku", { experience: "3_to_5" });
  w.server.line = () => {
    w.server.line = (each) => each;
    w.server.write(OWN, "profiles", "wanjiku", { experience: "over_5" });
    throw new TypeError("fetch failed");
  };
  await copy.sync();
  assert.equal((await copy.get("profiles", "wanjiku")).experience, "over_5");
});

test("what an app keeps about somebody is found under the id by which they are known", async () => {
  const w = world();
  w.server.write(OWN, "profiles", "wanjiku", { phones: ["+254700000001"] });
  const store = new MemoryStore();
  const copy = await synced(w, { store });
  const made = await copy.put("profiles", undefined, { name: "Wanjiku", phones: ["+254700000001"], place: "047" });
  await copy.keep(`half a form ${made}`, { about: made, name: "Wanj" });
  await copy.keep("half a form", { name: "Otie" });
  await copy.sync();
  const half = { about: "wanjiku", name: "Wanj" };
  assert.deepEqual(await copy.kept("half a form wanjiku"), half);
  assert.deepEqual(await copy.kept(`half a form ${made}`), half);
  await copy.keep(`half a form ${made}`, { name: "Wanji" }); // by a form that was opened before
  assert.deepEqual(await copy.kept("half a form wanjiku"), { name: "Wanji" });
  assert.deepEqual(await copy.kept("half a form"), { name: "Otie" });
  await copy.keep("half a form wanjiku", undefined);
  const rows = await store.range("meta", { from: "own ", to: "own!" });
  assert.deepEqual(
    rows.map(({ key }) => key),
    ["own half a form"],
  );
});

for (const count of [150, 1500]) {
  test(`a list that is open follows a change of ${count} documents`, async () => {
    const copy = await synced(world());
    await copy.query("vacancies");
    await copy.change((draft) => {
      for (let index = 0; index < count; index += 1) {
        const document = { title: `New ${index}` };
        draft.record({ bucket: "vacancies/047", collection: "vacancies", id: `9${index}`, version: 1, document });
      }
      draft.record({ bucket: "vacancies/047", collection: "vacancies", id: "1000", version: 2, document: null });
    });
    const found = await copy.query("vacancies");
    assert.equal(found.length, 22 + count);
    assert.equal(found.filter(({ title }) => title.startsWith("New")).length, count);
  });
}

test("a person known before is renamed everywhere", async () => {
  const w = world();
  w.server.write(OWN, "profiles", "wanjiku", { phones: ["+254700000001"] });
  const copy = await synced(w);
  const made = await copy.put("profiles", undefined, { name: "Wanjiku", phones: ["+254700000001"], place: "047" });
  await copy.put("consents", `${made}.alerts`, { profile_id: made, given: 1 });
  await copy.put("visits", "v", { met: [made, "another"] });
  // The result of the first comes, and the line is cut: the others are told with the new id.
  w.server.line = async (response) => {
    w.server.line = (each) => each;
    const text = await response.text();
    return new Response(text.slice(0, text.indexOf("\n") + 1), { headers: response.headers });
  };
  const done = await copy.sync();
  assert.deepEqual(done.renamed, [{ from: made, to: "wanjiku" }]);
  const again = w.server.requests[1].body.operations;
  assert.deepEqual(
    again.map(({ id }) => id),
    ["wanjiku.alerts", "v"],
  );
  assert.deepEqual(again[1].fields.met, { add: ["wanjiku", "another"] });
  assert.deepEqual(
    (await copy.query("profiles")).map(({ id, place }) => [id, place]),
    [["wanjiku", "047"]],
  );
  assert.equal((await copy.get("consents", "wanjiku.alerts")).profile_id, "wanjiku");
  assert.deepEqual((await copy.get("visits", "v")).met, ["wanjiku", "another"]);
  // The app may still hold the old id.
  assert.equal((await copy.get("profiles", made)).id, "wanjiku");
  assert.equal((await copy.get("consents", `${made}.alerts`)).id, "wanjiku.alerts");
  assert.equal(await copy.put("profiles", made, { place: "001" }), "wanjiku");
  await copy.put("notes", "n", { profile_id: made, text: "x" });
  assert.equal((await copy.get("notes", "n")).profile_id, "wanjiku");
});

test("documents the server has under the old id refer to the new one too", async () => {
  const w = world();
  const copy = await synced(w);
  w.server.write(OWN, "notes", "n", { profile_id: "twin", text: "x" });
  w.server.write(OWN, "profiles", "twin", { name: "Wanjiku" });
  await copy.sync();
  await copy.put("profiles", "twin", { place: "001" });
  w.server.aliases.set("twin", "wanjiku"); // staff found that the two are one
  await copy.sync();
  assert.equal(await copy.get("profiles", "twin").then((each) => each.id), "wanjiku");
  assert.equal((await copy.get("notes", "n")).profile_id, "wanjiku");
});

test("the tablet's clock is told and decides nothing", async () => {
  const w = world();
  const copy = await synced(w, { clock: () => 12345 });
  await copy.put("notes", "n", { text: "x" });
  await copy.sync();
  const [{ body }] = w.server.requests;
  assert.deepEqual([body.clock, body.client], [12345, "test 1"]);
  assert.equal(copy.state.at, w.server.now);
});

test("what an app keeps about somebody who has left the tablet goes with the daily look", async () => {
  const w = world();
  const [erased, there] = ["0193a5d0-0000-7000-8000-000000000001", "0193a5d0-0000-7000-8000-000000000002"];
  for (const id of [erased, there]) w.server.write(OWN, "profiles", id, { name: "Otieno" });
  const copy = await synced(w);
  for (const name of [`note ${erased}`, `note ${there}`, "register"]) await copy.keep(name, { text: "half a word" });
  w.server.delete(OWN, "profiles", erased);
  const made = await copy.put("visits", undefined, { place: "047" });
  await copy.keep(`visit ${made}`, { purpose: "half" });
  await copy.change((draft) => (draft.state.checkedAt = undefined));
  await copy.sync();
  assert.equal(await copy.kept(`note ${erased}`), undefined);
  for (const name of [`note ${there}`, `visit ${made}`, "register"]) assert.ok(await copy.kept(name), name);
});
