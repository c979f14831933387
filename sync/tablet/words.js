// Words: a message cut into the words that were typed, each with the form in which it is compared.

import { key, spaced } from "./spelling.js";

// What stands beyond is not worth the time it takes to read.
const LONGEST_MESSAGE = 1600;

// A number with separated thousands, or a run without spaces and without the ASCII signs other than ' and `.
const WORD = /\p{Nd}{1,3}(?:[.,]\p{Nd}{3})+(?![.,]?\p{Nd})|[^\s\x1c-\x1f\x85!-&(-/:-@[-_{-~]+/gu;
const SINGLE_LETTERS = /^(?:[\p{L}\p{N}_][\s.\-*_]+){3,}[\p{L}\p{N}_][^\p{L}\p{N}_]*$/u;
const LONG_RUN = /([\p{L}\p{N}_])\1{2,}/gu;
const ONLY_DIGITS = /^\p{Nd}+$/u;
const FIRST_DIGIT = /^[\p{Nd}፩-፱]/u; // one to nine of Ethiopia are no digits to JavaScript
const STRANGE_DIGIT = /(?![0-9])\p{Nd}/gu;
const DIGIT = /^\p{Nd}$/u;
const INVISIBLE = /\p{C}/gu;

/** The text with NFKC, digits of any script as 0-9, and neither invisible characters nor double spaces. */
export function tidy(text) {
  const whole = text.length > LONGEST_MESSAGE ? [...text].slice(0, LONGEST_MESSAGE).join("") : text;
  // White space is plain before what is invisible goes: an end of a line is both.
  const plain = spaced(whole.normalize("NFKC").replace(STRANGE_DIGIT, (digit) => worth(digit)));
  return spaced(plain.replace(INVISIBLE, ""));
}

/** The words of a tidied text: `{typed, start, end, key}`. Signs and pictures are no words; S.T.O.P is one. */
export function split(tidied) {
  if (SINGLE_LETTERS.test(tidied)) {
    const joined = key((tidied.match(WORD) ?? []).join(""));
    return joined ? [{ typed: tidied, start: 0, end: tidied.length, key: joined }] : [];
  }
  const words = [];
  for (const { 0: typed, index } of tidied.matchAll(WORD)) {
    let compared = key(typed);
    if (FIRST_DIGIT.test(typed)) compared = compared.replaceAll(" ", ""); // 15,000
    if (!compared) continue;
    words.push({ typed, start: index, end: index + typed.length, key: shortened(compared) });
  }
  return words;
}

/** Those words as typed, with one space where others or a space stood between, else with what stood there. */
export function between(tidied, kept) {
  let text = "";
  let end = -1;
  for (const { typed, start, end: behind } of kept) {
    const gap = end >= 0 ? tidied.slice(end, start) : "";
    text += [...gap].length === 1 ? gap : text && " ";
    text += typed;
    end = behind;
  }
  return text;
}

/** What a digit of any script is worth: in each, zero to nine stand one behind the other. */
function worth(digit) {
  const code = digit.codePointAt(0);
  let zero = code;
  while (DIGIT.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}

/** Letters that somebody held down count once: "stoooop" is "stop". */
function shortened(compared) {
  return ONLY_DIGITS.test(compared) ? compared : compared.replace(LONG_RUN, "$1");
}
