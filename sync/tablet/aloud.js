// Reading aloud: a text spoken by a voice that the tablet has itself, where it has one.

import { key } from "./parts.js";
import { _ } from "./texts.js";

/** A key that reads a text aloud, and once more silences it. It hides where the tablet has no voice of the language. */
export function aloudKey(text, language) {
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
