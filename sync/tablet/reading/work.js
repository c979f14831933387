// Work: which occupations the words of a text mean, by the phrases of a lexicon. The points are the server's.

import { Vocabulary } from "./vocabulary.js";

// What an entry of the lexicon counts by its weight: it is called so; also called so; only a hint.
const WEIGHTS = { 3: 1, 2: 0.85, 1: 0.6 };
export const CALLED = WEIGHTS[2]; // more than a hint

const [PHRASE, QUERY] = [0.8, 1]; // how much it takes off where only part of a phrase, or of what was typed, is met
const MORE = 0.3; // what the other phrases of an occupation count, beside the best one
const CROWD = 3; // how little weak phrases add to that, however many they are
const KIND = 0.1; // what it counts that a word is mostly said of one occupation
const STRANGE = 1.5; // the weight of a typed word that no entry has
const MOST_POSTINGS = 6000; // looked at for one text: words that stand in very many entries come last
// What a word counts by its place: people say first what they do, then where and with what.
const PLACES = [1.06, 1, 0.87, 0.75, 0.65];
const SMALL = 0.25; // of the weight that a word would have, were it no small word
const [LEAST, TINY] = [0.1, 0.01];
const AS_SURE = 0.8; // a typed word may stand for each of what is as sure as this
const [NEARLY, LESS] = [0.5, 0.3]; // how near a guess is to the best one to count, and what it then counts
const MOST_SAID_OF = 8;
const MOST_FOUND = 8;

/**
 * An index of phrases and their occupations. Words are numbers here, those that most phrases have first: a list of
 * objects for each would take many times as much.
 */
export class Work {
  /**
   * Build it, in steps.
   *
   * @param {Iterable<[string, string, number]>} entries words with spaces between, occupation, weight
   * @param {Set<string>} fillers words that say nothing alone; within a phrase ("house help") they say a little
   */
  *build(entries, fillers) {
    Object.assign(this, meant(entries));
    yield;
    const { known, starts, words } = spelledOut(this.numbers);
    yield;
    this.vocabulary = new Vocabulary(known);
    Object.assign(this, posted(known.length, starts, words));
    this.pairs = paired(known.length, starts, words);
    yield;
    this.rarities = this.rare(known, fillers);
    this.sums = Float32Array.from(this.codes, (_, number) => {
      let sum = 0;
      for (let at = starts[number]; at < starts[number + 1]; at++) sum += this.rarities[words[at]];
      return sum;
    });
    this.met = new Float64Array(this.codes.length); // points of each phrase while a text is ranked
    this.heard = new Float64Array(this.codes.length); // the same, by the place of each word
    yield;
    yield* this.vocabulary.build();
  }

  /** What exactly these words mean in the lexicon: occupations, each with its weight. */
  means(words) {
    if (words.some((word) => word.includes(" "))) return [];
    return this.codes[this.numbers.get(words.join(" "))] ?? [];
  }

  /** Whether the lexicon has these words side by side. */
  isPair(first, second) {
    const { ranks } = this.vocabulary;
    return this.pairs.has(ranks.get(first) * ranks.size + ranks.get(second));
  }

  /**
   * The occupations that words mean, with a score of 0 to 1, the best first.
   *
   * A slot is one typed word: what it may stand for. An empty one is a word that no entry has.
   */
  rank(slots) {
    const touched = [];
    const kinds = new Map();
    let asked = STRANGE * slots.filter((slot) => !slot.length).length;
    let lookedAt = 0;
    const placed = [];
    slots.forEach((slot, place) => {
      if (!slot.length) return;
      const telling = slot.map(([word, sure]) => ({ word: this.vocabulary.ranks.get(word), sure }));
      const most = Math.max(...telling.map(({ word }) => this.rarities[word]));
      placed.push({ slot: telling, most, weight: PLACES[Math.min(place, PLACES.length - 1)] });
    });
    for (const { slot, weight } of placed.sort((one, other) => other.most - one.most)) {
      const best = Math.max(...slot.map(({ word, sure }) => this.rarities[word] * sure));
      asked += this.weight(slot) * weight;
      for (const { word, sure } of slot) {
        const points = this.rarities[word] * sure;
        if (points >= best * NEARLY) {
          for (const [code, share] of this.saidOf(word)) {
            add(kinds, code, weight * points * share * (points === best ? 1 : LESS));
          }
        }
        const [from, to] = [this.starts[word], this.starts[word + 1]];
        if (lookedAt + to - from > MOST_POSTINGS && touched.length) continue;
        lookedAt += to - from;
        for (let at = from; at < to; at++) {
          const number = this.postings[at];
          if (!this.met[number]) touched.push(number);
          this.met[number] += points;
          this.heard[number] += points * weight;
        }
      }
    }
    const scored = this.scored(touched, kinds, asked);
    for (const number of touched) this.met[number] = this.heard[number] = 0;
    return scored;
  }

  /** How telling a typed word is; where it may stand for several, that is between the most and the least. */
  weight(slot) {
    const sure = slot.filter((each) => each.sure >= AS_SURE);
    const telling = (sure.length ? sure : slot.slice(0, 1)).map(({ word }) => this.rarities[word]);
    return (Math.max(...telling) + Math.min(...telling)) / 2;
  }

