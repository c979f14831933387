// What pickers are made of: keys of which one may be chosen, and boxes to type into.

import { fill, h } from "../dom.js";
import { field } from "../parts.js";

/**
 * A picker is a function `(app, {label, value, onchoose, typed, ontyped, ...})` to an element with `value`: what was
 * chosen, else null. `onchoose(value, isDone)` is told each change; `isDone` says that the answer is whole, so that a
 * form may go on. `typed` and `ontyped` are what stands in its boxes, for whoever keeps half a form. `fault()` is what
 * is wrong with the answer, "" for nothing, and `tell(text)` shows it. `isShort` shows long lists only when asked.
 */

/** Keys. `show` takes `[text, onclick, kind, isChosen]` of each; those of kind "onward" lead to further keys. */
export function keys(name = "") {
  const element = h("div", { class: `options ${name}` });
  element.show = (entries) => {
    const hadFocus = element.contains(document.activeElement);
    fill(
      element,
      entries.map(([text, onclick, kind = "", isChosen]) =>
        h("button", { type: "button", class: `key ${kind}`, "aria-pressed": isChosen?.toString(), onclick }, text),
      ),
    );
    const first = element.querySelector('[aria-pressed="true"]') ?? element.firstChild;
    if (hadFocus) first?.focus({ preventScroll: true });
  };
  return element;
}

/** A box to type into. `ontype` hears each letter. */
export function box(label, { typed = "", help, ontype, ...attributes }) {
  const input = h("input", { autocomplete: "off", ...attributes, value: typed });
  input.addEventListener("input", () => ontype(input.value));
  const element = field(label, input, { help });
  element.input = input;
  return element;
}

/** A question that is answered by what stands below it. */
export function asked(label, ...children) {
  const fault = h("p", { class: "fault", role: "alert" });
  const element = h("fieldset", { class: "picker" }, h("legend", {}, label), children, fault);
  element.tell = (text) => (fault.textContent = text);
  return element;
}

/** Few things to choose from, each a key: `pairs` are `[value, text]`. */
export function choose(label, pairs, { value = null, onchoose, missing = "" }) {
  const options = keys();
  const element = asked(label, options);
  const show = () => options.show(pairs.map(([each, text]) => [text, () => set(each), "", each === element.value]));
  const set = (chosen) => {
    element.value = chosen;
    show();
    onchoose(chosen, true);
  };
  element.value = value;
  element.fault = () => (element.value === null ? missing : "");
  show();
  return element;
}
