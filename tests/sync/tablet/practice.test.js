// Practice looks like work, and leaves nothing behind.

import assert from "node:assert/strict";
import { test } from "node:test";

import { open } from "../../../sync/client/copy.js";
import { MemoryStore } from "../../../sync/client/memory.js";
import { practise } from "../../../sync/tablet/practice.js";
import { kenya } from "./kenya.js";

const NOW = 1_795_000_000;
const TERMS = {
  currency: "KES",
  country: "KE",
  time_zone: "Africa/Nairobi",
  languages: ["en", "sw", "fr"],
  levels: ["nation", "region", "county", "subcounty", "town"],
  home_level: "subcounty",
};
const OFFICER = { id: "o", name: "amina", places: ["003"] };

/** A copy that was let in, with a person of its own; every request that anybody makes is written down. */
async function real() {
  const requests = [];
  const fetch = (address) => {
    requests.push(address);
    throw new TypeError("no signal");
  };
  const copy = await open({
    store: new MemoryStore(),
    pin: "273941",
    iterations: 10,
    address: "https://jobs.example",
    fetch,
  });
  await copy.change((draft) => (draft.identity = { ...draft.identity, token: "t", officer: OFFICER }));
  await copy.put("profiles", undefined, { name: "Wanjiku" });
  return { copy, requests };
}

/** All that a store holds. */
function held(copy) {
  return JSON.stringify([...copy.store.tables].map(([name, rows]) => [name, [...rows]]));
}

async function names(copy) {
  return (await copy.query("profiles")).map(({ name }) => name).sort();
}

test("practice begins with three people who are nobody, at home where the officer works", async () => {
  const { copy } = await real();
  const market = kenya(TERMS);
  const practice = await practise(copy, { market, now: NOW });
  const people = await practice.query("profiles");
  assert.equal(people.length, 3);
  for (const { place, birth_year: born } of people) {
    assert.ok(market.places.rings(place).includes("003"));
    assert.ok(market.year(NOW) - born >= 18);
  }
  assert.deepEqual(practice.officer, OFFICER);
});

test("what is written in practice is in no other store, and asks nobody for anything", async () => {
  const { copy, requests } = await real();
  const before = held(copy);
  const practice = await practise(copy, { market: kenya(TERMS), now: NOW });
  const id = await practice.put("profiles", undefined, { name: "Otieno" });
  await practice.put("consents", `${id}.service`, { profile_id: id, purpose: "service", given: 1 });
  await practice.keep("draft register", { name: "Half" });
  assert.equal(await practice.remove("profiles", (await practice.query("profiles"))[0].id), true);
  assert.equal(held(copy), before);
  assert.deepEqual(await names(copy), ["Wanjiku"]);
  assert.ok((await practice.query("profiles")).every((each) => each.practice === true));
  assert.equal(copy.unsent(), 1);
  assert.equal(await copy.kept("draft register"), undefined);
  assert.deepEqual(requests, []);
});

test("practice shows the real jobs, and never writes them", async () => {
  const { copy } = await real();
  const practice = await practise(copy, { market: kenya(TERMS), now: NOW });
  await copy.change((draft) =>
    draft.record({
      bucket: "vacancies/003",
      collection: "vacancies",
      id: "1",
      version: 1,
      document: { title: "Cook" },
    }),
  );
  assert.equal((await practice.query("vacancies"))[0].title, "Cook");
  const before = held(copy);
  await practice.put("vacancies", "1", { title: "Painter" });
  await practice.remove("vacancies", "1");
  assert.equal((await practice.get("vacancies", "1")).title, "Cook");
  assert.equal(held(copy), before);
});

test("practice has no way to send", async () => {
  const { copy } = await real();
  const practice = await practise(copy, { market: kenya(TERMS), now: NOW });
  for (const way of ["sync", "enrol", "identity", "store", "address", "fetch"]) assert.equal(practice[way], undefined);
});
