// The mark of what waits on the tablet for the next sync.

import { h } from "../dom.js";
import { _ } from "../texts.js";

/** What stands beside a document of which something was not sent yet, or null. */
export function unsentText(copy, collection, id) {
  return copy.waiting.some((each) => each.collection === collection && each.id === id) ? _("not sent yet") : null;
}

/** The same as a mark that stands by itself. */
export function unsentMark(copy, collection, id) {
  const text = unsentText(copy, collection, id);
  return text && h("span", { class: "mark warn" }, text);
}
