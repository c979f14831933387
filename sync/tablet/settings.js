// Settings of this tablet: nothing personal, so they can be read before the PIN is known.

import { languages } from "./place.js";

const NAME = "fursa settings";
const DEFAULTS = { language: undefined, large: false, onePage: false };

/** What was chosen: `language`, `large` text, `onePage` for a form on one page in place of a question a screen. */
export function settings() {
  const chosen = { ...DEFAULTS, ...read() };
  if (!languages().includes(chosen.language)) chosen.language = preferred();
  return chosen;
}

/** Choose otherwise from now on. Returns the settings as they are then. */
export function choose(changes) {
  localStorage.setItem(NAME, JSON.stringify({ ...read(), ...changes }));
  return settings();
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(NAME)) ?? {};
  } catch {
    return {}; // somebody else wrote there
  }
}

/** The first language of the browser that the market speaks, else the market's first. */
function preferred() {
  const wished = navigator.languages.map((each) => each.split("-")[0]);
  return wished.find((each) => languages().includes(each)) ?? languages()[0];
}
