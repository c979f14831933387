import { test } from "node:test";
import { MemoryStore } from "../../../sync/client/memory.js";
import { storeContract } from "./store_contract.js";

for (const [name, check] of Object.entries(storeContract)) {
  test(`in memory ${name}`, () => check(new MemoryStore()));
}