  /** The occupations that a word is mostly said of, and how large a part of its phrases is theirs. */
  saidOf(word) {
    const shares = new Map();
    for (let at = this.starts[word]; at < this.starts[word + 1]; at++) {
      const number = this.postings[at];
      const part = this.rarities[word] / Math.max(this.sums[number], TINY);
      for (const [code, weight] of this.codes[number]) add(shares, code, weight * part);
    }
    let total = 0;
    for (const share of shares.values()) total += share;
    const most = [...shares].sort(([, one], [, other]) => other - one).slice(0, MOST_SAID_OF);
    return most.map(([code, share]) => [code, share / total]);
  }

  scored(touched, kinds, asked) {
    const [best, more] = [new Map(), new Map()];
    for (const number of touched) {
      const whole = Math.min(this.met[number] / this.sums[number], 1);
      const score = whole ** PHRASE * Math.min(this.heard[number] / asked, 1) ** QUERY;
      if (score < LEAST) continue;
      for (const [code, weight] of this.codes[number]) {
        const said = weight * score;
        const before = best.get(code) ?? 0;
        const other = Math.min(said, before);
        if (said > before) best.set(code, said);
        if (other) add(more, code, other ** CROWD);
      }
    }
    const total = [...best].map(([code, score]) => {
      const kind = KIND * Math.min((kinds.get(code) ?? 0) / asked, 1);
      return [code, (score + kind + MORE * (more.get(code) ?? 0) ** (1 / CROWD)) / (1 + KIND + MORE)];
    });
    total.sort(([code, one], [other, less]) => less - one || (code < other ? -1 : 1));
    return new Map(total.slice(0, MOST_FOUND).map(([code, score]) => [code, Math.min(score, 1)]));
  }

  /** How telling each word is: the more, the fewer occupations it is said of. */
  rare(known, fillers) {
    const seen = new Map(); // the word for which an occupation was counted last
    for (const codes of this.codes) for (const [code] of codes) seen.set(code, -1);
    return Float64Array.from(known, (each, word) => {
      let count = 0;
      for (let at = this.starts[word]; at < this.starts[word + 1]; at++) {
        for (const [code] of this.codes[this.postings[at]]) {
          if (seen.get(code) !== word) count++;
          seen.set(code, word);
        }
      }
      return Math.log(1 + seen.size / count) * (fillers.has(each) ? SMALL : 1);
    });
  }
}

/** The number of each phrase, and what it means: pairs of an occupation and its weight. */
function meant(entries) {
  const [numbers, codes, kept] = [new Map(), [], new Map()];
  for (const [phrase, code, weight] of entries) {
    const name = code + weight;
    if (!kept.has(name)) kept.set(name, [[code, WEIGHTS[weight]]]); // most phrases mean what others mean too
    const number = numbers.get(phrase);
    if (number === undefined) {
      numbers.set(phrase, codes.push(kept.get(name)) - 1);
    } else {
      const held = new Map(codes[number]);
      codes[number] = [...held.set(code, Math.max(held.get(code) ?? 0, WEIGHTS[weight]))];
    }
  }
  return { numbers, codes };
}

/** The words of all phrases, those first that most phrases have; and each phrase in numbers of them, end to end. */
function spelledOut(phrases) {
  const [ids, counts, spelled] = [new Map(), [], []];
  const starts = new Uint32Array(phrases.size + 1);
  let number = 0;
  for (const phrase of phrases.keys()) {
    const start = spelled.length;
    for (const word of phrase.split(" ")) {
      let id = ids.get(word);
      if (id === undefined) ids.set(word, (id = counts.push(0) - 1));
      if (spelled.indexOf(id, start) < 0) counts[id]++;
      spelled.push(id);
    }
    starts[++number] = spelled.length;
  }
  const words = [...ids.keys()];
  const order = words.map((_, id) => id).sort((one, other) => counts[other] - counts[one]);
  const ranks = new Uint32Array(words.length);
  order.forEach((id, rank) => (ranks[id] = rank));
  return { known: order.map((id) => words[id]), starts, words: Uint32Array.from(spelled, (id) => ranks[id]) };
}

/** The phrases that each word stands in, end to end, and where those of each word start. */
function posted(known, phrases, words) {
  const starts = new Uint32Array(known + 1);
  const each = (work) => {
    for (let number = 0; number + 1 < phrases.length; number++) {
      for (let at = phrases[number]; at < phrases[number + 1]; at++) {
        const isFirst = words.subarray(phrases[number], at).indexOf(words[at]) < 0; // of a word that is said twice
        if (isFirst) work(words[at], number);
      }
    }
  };
  each((word) => starts[word + 1]++);
  for (let word = 0; word < known; word++) starts[word + 1] += starts[word];
  const [postings, next] = [new Uint32Array(starts[known]), starts.slice()];
  each((word, number) => (postings[next[word]++] = number));
  return { starts, postings };
}

/** Which words stand side by side, as one number for both. */
function paired(known, phrases, words) {
  const pairs = new Set();
  for (let number = 0; number + 1 < phrases.length; number++) {
    for (let at = phrases[number] + 1; at < phrases[number + 1]; at++) pairs.add(words[at - 1] * known + words[at]);
  }
  return pairs;
}

function add(sums, key, value) {
  sums.set(key, (sums.get(key) ?? 0) + value);
}
