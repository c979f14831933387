// Sounds: how names are heard, so that one name written in two ways is found to be one. The rules of core/sounds.py.

import { ratio } from "./ratio.js";
import { key } from "./spelling.js";

export const MOST_WORDS = 5; // of a name; what comes behind is not compared
export const ALIKE = 85; // from here on people would say of two names that they may be one
export const SAME = 90; // and from here on that they are

const ABSENT = 5; // points for a name that one of the two left out
const SINGLE = 80; // at most, where only one name was told: it is that of many
const INITIAL = 88; // "J" for "Joseph"
const OTHER_CONSONANTS = 20; // vowels are heard in many ways, consonants in few: Wanjiku is not Wanjiru
const LEAST_CONSONANTS = 3; // with fewer, a word's vowels are kept in its key: else Ali would be Eli
const KEPT_WORDS = 8192; // as they are heard: a caseload has fewer, and they are asked for at each key

// Titles and words for "son of": no names.
const PARTICLES =
  " al arap baba bi bin bint binti bwana de dr du el haji hajj ibn la madam mama miss mr mrs ms mzee ole wa ya ";
// "Abdi Rahman" and "Abdirahman": written apart, each part is found.
const ABDI =
  /(?<![\p{L}\p{N}_])c?abd[eiu]l?\s*(?=r+a[hxs]|a[sz]i[sz]|[kq]a+d|na+s|sal|ra[sz]|ha[km]|fat|ga+f|wah|mal|lat|jab)/gu;

// What is written in several ways, and one way of it, word by word and in this order.
const REWRITES = [
  // Names that Swahili, Somali, Arabic and English writers spell each in their own way.
  [/^m[aou]+[hx]+[aeu]?m+[ae]+[dt]h?$/, "mohamed"],
  [/^fa+[dt]h?[iu]+m[ao]+$/, "fatuma"],
  [/^(c?a+[iy]*|e[iy])sha+h?$/, "aisha"],
  [/^c?[ou]+(s|th)ma+n+$/, "osman"],
  [/^c?[ou]+ma+r+$/, "omar"],
  [/^[hx][ou]+s+[aei]+[iy]*n+$/, "husein"],
  [/^c?abd[aou]+l+a+h?[iy]*$/, "abdala"],
  [/^s[aeou]+l[aeiy]+[bm]+a+n+i?$/, "suleman"],
  [/^[sz][aeiy]+n+[aeu]b+u?$/, "zeinab"],
  [/^[hkx]+a+d+[iy]+j+[ao]+h?$/, "hadija"],
  [/^[hx]a+l+i+m[ao]+h?$/, "halima"],
  [/^y[ou]+s+[iou]+f+u?$/, "yusuf"],
  [/^[ei]+b[rl]a+h*i+m+u?$/, "ibrahim"],
  [/^c?i+s+[ae]+$/, "isa"],
  [/^mi(ch|k)(ae|ea)l$/, "mikel"],
  [/^geof/, "jef"],
  // Somali: x is h, c is the ayn, which others do not write. English words keep theirs.
  [/^xav/, "sav"],
  [/(?<=[ei])x|(?<=^ma)x(?=$|[iw])|(?<=ro)x/g, "ks"],
  [/x/g, "h"],
  [/^c(?=a[abw]|ali$|ii|umar)|(?<=aa)c(?=i)|(?<=a)(?<!isa)(?<!isaa)c$/g, ""],
  // Consonants. Kikuyu writes c for ch, and Kalenjin women are Chep- or Jep-.
  [/^(wa|ga|gi|ma|mu|ki|ka|kip|jep|che?p|nja)c(?=[aou])/, "$1s"],
  [/^je(?=[bkmpr])/, "se"],
  [/ck|q|ch(?=[lr])/g, "k"],
  [/ph|v/g, "f"],
  [/[cs]h|c(?=[eiy])|z/g, "s"],
  [/(?<=.)kh|c/g, "k"],
  [/^y(?=[aeou])/, "j"],
  [/^k?h|h/g, ""],
  // Vowels, and the half vowels between them.
  [/oo+|ou/g, "u"],
  [/ee+/g, "i"],
  [/[ae][iy]+|[iy]+e/g, "e"],
  [/iy|y/g, "i"],
  [/(?<=[^aeiou])u(?=[aeio])|uw|wu(?=o)/g, "w"],
  [/e/g, "i"],
  [/o/g, "u"],
  // Letters that one language hears as one and another as two.
  [/b/g, "p"],
  [/d/g, "t"],
  [/g/g, "k"],
  [/l/g, "r"],
  [/(.)\1+/gu, "$1"],
];

