// Documents are read by names, never by codes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { about, counted, shown } from "../../../sync/tablet/documents.js";
import { kenya } from "./kenya.js";

const TERMS = {
  currency: "KES",
  country: "KE",
  time_zone: "Africa/Nairobi",
  languages: ["en", "sw", "fr"],
  levels: ["nation", "region", "county", "subcounty", "town"],
  home_level: "subcounty",
};
const market = kenya(TERMS);
const held = {
  profiles: { p: { id: "p", name: "Wanjiku" } },
  vacancies: { 10018: { id: "10018", title: "Cook" } },
};
const app = { market, copy: { get: async (collection, id) => held[collection]?.[id] ?? null } };

test("what is about a person is told by the person's name", async () => {
  assert.deepEqual(await about(app, { collection: "profiles", id: "p" }), {
    title: "Wanjiku",
    kind: "Person",
    to: ["person", "p"],
  });
  assert.equal((await about(app, { collection: "consents", id: "p.service" })).title, "Wanjiku");
  const applied = { collection: "applications", id: "a", fields: { profile_id: "p", vacancy_id: "10018" } };
  assert.deepEqual(await about(app, applied), { title: "Wanjiku", kind: "Application: Cook", to: ["person", "p"] });
});

test("whoever is not on the tablet has the name that was sent, and no way to them", async () => {
  const sent = await about(app, { collection: "profiles", id: "q", fields: { name: "Otieno" } });
  assert.deepEqual([sent.title, sent.to], ["Otieno", null]);
  assert.equal((await about(app, { collection: "notes", id: "n", fields: { profile_id: "q" } })).title, "Somebody");
});

test("what waits is counted by documents, each once", () => {
  const operations = [
    ["profiles", "p"],
    ["profiles", "p"],
    ["profiles", "q"],
    ["visits", "v"],
    ["unheard_of", "u"],
  ];
  const told = counted(operations.map(([collection, id]) => ({ collection, id })));
  assert.equal(told, "2 people, 1 visit, 1 other thing");
});

test("values are told by what the market calls them", () => {
  assert.equal(shown(app, "place", "003"), market.places.label("003"));
  assert.equal(shown(app, "given", 0), "no");
  assert.equal(shown(app, "experience", "3_to_5"), "3 to 5 years");
  assert.equal(shown(app, "phones", ["+254712345678"]), "+254 712 345 678");
  assert.equal(shown(app, "planned_for", "2026-11-30"), "Mon 30 Nov");
  assert.equal(shown(app, "people_met", { add: 3 }), "added: 3");
  assert.equal(
    shown(app, "skills", { add: ["welding by hand"], remove: ["cooking by hand"] }),
    "added: welding by hand; removed: cooking by hand",
  );
  assert.equal(shown(app, "met", ["p", "q"]), "2 people");
});

test("whatever a tablet may hold can be told", () => {
  for (const field of [
    "name",
    "place",
    "skills",
    "phones",
    "met",
    "given",
    "planned_for",
    "done_at",
    "least_pay",
    "often",
    "who knows",
  ])
    for (const value of [null, "", "x", 0, -1, 1e300, true, [], ["x"], [[]], {}, { add: ["x"] }, { deep: { er: 1 } }])
      assert.equal(typeof shown(app, field, value), "string", `${field} ${JSON.stringify(value)}`);
});
