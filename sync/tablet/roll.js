// The roll: the people whom the officer looks after, what is missing of them, and finding somebody as one types.

import { heard } from "./duplicates.js";
import { keys } from "./sounds.js";
import { key } from "./spelling.js";

export const NEEDED = ["name", "birth_year", "place", "occupation", "experience", "least_pay"];
const FEWEST_DIGITS = 3;
const [BEGINS, CONTAINS, SOUNDS, NO] = [0, 1, 2, 3]; // how a typed word is found in a name, the best first

/** Which of the fields that matching needs nobody has told yet. */
export function missing(profile) {
  return NEEDED.filter((name) => profile[name] === undefined || profile[name] === null || profile[name] === "");
}

/** The profiles, the latest registered first: who was not sent yet has no time, and an id that tells it. */
export function newestFirst(profiles) {
  const at = ({ registered_at }) => registered_at ?? Infinity;
  const isLater = (one, other) => (at(one) === at(other) ? one.id > other.id : at(one) > at(other));
  return profiles.filter(({ status }) => status !== "erased").sort((one, other) => (isLater(one, other) ? -1 : 1));
}

/**
 * Whom a text means: by digits of a phone, or by the words of a name, from their beginning, any part, or their sound.
 * The surest come first, else the order stays. `trunk` is what people dial in place of the calling code.
 */
export function find(profiles, text, trunk = "") {
  const digits = text.replace(/[\s()+.-]/g, "");
  if (/^\d+$/.test(digits)) return digits.length < FEWEST_DIGITS ? [] : byPhone(profiles, digits, trunk);
  const words = key(text)
    .split(" ")
    .filter(Boolean)
    .map((word) => [word, keys(word)]);
  if (!words.length) return [];
  const found = [[], [], [], []];
  for (const profile of profiles) found[Math.max(...words.map((word) => nearness(profile, word)))].push(profile);
  return [...found[BEGINS], ...found[CONTAINS], ...found[SOUNDS]];
}

function byPhone(profiles, digits, trunk) {
  const national = trunk && digits.startsWith(trunk) ? digits.slice(trunk.length) : digits;
  return profiles.filter(({ phones }) => phones?.some((phone) => phone.includes(digits) || phone.includes(national)));
}

function nearness(profile, [word, sounds]) {
  const name = heard(profile);
  if (!name) return NO;
  if (` ${name.words}`.includes(` ${word}`)) return BEGINS;
  if (name.words.includes(word)) return CONTAINS;
  return [...sounds].some((sound) => name.keys.has(sound)) ? SOUNDS : NO;
}
