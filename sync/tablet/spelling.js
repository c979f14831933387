// Spelling: how words that somebody typed are compared with words that the market holds, as the server does it.

const APOSTROPHES = /['`´ʼ‘’]/g;
const ASCII = /^[\0-\x7f]*$/;
const BETWEEN_ASCII_WORDS = /[^a-z0-9]+/g;
const BETWEEN_WORDS = /[^\p{L}\p{N}\p{M}]+/gu;
const MARK = /\p{M}/gu;
const ELIDED = /(?<![\p{L}\p{N}_])(d|l|j|n|s|m|t|c|qu)['’](?=[\p{L}\p{Nl}\p{No}_])/giu;
const WHITE = /(?:(?!\ufeff)[\s\x1c-\x1f\x85])+/g; // to the server no mark of byte order is white

// A sign of class 132. Signs are put in the order of their classes: it comes before accents and cedillas, which have
// class 200 and above, and stays behind those that are letters of their script (a vowel sign, a virama).
const BETWEEN_CLASSES = "\u0f74";

/**
 * The text without what people type differently: case, accents, apostrophes, punctuation, double spaces.
 * Two texts with one key are the same words. Letters and digits of every script stay.
 */
export function key(text) {
  if (ASCII.test(text)) return text.toLowerCase().replace(/['`]/g, "").replace(BETWEEN_ASCII_WORDS, " ").trim();
  // Apostrophes go twice: NFKD turns one into a space and an accent, and takes another out of a letter.
  return folded(text.replace(APOSTROPHES, "").normalize("NFKD"))
    .replace(APOSTROPHES, "")
    .replace(MARK, (mark) => (isAccent(mark) ? "" : mark))
    .replace(BETWEEN_WORDS, " ")
    .trim()
    .normalize("NFC");
}

/** The text with a space for the apostrophe of French words that lean on the next: "d'école" becomes "d école". */
export function apart(text) {
  return text.replace(ELIDED, "$1 ");
}

/** The text with one space for all the white space that stands anywhere within it. */
export function spaced(text) {
  return text.replace(WHITE, " ").replace(/^ | $/g, "");
}

/** Small letters, and what small letters alone leave different. */
function folded(text) {
  return text.toLowerCase().replace(/ß/g, "ss").replace(/ς/g, "σ").replace(/\u0345/g, "ι");
}

function isAccent(mark) {
  return !(mark + BETWEEN_CLASSES).normalize("NFD").startsWith(mark);
}
