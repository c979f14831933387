// Parts that screens are made of: keys to tap, entries of a list, notices, facts.

import { h } from "./dom.js";
import { _ } from "./texts.js";

let fields = 0;

/** A key that does something. `kind`: "main" for what most will do, "danger" for what takes something away. */
export function key(text, onclick, { kind = "", ...more } = {}) {
  return h("button", { type: "button", class: `key ${kind}`, onclick, ...more }, text);
}

/** A way to another screen that looks like a key. */
export function way(text, kind, ...to) {
  return h("a", { class: `key ${kind}`, href: address(...to) }, text);
}

/** The address of a screen within the app. */
export function address(screen, ...params) {
  return `#/${[screen, ...params].map(encodeURIComponent).join("/")}`;
}

/** A list. Children are `entry` or `li` elements. */
export function list(...items) {
  return h("ul", { class: "list" }, ...items);
}

/**
 * One thing in a list: what it is called, what is said of it, a short mark at the side, and where a tap leads.
 * `to` is a screen with its parameters; or `onclick` does something.
 */
export function entry({ title, lines = [], mark, to, onclick }) {
  const inside = [
    h("span", { class: "what" }, h("strong", {}, title), lines.filter(Boolean).map((line) => h("span", {}, line))),
    mark && h("span", { class: "mark" }, mark),
  ];
  if (to) return h("li", {}, h("a", { class: "entry", href: address(...to) }, inside));
  if (onclick) return h("li", {}, h("button", { type: "button", class: "entry", onclick }, inside));
  return h("li", {}, h("div", { class: "entry" }, inside));
}

/** Something to know. `kind`: "good", "warn" or "bad". */
export function notice(text, kind = "", ...more) {
  return h("div", { class: `notice ${kind}` }, h("p", {}, text), more);
}

/** Names and values, one below the other. Pairs without a value are left out. */
export function facts(pairs) {
  const told = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return h(
    "dl",
    { class: "facts" },
    told.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
  );
}

/** Part of a screen under a heading of its own. */
export function section(title, ...children) {
  return h("section", {}, h("h2", {}, title), ...children);
}

/** A field with its label above, what helps below, and a place for what is wrong with it. */
export function field(label, input, { help, id = `field-${(fields += 1)}` } = {}) {
  input.id ||= id;
  const fault = h("p", { class: "fault", id: `${input.id}-fault`, role: "alert" });
  const hint = help && h("p", { class: "help", id: `${input.id}-help` }, help);
  input.setAttribute("aria-describedby", [hint?.id, fault.id].filter(Boolean).join(" "));
  const element = h("div", { class: "field" }, h("label", { for: input.id }, label), hint, input, fault);
  /** Say what is wrong with it; "" for nothing. */
  element.tell = (text) => {
    fault.textContent = text;
    input.toggleAttribute("aria-invalid", Boolean(text));
    if (text) input.focus();
  };
  return element;
}

/** A choice of few by keys: `options` are `[value, text]`. One tap chooses, and tells `onchoose`. */
export function choice(label, options, { value, onchoose, name = label } = {}) {
  const group = h("fieldset", { class: "choice" }, h("legend", {}, label));
  for (const [each, text] of options) {
    const input = h("input", { type: "radio", name, value: String(each), checked: each === value });
    input.addEventListener("change", () => {
      group.value = each;
      onchoose?.(each);
    });
    group.append(h("label", { class: "key" }, input, h("span", {}, text)));
  }
  group.value = value;
  return group;
}

/** Ask before something that cannot be undone. Resolves with whether to go on. */
export function ask(question, yes, { kind = "danger" } = {}) {
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: "ask", "aria-label": question });
    const end = (answer) => {
      removeEventListener("hashchange", left);
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    const left = () => end(false); // by the key of the browser that leads back
    dialog.append(
      h("p", {}, question),
      h(
        "div",
        { class: "keys" },
        key(yes, () => end(true), { kind }),
        key(_("No, back"), () => end(false)),
      ),
    );
    dialog.addEventListener("cancel", () => end(false));
    addEventListener("hashchange", left);
    document.getElementById("app").append(dialog); // it goes with all else when the app is locked
    dialog.showModal();
  });
}
