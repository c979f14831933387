// What every store must do. It runs in Node for the one in memory, and in a browser for IndexedDB.

import { pages } from "../../../sync/client/store.js";

export const storeContract = {
  "rows are found under their keys": async (store) => {
    await store.write([put("meta", "a", 1), put("meta", "b", 2)]);
    equal((await store.get("meta", "a")).value, 1);
    equal(await store.get("meta", "c"), undefined);
    const rows = await store.getMany("meta", ["b", "c", "a"]);
    equal(
      rows.map((row) => row?.value),
      [2, undefined, 1],
    );
  },

  "ranges are in the order of keys and leave out the upper end": async (store) => {
    await store.write(["b", "a", "c\u0000x", "c"].map((key) => put("documents", key, key)));
    equal(keys(await store.range("documents")), ["a", "b", "c", "c\u0000x"]);
    equal(keys(await store.range("documents", { from: "b", to: "c\u0000x" })), ["b", "c"]);
    equal(keys(await store.range("documents", { from: "b", limit: 1 })), ["b"]);
    await store.write([10, 9, 100].map((key) => put("operations", key, key)));
    equal(keys(await store.range("operations")), [9, 10, 100]);
    equal(keys(await store.range("operations", { to: 100 })), [9, 10]);
  },

  "rows are replaced and removed": async (store) => {
    await store.write([put("meta", "a", 1), put("meta", "b", 1)]);
    await store.write([put("meta", "a", 2), { table: "meta", remove: "b" }, { table: "meta", remove: "never" }]);
    equal(
      (await store.range("meta")).map(({ key, value }) => [key, value]),
      [["a", 2]],
    );
  },

  "a write that fails changes nothing": async (store) => {
    await store.write([put("meta", "a", 1)]);
    let failed = false;
    const impossible = { table: "journal", row: { key: 1, value: () => {} } }; // a function cannot be stored
    await Promise.resolve()
      .then(() => store.write([put("meta", "a", 2), put("journal", 2, 2), impossible], { durable: true }))
      .catch(() => (failed = true));
    equal(failed, true);
    equal((await store.get("meta", "a")).value, 1);
    equal(await store.range("journal"), []);
  },

  "what is stored is a copy": async (store) => {
    const row = { key: "a", value: [1] };
    await store.write([{ table: "meta", row }]);
    row.value.push(2);
    (await store.get("meta", "a")).value.push(3);
    equal((await store.get("meta", "a")).value, [1]);
  },

  "a table of any size is read page by page": async (store) => {
    const count = 1234;
    await store.write(Array.from({ length: count }, (_, index) => put("operations", index, index)));
    await store.write(Array.from({ length: 1000 }, (_, index) => put("documents", `a\u0000${index}`, index)));
    let read = 0;
    for await (const page of pages(store, "operations")) read += page.length;
    equal(read, count);
    read = 0;
    for await (const page of pages(store, "documents")) read += page.length;
    equal(read, 1000);
  },
};

function put(table, key, value) {
  return { table, row: { key, value } };
}

function keys(rows) {
  return rows.map((row) => row.key);
}

function equal(actual, expected) {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${left} is not ${right}`);
}
