// The vocabulary: the words that a pack knows, and which of them a typed word may stand for, as on the server.

import { osa } from "../ratio.js";
import { hasNoVowel, isShortFor, roots, skeleton, sound } from "./forms.js";
import { Lookup } from "./lookup.js";

const ONE = 0.97; // of many
const SAME_ROOT = 0.84;
const RELATED = 0.7; // as sure as that, where the typed word is known itself
const SHORTENED = 0.86;
const MAYBE_SHORTENED = 0.8;
const SAME_SOUND = 0.85;
const [BEGUN, LESS_BEGUN] = [0.82, 0.7]; // the commonest word that begins so, and others
const CLIPPED = 0.72;
const ENDED = 0.6;
const SLIP = 0.11; // what each slip of the finger takes off
const NEAR = 0.92;

const SHORTEST_SHORTENED = 3;
const SHORTEST_BEGUN = 4;
const SHORTEST_NEAR = 4;
const SHORTEST_ENDING = 6;
const MOST_CLIPPED = 3; // times as long
export const LONGEST = 30; // letters: nothing longer is one word
const MOST_GUESSES = 6;
const MOST_BEGUN = 40;
const MOST_KEPT = 500; // guesses: people type the same words over and over

const LETTER = /^\p{L}/u;
const LETTERS = /^\p{L}+$/u;

/** Whether a word is of letters alone. */
export function isOfLetters(word) {
  return LETTERS.test(word);
}

/**
 * Known words. One that counts more comes first where a typed word may be either. A guess is a known word and how
 * surely it is meant, 1 where it is typed as it stands.
 */
export class Vocabulary {
  /** @param {string[]} words as they are compared, each once, those that count most first */
  constructor(words) {
    this.list = words;
    this.ranks = new Map();
    for (let rank = 0; rank < words.length; rank++) this.ranks.set(words[rank], rank);
    this.indexes = {};
    this.kept = new Map();
  }

  has(word) {
    return this.ranks.has(word);
  }

  /** The word itself, if it is known, and known words of one root with it. */
  related(word) {
    return this.best(this.kin(word));
  }

  /** What a typed word may stand for, the surest first; nothing where it is like no known word. */
  guesses(word) {
    if (word.length > LONGEST) return [];
    if (!this.kept.has(word)) {
      if (this.kept.size >= MOST_KEPT) this.kept.clear();
      this.kept.set(word, this.guessed(word));
    }
    return this.kept.get(word);
  }

  /** Known words that are misspelt or shortened like this, the surest first. */
  near(word) {
    if (word.length < SHORTEST_SHORTENED || word.length > LONGEST || !isOfLetters(word)) return [];
    const near = this.shortened(word, SHORTENED);
    for (const rank of this.index("sound").get(sound(word))) raise(near, this.list[rank], SAME_SOUND);
    if (!near.size && hasNoVowel(word)) for (const known of this.clipped(word)) near.set(known, CLIPPED);
    if (word.length >= SHORTEST_NEAR) this.misspelt(word, near);
    return this.best(near);
  }

  guessed(word) {
    const found = this.related(word);
    if (this.has(word)) {
      // A known short word may be another one shortened: HSE is an office, and "hse help" a house help.
      return word.length === 3 ? this.best(new Map([...this.shortened(word, MAYBE_SHORTENED), ...found])) : found;
    }
    const near = new Map([...this.near(word), ...found]);
    if (!found.length && word.length >= SHORTEST_BEGUN) {
      this.begun(word).forEach((known, number) => {
        if (!near.has(known)) near.set(known, number ? LESS_BEGUN : BEGUN);
      });
    }
    if (!near.size) for (const known of this.ending(word)) near.set(known, ENDED);
    return this.best(near);
  }

  kin(word) {
    const isKnown = this.has(word);
    const found = new Map(isKnown ? [[word, 1]] : []);
    for (const root of roots(word)) {
      for (const rank of this.index("root").get(root)) {
        const known = this.list[rank];
        if (!found.has(known)) found.set(known, isKnown ? RELATED : SAME_ROOT);
      }
    }
    if (word.endsWith("s") && this.has(word.slice(0, -1))) found.set(word.slice(0, -1), ONE);
    return found;
  }

