// A text while it is read: its words, and what each is taken for. The rules are the server's.

import { between } from "../words.js";
import { hasNoVowel, splits } from "./forms.js";
import { Reading } from "./reading.js";
import { LONGEST } from "./vocabulary.js";
import { CALLED } from "./work.js";

const MOST_FOUND = 5;
const LONGEST_PHRASE = 4;
const HINT = 0.1;
const NO_GUESS = 0.8; // how sure the surest word must be: one slip is forgiven without asking, two are not
const TWO_JOBS = 0.5; // from this score on, what stands on either side of "and" is work of its own
const ONE_JOB = 0.85; // unless all of it together is one kind of work, nearly as surely
const HALF = 0.98;
const SMALL_WORD = 0.8; // how near a word must be to a small one to be taken for it
const PARTING = ["join", "want"]; // roles of small words between two kinds of work
const BREAKS = /[,/&+;.|\n]/;
const WEAK_WORK = 0.7; // a word that is work only as much as this gives way to a place of its name

/** The words of one text. With `exact` none is taken for a misspelt one. */
export class Text {
  /** @param {import("./reader.js").Reader} reader */
  constructor({ work, whereabouts, speech }, tidied, words, exact) {
    Object.assign(this, { work, whereabouts, tidied, words, exact });
    this.keys = words.map((word) => word.key);
    this.all = this.keys.map((_, index) => index);
    this.roles = words.map(() => new Set());
    this.starts = new Map(); // where a small phrase of a role begins, and where it ends
    for (const [start, end, role] of speech.marks(this.keys)) {
      this.starts.set(start + role, end);
      for (let index = start; index < end; index++) this.roles[index].add(role);
    }
    this.whole = this.wholePhrases();
    this.guesses = this.all.map((index) => this.guessed(index));
    this.ignored = this.unwanted();
    this.spans = this.places();
    this.placed = new Set(this.spans.flatMap(({ start, end }) => this.all.slice(start, end)));
    if (!exact) for (const index of this.all) if (!this.placed.has(index)) this.markMisspelt(index, speech);
  }

  /** What was found in all. */
  reading(pay) {
    const left = this.all.filter((index) => !this.placed.has(index) && !this.ignored.has(index));
    const kept = left.filter((index) => this.saysWork(index));
    const ranked = this.ranked(kept);
    const meant = kept.filter((index) => this.guesses[index].length);
    const said = (indexes) => between(this.tidied, indexes.map((index) => this.words[index]));
    return new Reading({
      occupations: [...ranked].slice(0, MOST_FOUND).map(([code, score]) => ({ code, score })),
      places: this.whereabouts
        .settle(this.spans)
        .slice(0, MOST_FOUND)
        .map(({ place, score }) => ({ place, score: Math.round(Math.min(score, 1) * 1000) / 1000 })),
      pay,
      said: said(kept),
      rest: said(kept.filter((index) => !(ranked.size && meant.includes(index)))),
      guessed: ranked.size > 0 && meant.every((index) => this.guesses[index][0][1] < NO_GUESS),
    });
  }

  /** A word that is sooner a misspelt small word than misspelt work is one. */
  markMisspelt(index, speech) {
    const [key, guesses] = [this.keys[index], this.guesses[index]];
    const sure = guesses[0]?.[1] ?? 0;
    // "wld" may be would, and a welder will not say so.
    if (this.roles[index].size || sure === 1 || (guesses.length && hasNoVowel(key))) return;
    if (speech.misspelt(key) >= Math.max(sure, SMALL_WORD)) this.roles[index].add("filler");
  }

  /** Words of phrases that the lexicon has just so: "clerk of works", though "of" and "works" say nothing. */
  wholePhrases() {
    const found = new Set();
    for (let length = LONGEST_PHRASE; length > 1; length--) {
      for (let start = 0; start <= this.keys.length - length; start++) {
        const within = this.all.slice(start, start + length);
        const isSmall = (index) => this.roles[index].size > 0;
        if (!within.some(isSmall)) continue;
        // "dada wa kazi" calls a house help, though each of its words is a small one.
        const sure = most(this.work.means(this.keys.slice(start, start + length)));
        if (sure >= (within.every(isSmall) ? CALLED : HINT)) within.forEach((index) => found.add(index));
      }
    }
    return found;
  }

  /** What a word may stand for, alone or as one with a neighbour, or as two. */
  guessed(index) {
    const key = this.keys[index];
    const { vocabulary } = this.work;
    if (key.length > LONGEST) return [];
    if (this.exact) return vocabulary.has(key) ? [[key, 1]] : [];
    const joined = this.beside(index)
      .filter(([first, second]) => vocabulary.has(first + second) && !this.work.isPair(first, second))
      .map(([first, second]) => [first + second, 0.5]);
    if (this.roles[index].has("filler")) return [...vocabulary.related(key), ...joined];
    const pair = vocabulary.has(key) ? undefined : splits(key).find((each) => this.work.isPair(...each));
    return pair ? pair.map((word) => [word, 1]) : [...vocabulary.guesses(key), ...joined];
  }

  /** A word with the one before it and with the one behind it. */
  beside(index) {
    return [
      [index - 1, index],
      [index, index + 1],
    ]
      .filter(([first, second]) => first >= 0 && second < this.keys.length)
      .map((pair) => pair.map((each) => this.keys[each]));
  }

  /** Whether a word counts for the work: a small word only beside one that it is said with ("social work"). */
  saysWork(index) {
    return !this.roles[index].size || this.whole.has(index) || this.isPaired(index, (at) => !this.roles[at].size);
  }

