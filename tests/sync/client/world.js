// What the tests begin with: a server in memory, tablets, and a network that can be made bad.

import { open } from "../../../sync/client/copy.js";
import { MemoryStore } from "../../../sync/client/memory.js";
import { FakeServer } from "./fake.js";

export const ADDRESS = "https://jobs.example";
export const PIN = "273941";
export const ITERATIONS = 10; // the real number would take most of the time of the tests

/** A server with an officer, `amina`, some vacancies in her place and one person whom she looks after. */
export function world(options) {
  const server = new FakeServer(options);
  const officer = server.officer("amina", ["047"]);
  for (let index = 0; index < 23; index += 1) {
    server.write("vacancies/047", "vacancies", `100${index}`, {
      title: `Job ${index}`,
      place: "047",
      posts: index + 1,
    });
  }
  server.write("reference", "places", "047", { name: "Nairobi" });
  server.write("caseload/amina", "profiles", "wanjiku", { name: "Wanjiku", experience: "none", skills: ["sewing"] });
  return { server, officer };
}

/** A tablet that is enrolled, and remembers in `waits` how long it would have waited. */
export async function tablet({ server, officer }, options = {}) {
  const store = options.store ?? new MemoryStore();
  const waits = [];
  const patience = { tries: 4, sleep: async (milliseconds) => void waits.push(milliseconds), ...options.patience };
  const settings = { store, address: ADDRESS, pin: PIN, iterations: ITERATIONS, fetch: server.fetch, client: "test 1" };
  const copy = await open({ ...settings, ...options, patience });
  if (officer && !copy.officer) await copy.enrol(server.code(officer));
  return Object.assign(copy, { waits });
}

/** One that has had its first sync. */
export async function synced(world, options) {
  const copy = await tablet(world, options);
  await copy.sync();
  world.server.requests.length = 0;
  return copy;
}

/** The requests' paths, in short. */
export function paths({ requests }) {
  return requests.map(({ path }) => path.replace("/sync/v1/", ""));
}