  /** The known words that this is, without its vowels. */
  shortened(word, sure) {
    const known = this.index("skeleton").get(skeleton(word)).map((rank) => this.list[rank]);
    return new Map(known.filter((each) => isShortFor(word, each)).map((each) => [each, sure]));
  }

  /** The known words that begin and end like this and have its letters between: "mgr" is a manager. */
  clipped(word) {
    return (this.index("first").get(word[0]) ?? []).filter(
      (known) =>
        known.at(-1) === word.at(-1) && known.length <= MOST_CLIPPED * word.length && isShortFor(word, known),
    );
  }

  /** The known words that begin with this, the commonest first: "educ" is educator, "receptn" is none. */
  begun(word) {
    const order = this.index("order");
    let [low, high] = [0, order.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (order[middle] < word) low = middle + 1;
      else high = middle;
    }
    const begun = order.slice(low, low + MOST_BEGUN).filter((known) => known.startsWith(word));
    return begun.sort((one, other) => this.ranks.get(one) - this.ranks.get(other));
  }

  /** The longest known word that this ends in, or one of its root: "ergoterapeuta" is a terapeuta. */
  ending(word) {
    for (let at = 1; at <= word.length - SHORTEST_ENDING; at++) {
      const found = this.related(word.slice(at));
      if (found.length) return found.slice(0, 2).map(([known]) => known);
    }
    return [];
  }

  /** Add known words with few slips of the finger between, by letters and by sound. */
  misspelt(word, near) {
    for (const [slips, known] of nearest(word, this.index("first").get(word[0]), 3, 12)) {
      if (slips <= slipsForgiven(word, known)) raise(near, known, NEAR - SLIP * slips);
    }
    const heard = sound(word);
    for (const [slips, other] of nearest(heard, this.index("firstSound").get(heard[0]), 1, 6)) {
      for (const rank of this.index("sound").get(other)) {
        const known = this.list[rank];
        if (known.length > SHORTEST_NEAR) raise(near, known, SAME_SOUND - SLIP * slips);
      }
    }
  }

  best(found) {
    const ordered = [...found].sort(
      ([one, sure], [other, less]) => less - sure || this.ranks.get(one) - this.ranks.get(other),
    );
    return ordered.slice(0, MOST_GUESSES);
  }

  /** Build, one at each step, what a first text would wait for. */
  *build() {
    for (const name of Object.keys(INDEXES)) {
      this.index(name);
      yield;
    }
  }

  /** An index by name, built at its first use. */
  index(name) {
    return (this.indexes[name] ??= INDEXES[name](this));
  }

  /** The numbers of words by their forms. */
  by(forms) {
    const lookup = new Lookup();
    this.list.forEach((word, rank) => {
      if (LETTER.test(word)) for (const form of forms(word)) lookup.add(form, rank);
    });
    return lookup;
  }
}

const INDEXES = {
  root: (vocabulary) => vocabulary.by(roots),
  skeleton: (vocabulary) => vocabulary.by((word) => [skeleton(word)]),
  sound: (vocabulary) => vocabulary.by((word) => [sound(word)]),
  first: ({ list }) => byFirst(list.filter((word) => word.length >= SHORTEST_NEAR && LETTER.test(word))),
  firstSound: (vocabulary) => {
    const sounds = [...vocabulary.index("sound").held.keys()];
    return byFirst(sounds.filter((each) => each.length >= SHORTEST_NEAR - 1));
  },
  order: ({ list }) => [...list].sort(),
};

/** How many wrong, missing, doubled or swapped letters two words of that length may differ by. */
function slipsForgiven(typed, known) {
  const shorter = Math.min(typed.length, known.length);
  if (shorter <= 3) return 0;
  return shorter <= 6 ? 1 : shorter <= 9 ? 2 : 3;
}

/** The words that are the fewest slips away, with their number; of equally near ones those that stand first. */
function nearest(word, among = [], cutoff, limit) {
  const found = [];
  for (const known of among) {
    const slips = osa(word, known, cutoff);
    if (slips <= cutoff) found.push([slips, known]);
  }
  return found.sort(([one], [other]) => one - other).slice(0, limit);
}

function raise(near, word, sure) {
  if (!(near.get(word) >= sure)) near.set(word, sure);
}

function byFirst(words) {
  const grouped = new Map();
  for (const word of words) {
    if (!grouped.has(word[0])) grouped.set(word[0], []);
    grouped.get(word[0]).push(word);
  }
  return grouped;
}
