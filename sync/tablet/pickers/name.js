// The name of a person.

import { h } from "../dom.js";
import { spaced } from "../spelling.js";
import { _ } from "../texts.js";
import { box } from "./parts.js";

const [SHORTEST, LONGEST] = [2, 60]; // letters, as on people's own phones

/** A picker of a name. */
export function name(_app, { label, value = null, onchoose, typed, ontyped }) {
  const typing = box(label, {
    typed: typed ?? value ?? "",
    autocapitalize: "words",
    spellcheck: "false",
    maxlength: String(LONGEST),
    autofocus: true,
    ontype(text) {
      ontyped?.(text);
      onchoose((element.value = readName(text)), false);
    },
  });
  const element = h("div", { class: "picker" }, typing);
  element.value = value;
  element.fault = () => (element.value === null ? _("Please type the name in letters.") : "");
  element.tell = typing.tell;
  return element;
}

/** The name without needless spaces; null where it cannot be one. */
export function readName(text) {
  const name = spaced(text);
  if (name.length < SHORTEST || name.length > LONGEST) return null;
  return /\p{L}/u.test(name) && !/[\p{Nd}<>{}=]/u.test(name) ? name : null;
}
