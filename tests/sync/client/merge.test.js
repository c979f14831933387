import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import { changes, checksum, crc32, readdressed, rebased, replay, seen, settle } from "../../../sync/client/merge.js";

const applied = (version, more = {}) => ({ n: 1, status: "applied", version, ...more });

test("only what differs is an operation", () => {
  const current = { name: "Wanjiku", skills: ["sewing"], phones: ["+1"], people_met: 4 };
  assert.deepEqual(changes(current, { name: "Wanjiku", phones: ["+1"], language: undefined, place: null }), undefined);
  assert.deepEqual(changes(current, { name: "Wanjiku N.", phones: ["+1", "+2"] }), {
    name: "Wanjiku N.",
    phones: ["+1", "+2"],
  });
  assert.deepEqual(changes(null, {}), {});
  assert.deepEqual(changes(null, { id: "x", version: 3, name: "A" }), { name: "A" });
});

test("a list is sent as what to add and remove and a counter as how many more", () => {
  const current = { skills: ["sewing", "cooking"], people_met: 4 };
  assert.deepEqual(changes(current, { skills: ["cooking", "driving"], people_met: 7 }), {
    skills: { add: ["driving"], remove: ["sewing"] },
    people_met: { add: 3 },
  });
  assert.deepEqual(changes(current, { skills: { add: ["sewing", "driving"], remove: ["welding"] } }), {
    skills: { add: ["driving"] },
  });
  assert.deepEqual(changes(null, { met: ["a", "a"], people_met: { add: 2 } }), {
    met: { add: ["a"] },
    people_met: { add: 2 },
  });
});

test("operations are replayed on the state of the server", () => {
  const fields = replay(
    { skills: ["sewing"], people_met: 1, place: "047" },
    {
      fields: { skills: { add: ["sewing", "cooking"] }, people_met: { add: 2 }, place: null },
    },
  );
  assert.deepEqual(fields, { skills: ["sewing", "cooking"], people_met: 3 });
  assert.deepEqual(replay({}, { fields: { met: ["plain"], people_met: 5 } }), { met: ["plain"], people_met: 5 });
  assert.equal(replay({ a: 1 }, { delete: true }), null);
});

test("an edit of a document that is gone shows nothing", () => {
  assert.equal(seen("x", undefined, [{ base: 3, fields: { name: "A" } }]), null);
  assert.deepEqual(seen("x", undefined, [{ base: 0, fields: { name: "A" } }]), { id: "x", version: 0, name: "A" });
  assert.equal(
    seen("x", { version: 1, fields: {} }, [
      { base: 1, delete: true },
      { base: 1, fields: { a: 1 } },
    ]),
    null,
  );
});

test("a result makes the state equal to that of the server", () => {
  const held = { version: 3, fields: { name: "A", place: "1", language: "sw" } };
  const operation = { base: 3, fields: { name: "B", place: "2" } };
  assert.deepEqual(settle(held, operation, applied(4)), {
    version: 4,
    fields: { name: "B", place: "2", language: "sw" },
  });
  const merged = { n: 1, status: "merged", version: 6, set: { language: null } };
  assert.deepEqual(settle(held, operation, merged), { version: 6, fields: { name: "B", place: "2" } });
  const conflict = { n: 1, status: "conflict", version: 6, set: { name: "C" }, lost: ["name"] };
  assert.deepEqual(settle(held, operation, conflict), {
    version: 6,
    fields: { name: "C", place: "2", language: "sw" },
  });
  assert.equal(settle(held, operation, { n: 1, status: "refused", reason: "not_in_scope" }), held);
  assert.equal(settle(undefined, operation, { n: 1, status: "refused", reason: "gone" }), null);
  assert.equal(settle(held, { base: 3, delete: true }, applied(4)), null);
  const kept = { n: 1, status: "conflict", version: 5, set: { name: "C" } };
  assert.deepEqual(settle(held, { base: 3, delete: true }, kept).fields.name, "C");
});

test("a result that was given before undoes nothing that came since", () => {
  const held = { version: 9, fields: { name: "Newer" } };
  assert.equal(settle(held, { base: 3, fields: { name: "B" } }, applied(4)), held);
  assert.equal(settle(held, { base: 3, delete: true }, applied(4)), held);
});

test("a later operation stands on the version that the earlier one made", () => {
  const later = { base: 3, fields: { place: "2" } };
  assert.equal(rebased(later, applied(4)).base, 4);
  assert.equal(rebased(later, { status: "merged", version: 6, set: { name: "C" } }).base, 6);
  assert.equal(rebased(later, { status: "conflict", version: 6, set: { name: "C" }, lost: ["name"] }).base, 6);
});

test("a later operation keeps its base where others changed what it touches", () => {
  const later = { base: 3, fields: { place: "2" } };
  assert.equal(rebased(later, { status: "merged", version: 6, set: { place: "9" } }), later);
  assert.equal(rebased({ base: 3, delete: true }, { status: "merged", version: 6, set: { place: "9" } }).base, 3);
  assert.equal(rebased(later, { status: "refused", version: 6 }), later);
});

test("a new id reaches all that refers to the old one", () => {
  const visit = { collection: "visits", id: "v", fields: { met: { add: ["old", "b"] }, purpose: "old" } };
  assert.deepEqual(readdressed(visit, "profiles", "old", "new").fields.met, { add: ["new", "b"] });
  const consent = { collection: "consents", id: "old.alerts", fields: { profile_id: "old" } };
  const expected = { collection: "consents", id: "new.alerts", fields: { profile_id: "new" } };
  assert.deepEqual(readdressed(consent, "profiles", "old", "new"), expected);
  const other = { collection: "visits", id: "older", fields: { met: { add: ["older"] } } };
  assert.equal(readdressed(other, "profiles", "old", "new"), other);
});

test("checksums are those of the contract", () => {
  for (const text of ["", "vacancies/10018:2", "profiles/Wanjikũ:1"])
    assert.equal(crc32(text), zlib.crc32?.(text) ?? crc32(text));
  assert.equal(crc32("123456789"), 0xcbf43926);
  assert.equal(checksum([]), "0-0");
  const rows = [
    { collection: "a", id: "b", version: 1 },
    { collection: "a", id: "c", version: 2 },
  ];
  assert.equal(checksum(rows), `2-${(crc32("a/b:1") + crc32("a/c:2")) % 2 ** 32}`);
});

test("a field of any name touches nothing but its document", () => {
  const hostile = JSON.parse('{"__proto__": {"given": 1}, "constructor": {"prototype": {"given": 1}}}');
  const operation = { base: 1, fields: changes({}, hostile) };
  for (const document of [
    seen("a", { version: 1, fields: hostile }, []),
    seen("a", { version: 1, fields: {} }, [operation]),
    seen("a", settle({ version: 1, fields: {} }, operation, { status: "applied", version: 2, set: hostile }), []),
  ]) {
    assert.equal(document.given, undefined);
    assert.equal({}.given, undefined);
  }
});