const kept = new Map();

/** How the words of a name sound: names that share one may be of the same person, in whatever order they stand. */
export function keys(name) {
  return new Set(words(name).map((word) => word.key));
}

/** How much two whole names are heard as one, from 0 to 100. Order does not matter, one of them may lack a name. */
export function alike(first, second) {
  const [shorter, longer] = [words(first), words(second)].sort((one, other) => one.length - other.length);
  return shorter.length ? halfToEven(Math.max(byWords(shorter, longer), byJoined(shorter, longer))) : 0;
}

function words(name) {
  const written = key(name).replace(ABDI, "abdi ").split(" ").filter(Boolean);
  const named = written.filter((word) => !PARTICLES.includes(` ${word} `));
  return [...new Set((named.length ? named : written).slice(0, MOST_WORDS))].map(wordOf);
}

/** A word as it is `written`, as it is `heard`, that without its vowels but a first one (`bones`), and its `key`. */
function wordOf(written) {
  let word = kept.get(written);
  if (word) return word;
  let heard = written;
  for (const [pattern, replacement] of REWRITES) heard = heard.replace(pattern, replacement);
  heard ||= written; // a lone h
  const bones = heard[0] + heard.slice(1).replace(/[aiu]/g, "");
  const consonants = bones.length - /^[aiu]/.test(bones);
  word = { written, heard, bones, key: consonants >= LEAST_CONSONANTS ? bones : heard };
  if (kept.size >= KEPT_WORDS) kept.clear();
  kept.set(written, word);
  return word;
}

/** Each word of the shorter name beside that of the longer which gives the most in all. */
function byWords(shorter, longer) {
  const table = shorter.map((word) => longer.map((other) => nearness(word, other)));
  let best = { sum: -1, least: 0 };
  const taken = new Set();
  const pair = (row, sum, least) => {
    if (row === table.length) {
      if (sum > best.sum) best = { sum, least };
      return;
    }
    for (const [column, near] of table[row].entries()) {
      if (taken.has(column)) continue;
      taken.add(column);
      pair(row + 1, sum + near, Math.min(least, near));
      taken.delete(column);
    }
  };
  pair(0, 0, 100);
  // The mean alone would forgive another first name for the sake of an equal family name.
  const score = (best.sum / shorter.length + best.least) / 2 - ABSENT * (longer.length - shorter.length);
  return shorter.length === 1 && longer.length > 1 ? Math.min(score, SINGLE) : score;
}

/** Where one wrote as one word what is two for the other: the names without spaces. */
function byJoined(shorter, longer) {
  if (longer.length !== shorter.length + 1) return 0;
  const joined = longer.slice(1).map((second, at) => {
    const first = longer[at];
    return [...longer.filter((word) => word !== first && word !== second), wordOf(first.written + second.written)];
  });
  return Math.max(...joined.map((others) => byWords(shorter, others)));
}

/** How near two words are, from 0 to 100: by ear first, a little by the letters. */
function nearness(word, other) {
  if (word.written === other.written) return 100;
  if (word.written.length === 1 || other.written.length === 1) return word.heard[0] === other.heard[0] ? INITIAL : 0;
  const near = 0.8 * ratio(word.heard, other.heard) + 0.2 * ratio(word.written, other.written);
  return word.bones === other.bones ? near : Math.max(near - OTHER_CONSONANTS, 0);
}

/** Rounded as the server does it: a half goes to the even number. */
function halfToEven(number) {
  const down = Math.floor(number);
  return number - down === 0.5 ? down + (down % 2) : Math.round(number);
}
