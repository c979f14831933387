// Later: what takes a while on a slow tablet comes into the screen when it is there.

import { fill, h } from "./dom.js";
import { _ } from "./texts.js";

const SOON_MS = 300; // nobody needs to be told to wait

/** Resolves with the element when `work`, which fills it, is done, or soon: then the element says that it is looking. */
export async function later(element, work) {
  let isDone = false;
  const done = work().then(() => (isDone = true));
  await Promise.race([done, new Promise((go) => setTimeout(go, SOON_MS))]);
  if (!isDone) fill(element, h("p", { role: "status" }, _("Looking...")));
  return element;
}
