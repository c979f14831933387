// The scenarios against a real server: `node server.js ADDRESS CODE...`, with a code for each tablet that is needed.

import { cutting } from "./network.js";
import { scenarios } from "./scenarios.js";
import { tablet } from "./world.js";

const [address, ...codes] = process.argv.slice(2);

async function enrolled({ cut } = {}) {
  const line = cut && cutting(cut);
  const fetch = async (url, options) => {
    const response = await globalThis.fetch(url, options);
    return line && !url.endsWith("/enrol") ? line(response, options.signal) : response;
  };
  const copy = await tablet({ server: {} }, { address, fetch });
  await copy.enrol(codes.shift());
  return copy;
}

for (const [name, play] of Object.entries(scenarios)) {
  try {
    await play({ enrolled, seeds: [1, 2, 3] });
    console.log(`ok ${name}`);
  } catch (error) {
    console.log(`not ok ${name}\n${error.stack}`);
    process.exitCode = 1;
  }
}
