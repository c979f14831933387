// Reading aloud: a text that the officer reads out, or a voice that the tablet has itself.

import { h } from "./dom.js";
import { key } from "./parts.js";
import { choose } from "./pickers/parts.js";
import { _, direction } from "./texts.js";
import { languageName } from "./wording.js";

/** What a person is asked before they agree to a purpose, in their language, with a key that reads it aloud. */
export function readOut(market, purpose, language) {
  const text = market.text(`consent.${purpose}`, language);
  return [h("p", { class: "read-out", lang: language, dir: direction(language) }, text), aloudKey(text, language)];
}

/** Keys for the language of what is read out; null where the market has one. */
export function languageKeys(market, value, onchoose) {
  const names = market.languages.map((code) => [code, languageName(code)]);
  return names.length > 1 ? choose(_("Language"), names, { value, onchoose }) : null;
}

/** A key that reads a text aloud, and once more silences it. It hides where the tablet has no voice of the language. */
function aloudKey(text, language) {
  const speech = globalThis.speechSynthesis; // browsers have it, WebViews may not
  const button = key(_("Read it aloud"), () => (button.ariaPressed === "true" ? speech.cancel() : speak()), {
    "aria-pressed": "false",
    hidden: true,
  });
  const look = () => (button.hidden = !voiceOf(speech, language));
  const speak = () => {
    const words = new SpeechSynthesisUtterance(text);
    const voice = voiceOf(speech, language);
    Object.assign(words, { voice, lang: voice.lang });
    words.onstart = () => (button.ariaPressed = "true");
    words.onend = words.onerror = () => (button.ariaPressed = "false");
    speech.cancel();
    speech.speak(words);
    addEventListener("hashchange", () => speech.cancel(), { once: true });
  };
  look();
  speech?.addEventListener?.("voiceschanged", look, { once: true }); // they are looked for when first asked about
  return button;
}

/** A voice on the tablet: others send what is read to somebody's server. */
function voiceOf(speech, language) {
  return speech?.getVoices().find(({ localService, lang }) => localService && lang.split(/[-_]/)[0] === language);
}
