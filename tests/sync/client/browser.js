// What test_browser.py calls in a page, by name.

import { openIndexedDB } from "../../../sync/client/indexeddb.js";
import { cutting } from "./network.js";
import { scenarios } from "./scenarios.js";
import { storeContract } from "./store_contract.js";
import { tablet, world } from "./world.js";

const NAME = "fursa";
const w = world();

window.checks = {
  /** What of the contract of stores IndexedDB does not do. */
  async storeContract() {
    return failures(storeContract, async (check) => {
      const store = await openIndexedDB("contract");
      await check(store).finally(() => store.destroy());
    });
  },

  async scenarios() {
    let count = 0;
    return failures(scenarios, async (play) => {
      const here = world();
      const enrolled = async ({ cut } = {}) => {
        const line = cut && cutting(cut);
        const fetch = async (url, options) => {
          const response = await here.server.fetch(url, options);
          return line && !url.endsWith("/enrol") ? line(response, options.signal) : response;
        };
        count += 1;
        return tablet(here, { fetch, store: await openIndexedDB(`tablet ${count}`) });
      };
      await play({ enrolled, seeds: [1, 2] });
    });
  },

  /** Sync, write something and leave it unsent, as an officer who then switches the tablet off. */
  async write() {
    const copy = await tablet(w, { store: await openIndexedDB(NAME) });
    await copy.sync();
    await copy.put("notes", "n", { profile_id: "wanjiku", text: "secret note" });
    window.copy = copy;
    return copy.unsent();
  },

  /** Open what was written before, without a server. */
  async read(pin, patience) {
    const copy = await tablet({ server: w.server }, { store: await openIndexedDB(NAME, { patience }), pin });
    const note = await copy.get("notes", "n");
    const vacancies = await copy.query("vacancies");
    const found = [note.text, copy.officer.id, vacancies.length];
    await copy.close();
    return found;
  },

  /** Everything in the database as text, bytes as letters. */
  async everything() {
    const database = await new Promise((resolve) => {
      const request = indexedDB.open(NAME);
      request.onsuccess = () => resolve(request.result);
    });
    const found = [];
    const transaction = database.transaction([...database.objectStoreNames], "readonly");
    for (const name of database.objectStoreNames) {
      const rows = await new Promise((resolve) => {
        const request = transaction.objectStore(name).getAll();
        request.onsuccess = () => resolve(request.result);
      });
      found.push(...rows.flatMap((row) => Object.values(row).map(text)));
    }
    database.close();
    return found.join("\n");
  },

  async wipe() {
    await window.copy.wipe();
    return (await indexedDB.databases()).map(({ name }) => name);
  },
};

async function failures(checks, run) {
  const failed = {};
  for (const [name, check] of Object.entries(checks)) {
    await run(check).catch((error) => (failed[name] = `${error.stack}`));
  }
  return failed;
}

function text(value) {
  return value instanceof Uint8Array ? String.fromCharCode(...value) : JSON.stringify(value);
}
