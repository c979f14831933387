import { test } from "node:test";
import { cutting } from "./network.js";
import { scenarios } from "./scenarios.js";
import { tablet, world } from "./world.js";

for (const [name, play] of Object.entries(scenarios)) {
  test(name, async () => {
    const w = world();
    const enrolled = ({ cut } = {}) => {
      const line = cut && cutting(cut);
      const fetch = async (url, options) => {
        const response = await w.server.fetch(url, options);
        return line && !url.endsWith("/enrol") ? line(response, options.signal) : response;
      };
      return tablet(w, { fetch });
    };
    await play({ enrolled, seeds: Array.from({ length: 8 }, (_, seed) => seed) });
  });
}
