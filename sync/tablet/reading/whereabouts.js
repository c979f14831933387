// Whereabouts: the places that the words of a text name, as on the server.

import { key } from "../spelling.js";
import { isOfLetters, Vocabulary } from "./vocabulary.js";

const MOST_WORDS_IN_A_NAME = 4;
const SHORTEST_NEAR = 5;
const SHORTEST_CUT = 5;
const SURE_ENOUGH = 0.66; // of a misspelt county or town
const SURE_OF_SMALL = 0.8; // of a misspelt smaller place: there are so many that some are near to any word
const SHORTEST_SMALL = 6;
const CUE = 0.08; // what "in" or "huko" before a word adds

/**
 * Words that name one of some places: from `start` up to `end`, and how surely.
 *
 * @typedef {{start: number, end: number, places: object[], score: number}} Span
 */

/** Finds names of places in texts. */
export class Whereabouts {
  constructor(places, homeLevel) {
    this.places = places;
    this.depth = (place) => places.levels.indexOf(place.level);
    const home = places.levels.indexOf(homeLevel);
    this.usual = Math.max(home - 1, 0);
    const named = [...places.names()].filter(([name, called]) => !isCut(name, called));
    this.names = new Map(named);
    this.squeezed = new Map();
    const wide = new Set();
    for (const [name, called] of named.sort(([, one], [, other]) => this.depth(one[0]) - this.depth(other[0]))) {
      const squeezed = name.replaceAll(" ", "");
      if (called[0] === places.root || squeezed.length < SHORTEST_NEAR || !isOfLetters(squeezed)) continue;
      if (!this.squeezed.has(squeezed)) this.squeezed.set(squeezed, called);
      if (this.depth(called[0]) <= home || squeezed.length >= SHORTEST_SMALL) wide.add(squeezed);
    }
    this.wide = new Vocabulary([...wide]);
  }

  /**
   * The names as they stand, the longest first; not those of which `isOther(start, end)` says that they mean something
   * else there.
   *
   * @returns {Span[]}
   */
  exact(words, isOther) {
    const [found, taken] = [[], new Set()];
    for (let length = Math.min(MOST_WORDS_IN_A_NAME, words.length); length > 0; length--) {
      for (let start = 0; start <= words.length - length; start++) {
        const end = start + length;
        const said = words.slice(start, end);
        const called = this.names.get(said.join(" ")) ?? (length > 1 ? this.squeezed.get(said.join("")) : undefined);
        if (!called || said.some((_, at) => taken.has(start + at)) || isOther(start, end)) continue;
        said.forEach((_, at) => taken.add(start + at));
        found.push({ start, end, places: called, score: 1 });
      }
    }
    return found;
  }

  /**
   * The places of the name that is fewest slips away from these words, of equal ones the widest; or null.
   *
   * @returns {Span | null}
   */
  near(words, start, end, isAfterCue) {
    const typed = words.slice(start, end).join("");
    if (typed.length < 3 || !isOfLetters(typed)) return null;
    let best = null;
    for (const [name, sure] of this.wide.near(typed)) {
      const called = this.squeezed.get(name);
      const isSmall = called[0].level === this.places.levels.at(-1);
      if (sure < (isSmall && !isAfterCue ? SURE_OF_SMALL : SURE_ENOUGH)) continue;
      // Of two names as near, the wider place is sooner meant.
      const score = sure - 0.03 * isSmall;
      if (!best || score > best.score) best = { score, called };
    }
    return best && { start, end, places: best.called, score: Math.min(best.score + CUE * isAfterCue, 0.95) };
  }

  /** The places meant, the surest first: where one named place lies in another, that settles which is meant. */
  settle(spans) {
    const rings = (place) => this.places.rings(place.id);
    const best = new Map();
    const keep = (place, score) => {
      if (!(best.get(place.id)?.score >= score)) best.set(place.id, { place, score });
    };
    for (const span of spans) {
      const others = spans.filter((other) => other !== span).flatMap((other) => other.places);
      const around = new Set(others.map(({ id }) => id));
      const inside = span.places.find((place) => rings(place).some((ring, at) => at && around.has(ring)));
      if (inside) {
        keep(inside, span.score + 0.02);
        continue;
      }
      const holds = new Set(others.flatMap(rings));
      const holding = span.places.find((place) => holds.has(place.id));
      // How far a level is from the one that people mean by a name that several levels share.
      const unusual = (place) => Math.abs(this.depth(place) - this.usual);
      const first = holding ? [holding] : [...span.places].sort((one, other) => unusual(one) - unusual(other));
      first.forEach((place, number) => keep(place, span.score - 0.01 * number));
    }
    // The order of being named breaks a tie; sorting keeps it.
    return [...best.values()].sort((one, other) => other.score - one.score);
  }
}

/** Whether this is a name without its level, and too short to be one: "old" is hardly the Old Town. */
function isCut(name, called) {
  const names = (place) => [place.name, ...(place.aliases ?? [])];
  return name.length < SHORTEST_CUT && !called.some((place) => names(place).some((full) => key(full) === name));
}
