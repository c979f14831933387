import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

// What a page would have; before the module that looks at it.
globalThis.document = { documentElement: { dataset: { base: "/tablet/abc", languages: "en sw ar" } } };
const { _, direction, language, marked, ngettext, speak } = await import("../../../sync/tablet/texts.js");

const FILES = {
  "/tablet/abc/texts/en.json": { "{n} job": { one: "{n} job", other: "{n} jobs" } },
  "/tablet/abc/texts/sw.json": { "Saved {count} of {all}": "Zimehifadhiwa {count} kati ya {all}" },
  "/tablet/abc/texts/ar.json": {
    "{n} job": { zero: "0", one: "1", two: "2", few: "few {n}", many: "many {n}", other: "other {n}" },
  },
};

beforeEach(async () => {
  globalThis.fetch = async (path) => (path in FILES ? Response.json(FILES[path]) : new Response("", { status: 404 }));
  await speak("en");
});

test("a text is said in the language, with its values", async () => {
  await speak("sw");
  assert.equal(_("Saved {count} of {all}", { count: 3, all: 5 }), "Zimehifadhiwa 3 kati ya 5");
  assert.equal(language(), "sw");
});

test("what is not translated is said in English", async () => {
  await speak("sw");
  assert.equal(_("Nobody {says} this", { says: "wrote" }), "Nobody wrote this");
  assert.equal(ngettext("{n} cat", "{n} cats", 1, { n: 1 }), "1 cat");
  assert.equal(ngettext("{n} cat", "{n} cats", 0, { n: 0 }), "0 cats");
});

test("a number has the form that its language asks for", async () => {
  await speak("ar");
  const said = [0, 1, 2, 3, 11, 100].map((n) => ngettext("{n} job", "{n} jobs", n, { n }));
  assert.deepEqual(said, ["0", "1", "2", "few 3", "many 11", "other 100"]);
});

test("a value that holds braces is put in as it is", () => {
  assert.equal(_("{a} and {b}", { a: "{b}", b: "2" }), "{b} and 2");
  assert.equal(_("{a} and {b}", { a: 1 }), "1 and {b}");
});

test("a marked text stays as it is", () => assert.equal(marked("sent"), "sent"));

test("a language is written the way that it is read", async () => {
  await speak("ar");
  assert.deepEqual([document.documentElement.lang, document.documentElement.dir], ["ar", "rtl"]);
  await speak("sw");
  assert.deepEqual([document.documentElement.lang, document.documentElement.dir], ["sw", "ltr"]);
  assert.equal(direction("ur-PK"), "rtl");
});

test("where texts cannot be had, those that are there stay", async () => {
  await speak("sw");
  await speak("xx");
  globalThis.fetch = () => Promise.reject(new TypeError("Failed to fetch"));
  await speak("ar");
  assert.equal(language(), "sw");
  assert.equal(_("Saved {count} of {all}", { count: 1, all: 2 }), "Zimehifadhiwa 1 kati ya 2");
});
