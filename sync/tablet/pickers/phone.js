// Phone numbers: one, or those of a person, who may have none.

import { h } from "../dom.js";
import { key } from "../parts.js";
import { normalise } from "../phones.js";
import { _ } from "../texts.js";
import { phoneShown } from "../wording.js";
import { box } from "./parts.js";

const MOST = 4;

/** A picker of one phone number, as E.164. */
export function phone(app, { label, value = null, onchoose, typed, ontyped, ...more }) {
  const element = box(label, {
    typed: typed ?? (value ? phoneShown(value) : ""),
    type: "tel",
    ...more,
    ontype(text) {
      element.value = normalise(text, app.market.terms.phone);
      ontyped?.(text);
      onchoose(element.value, false);
    },
  });
  element.value = value;
  element.fault = () => {
    if (element.value !== null) return "";
    if (!element.input.value.trim()) return _("Please type the phone number.");
    return _("This is no number that we can call. Please look at it again.");
  };
  return element;
}

/** A picker of a person's phone numbers: a list, empty for who has none; null before either was said. */
export function phones(app, { label, value = null, onchoose, typed, ontyped }) {
  const boxes = h("div");
  const tell = (isDone) => {
    const numbers = filled().map((each) => each.value);
    element.value = numbers.length && !numbers.includes(null) ? [...new Set(numbers)] : null;
    ontyped?.([...boxes.children].map(({ input }) => input.value));
    onchoose(element.value, isDone);
  };
  const filled = () => [...boxes.children].filter(({ input }) => input.value.trim());
  const add = (number, text) => {
    const isFirst = !boxes.children.length;
    const more = phone(app, {
      label: isFirst ? label : _("Another number"),
      value: number,
      typed: text,
      onchoose: () => tell(false),
      autofocus: isFirst,
    });
    boxes.append(more);
    another.hidden = boxes.children.length >= MOST;
    return more;
  };
  const another = key(_("Another number"), () => add().input.focus(), { kind: "plain" });
  const none = key(_("No phone"), () => {
    for (const each of boxes.children) each.input.value = "";
    ontyped?.([""]);
    none.setAttribute("aria-pressed", "true");
    onchoose((element.value = []), true);
  });
  const element = h("div", { class: "picker" }, boxes, h("div", { class: "keys options" }, none, another));
  element.value = value;
  element.fault = () => {
    if (element.value) return "";
    const wrong = filled().find((each) => each.value === null);
    return wrong ? wrong.fault() : _("Please type the number, or choose: no phone.");
  };
  element.tell = (text) => {
    for (const each of boxes.children) each.tell("");
    if (text) (filled().find((each) => each.value === null) ?? boxes.firstChild).tell(text);
  };
  if (typed?.length) for (const text of typed) add(normalise(text, app.market.terms.phone), text);
  else for (const number of value?.length ? value : [null]) add(number);
  none.setAttribute("aria-pressed", String(value?.length === 0));
  boxes.addEventListener("input", () => none.setAttribute("aria-pressed", "false"));
  return element;
}
