// Forms: what a word keeps when people spell, bend or shorten it in their own way, by the same rules as on the server.

import { apart, key } from "../spelling.js";

const SHORTEST_ROOT = 3;
const SHORTEST_SWAHILI_ROOT = 4;
const SHORTEST_GENDERED_ROOT = 5;
const VOWELS = new Set("aeiou");

// What English and French put at the end: of things, of doing, of who does.
const ENDINGS = new Set(
  (
    "s es ies er ers or ing ings ed e man men woman women ess esses eur eurs euse euses eure ier iers iere ieres ien" +
    " iens ienne iennes age ages ure er trice trices teur teurs ant ante ants antes ery y x"
  ).split(" "),
);
const LONGEST_ENDING = 6;
const GENDERS = ["os", "as", "o", "a"]; // Portuguese and Spanish; too short to be an ending elsewhere
// Noun classes and the infinitive of Swahili: walinzi, ulinzi and mlinzi have one root.
const PREFIXES = new Set("mw mu wa ma mi vi ki ku kw vy ch m w u".split(" "));

// How letters sound to somebody who writes by ear: the longer first, as "chofeur" is heard in chauffeur.
const SOUNDS = (
  "oi=ua tion=shn sion=shn eau=o aux=o au=o ou=u oo=u ee=i ea=i ie=i ei=e ai=e ay=e ph=f ght=t sch=sk ck=k qu=k" +
  " q=k ce=se ci=si cy=si ch=sh c=k x=ks z=s y=i v=f w=u j=g r=l dh=d th=t"
)
  .split(" ")
  .map((pair) => pair.split("="));

/** What is left of a word without its endings, and without what Swahili puts before it; the word itself too. */
export function roots(word) {
  const found = [word];
  for (let length = 1; length <= LONGEST_ENDING && word.length - length >= SHORTEST_ROOT; length++) {
    const ending = word.slice(-length);
    if (!ENDINGS.has(ending)) continue;
    found.push(word.slice(0, -length));
    if (ending === "ies") found.push(word.slice(0, -3) + "y");
  }
  const gender = GENDERS.find((each) => word.endsWith(each) && word.length - each.length >= SHORTEST_GENDERED_ROOT);
  if (gender) found.push(word.slice(0, -gender.length));
  const inner = withoutSuffix(word);
  if (inner !== word) found.push(inner, ...withoutPrefix(inner));
  found.push(...withoutPrefix(word));
  return found;
}

function withoutPrefix(word) {
  const lengths = [1, 2].filter((length) => PREFIXES.has(word.slice(0, length)));
  return lengths.map((length) => word.slice(length)).filter((rest) => rest.length >= SHORTEST_SWAHILI_ROOT);
}

/** Swahili: shambani is at the shamba, and mshonaji does kushona. */
function withoutSuffix(word) {
  const isSuffixed = (word.endsWith("ji") || word.endsWith("ni")) && word.length - 2 > SHORTEST_SWAHILI_ROOT;
  return isSuffixed ? word.slice(0, -2) : word;
}

/** Whether there is no vowel in a word. */
export function hasNoVowel(word) {
  for (const letter of word) if (VOWELS.has(letter)) return false;
  return true;
}

/** The consonants of a word, and its first letter: what is left of "teacher" in "tchr". */
export function skeleton(word) {
  let kept = word.slice(0, 1);
  for (let at = 1; at < word.length; at++) {
    if (!VOWELS.has(word[at]) && word[at] !== kept.at(-1)) kept += word[at];
  }
  return kept;
}

/** Whether letters were left out of a word, and none put in: "drva" is dereva, and not driver. */
export function isShortFor(typed, word) {
  if (typed[0] !== word[0] || typed.length >= word.length) return false;
  let at = 0;
  for (const letter of typed) {
    at = word.indexOf(letter, at) + 1;
    if (!at) return false;
  }
  return true;
}

/** How a word sounds to somebody who writes by ear: "chofeur" is chauffeur, "rori" is lori. */
export function sound(word) {
  let heard = word;
  for (const [letters, said] of SOUNDS) if (heard.includes(letters)) heard = heard.replaceAll(letters, said);
  let kept = "";
  for (const letter of heard) if (letter !== kept.at(-1)) kept += letter;
  return kept.length > SHORTEST_ROOT && "eh".includes(kept.at(-1)) ? kept.slice(0, -1) : kept;
}

/** The words of a text of a pack, as they are compared. */
export function keys(text) {
  return key(apart(text)).split(" ").filter(Boolean);
}

/** The ways to read one word as two. */
export function splits(word) {
  const ways = [];
  for (let at = SHORTEST_ROOT; at < word.length - 2; at++) ways.push([word.slice(0, at), word.slice(at)]);
  return ways;
}