  /** Whether the lexicon has a word beside its neighbour, as far as that `counts`. */
  isPaired(index, counts = () => true) {
    const key = this.keys[index];
    const near = (at) => (counts(at) ? this.guesses[at].slice(0, 3) : []);
    return (
      (index > 0 && near(index - 1).some(([word]) => this.work.isPair(word, key))) ||
      (index + 1 < this.keys.length && near(index + 1).some(([word]) => this.work.isPair(key, word)))
    );
  }

  /** The words of work that is not wanted: after "not", until a stop, "but" or "I want". */
  unwanted() {
    const ignored = new Set();
    let index = 0;
    while (index < this.words.length) {
      let end = this.starts.get(index + "not") ?? 0;
      if ((this.starts.get(index + "filler") ?? 0) > end) end = 0; // "no experience" refuses no work
      index = end || index + 1;
      if (!end) continue;
      while (index < this.words.length && !this.starts.has(index + "want") && !this.breaksBefore(index)) {
        ignored.add(index++);
      }
    }
    return ignored;
  }

  breaksBefore(index) {
    return index > 0 && BREAKS.test(this.tidied.slice(this.words[index - 1].end, this.words[index].start));
  }

  /** The names of places, exact ones first, then misspelt ones among the words that are left. */
  places() {
    const spans = this.whereabouts.exact(this.keys, (start, end) => this.isOther(start, end));
    const taken = new Set(spans.flatMap(({ start, end }) => this.all.slice(start, end)));
    for (const length of this.exact ? [] : [2, 1]) {
      for (let start = 0; start <= this.words.length - length; start++) {
        const within = this.all.slice(start, start + length);
        if (within.some((index) => taken.has(index) || this.roles[index].size || this.isKnown(index))) continue;
        const isAfterCue = this.isAfterCue(start);
        if (length === 1 && this.keys[start].length < 4 && !(isAfterCue || this.isLast(start))) continue;
        const span = this.whereabouts.near(this.keys, start, start + length, isAfterCue);
        if (!span || span.score <= this.sureOfWork(start, start + length)) continue;
        within.forEach((index) => taken.add(index));
        spans.push(span);
      }
    }
    return spans.sort((one, other) => other.score - one.score || one.start - other.start);
  }

  isKnown(index) {
    return this.work.vocabulary.has(this.keys[index]);
  }

  isAfterCue(index) {
    return index > 0 && this.roles[index - 1].has("in");
  }

  isLast(index) {
    return index === this.words.length - 1;
  }

  /** How surely words are misspelt work. */
  sureOfWork(start, end) {
    const sure = Math.max(0, ...this.guesses.slice(start, end).map((guesses) => guesses[0]?.[1] ?? 0));
    return sure - 0.02 * (this.isAfterCue(start) || (this.isLast(end - 1) && start > 0));
  }

  /** Whether the name of a place is an ordinary word where it stands. */
  isOther(start, end) {
    const isAlone = end - start === 1;
    if (this.all.slice(start, end).some((index) => this.ignored.has(index))) return false;
    const isAfterCue = this.isAfterCue(start);
    if (isAlone && this.roles[start].size) return !(isAfterCue && !this.roles[start].has("filler"));
    const means = this.work.means(this.keys.slice(start, end));
    if (!means.length) return isAlone && this.isKnown(start) && this.isPaired(start) && !isAfterCue;
    if (!isAlone || isAfterCue) return false;
    // "miraa picking maua": what is said before is work already, and stands without it.
    const isBefore = this.all.slice(0, start).some((at) => !this.roles[at].size && this.guesses[at].length);
    return !(isBefore && this.isLast(start) && most(means) <= WEAK_WORK && !this.isPaired(start));
  }

  /** The occupations of these words: as one kind of work, or as several that are named side by side. */
  ranked(kept) {
    const rank = (indexes) => this.work.rank(indexes.map((index) => this.guesses[index]));
    const whole = rank(kept);
    const parts = this.parts(kept)
      .map(rank)
      .filter((part) => part.size);
    if (parts.length < 2) return whole;
    const tops = parts.map((part) => Math.max(...part.values()));
    if (Math.min(...tops.slice(0, 2)) >= TWO_JOBS && Math.max(0, ...whole.values()) < ONE_JOB * Math.max(...tops)) {
      return sideBySide(parts);
    }
    for (const [code, score] of parts.flatMap((part) => [...part])) {
      if (score * HALF > (whole.get(code) ?? 0)) whole.set(code, score * HALF);
    }
    return new Map([...whole].sort(([, one], [, other]) => other - one));
  }

  /** The words between "and", "or", "I want", commas and their like. */
  parts(kept) {
    const parts = [];
    let last = -1;
    for (const index of kept) {
      const passed = this.all.slice(last + 1, index);
      const isJoined = passed.some((at) => PARTING.some((role) => this.roles[at].has(role)));
      if (!parts.length || isJoined || [...passed, index].some((at) => this.breaksBefore(at))) parts.push([]);
      parts.at(-1).push(index);
      last = index;
    }
    return parts;
  }
}

/** The best of each, then the second of each, and so on. */
function sideBySide(parts) {
  const mixed = new Map();
  const queues = parts.map((part) => [...part]);
  let least = 1;
  for (let turn = 0; queues.some((queue) => turn < queue.length); turn++) {
    for (const [code, score] of queues.flatMap((queue) => queue.slice(turn, turn + 1))) {
      if (mixed.has(code)) continue;
      least = Math.min(score, least);
      mixed.set(code, least);
    }
  }
  return mixed;
}

/** The highest weight of what words mean, 0 where they mean nothing. */
function most(means) {
  return means.reduce((highest, [, weight]) => Math.max(highest, weight), 0);
}
