// A year of birth: typed, or by about how old somebody is.

import { h } from "../dom.js";
import { _ } from "../texts.js";
import { box, keys } from "./parts.js";

const OLDEST = 100; // years
const [AGES, YOUNGEST, STEP] = [10, 20, 5]; // of the keys

/** A picker of a year of birth. */
export function year(app, { label, value = null, onchoose, typed, ontyped }) {
  const thisYear = app.market.year(app.now());
  const set = (chosen, isDone) => {
    element.value = chosen;
    onchoose(chosen, isDone);
  };
  const typing = box(label, {
    typed: typed ?? value ?? "",
    inputmode: "numeric",
    maxlength: "4",
    autofocus: true,
    ontype(text) {
      ontyped?.(text);
      const read = readYear(text, thisYear);
      if (read !== null || element.value !== null) set(read, read !== null);
    },
  });
  const ages = keys("small");
  ages.show(
    Array.from({ length: AGES }, (_each, index) => YOUNGEST + index * STEP).map((age) => {
      const about = () => {
        typing.input.value = thisYear - age;
        ontyped?.(typing.input.value);
        set(thisYear - age, true);
      };
      return [String(age), about];
    }),
  );
  const unsure = h("details", {}, h("summary", { class: "key plain" }, _("About how old?")), ages);
  const element = h("div", { class: "picker" }, typing, unsure);
  element.value = value;
  element.fault = () => (element.value === null ? _("Please type the year in 4 digits, like 1995.") : "");
  element.tell = typing.tell;
  return element;
}

/** A year in which somebody who lives may have been born; null where the text says none. */
export function readYear(text, thisYear) {
  const found = /^\s*(\d{4})\s*$/.exec(text);
  return found && found[1] <= thisYear && found[1] >= thisYear - OLDEST ? Number(found[1]) : null;
}
