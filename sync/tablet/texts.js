// Texts in the language being spoken. In the code they stand in English; the server knows the other languages.

import { base } from "./place.js";

const SOURCE = "en";
const FROM_THE_RIGHT = new Set(["ar", "fa", "he", "ps", "ur", "dv", "yi", "ckb", "sd", "ug"]);

let spoken = SOURCE;
let texts = {};
let plurals = new Intl.PluralRules(SOURCE);

/** Speak this language from now on. Where its texts cannot be had, they stay as they were. */
export async function speak(language) {
  const found = await fetch(`${base()}/texts/${language}.json`)
    .then((answer) => answer.ok && answer.json())
    .catch(() => false); // no signal, and not kept yet
  if (!found) return;
  texts = found;
  spoken = language;
  plurals = new Intl.PluralRules(language);
  document.documentElement.lang = language;
  document.documentElement.dir = direction(language);
}

/** The language being spoken. */
export function language() {
  return spoken;
}

/** Which way a language is written: "ltr" or "rtl". */
export function direction(code) {
  return FROM_THE_RIGHT.has(code.split("-")[0]) ? "rtl" : "ltr";
}

/** The text in the language being spoken, with values in the place of `{name}`. */
export function _(text, values) {
  return filled(texts[text] ?? text, values);
}

/** The text for that number. */
export function ngettext(one, many, number, values) {
  const forms = texts[one];
  const category = plurals.select(number);
  const text = forms ? (forms[category] ?? forms.other) : number === 1 ? one : many;
  return filled(text, values);
}

/** The text as it stands: marks it for the catalogues where it is translated later. */
export function marked(text) {
  return text;
}

function filled(text, values) {
  return values ? text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole)) : text;
}
