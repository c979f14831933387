// Places: the administrative tree of the market, and how a typed name finds a place in it.

import { osa } from "./ratio.js";
import { key } from "./spelling.js";

// Below five letters nearly every name is one letter away from another word.
const SHORTEST_NEAR_NAME = 5;
const SHORTEST_NAME_WITH_TWO_SLIPS = 8;

/** All places of a market. A place is its document: `{id, parent, level, name, aliases}`. */
export class Places {
  #byCode;
  #below = new Map();
  #byKey; // built by the first search: who never searches starts faster without it
  #depth;

  /** `levels` from the widest to the smallest; people live in places of `homeLevel`. */
  constructor(levels, homeLevel, documents) {
    this.levels = levels;
    this.#depth = Math.max(levels.indexOf(homeLevel) - 1, 0);
    const siblings = new Map();
    for (const place of documents) {
      const above = place.parent ?? null;
      if (siblings.has(above)) siblings.get(above).push(place);
      else siblings.set(above, [place]);
    }
    for (const below of siblings.values()) below.sort(inOrder);
    /** The widest place; undefined before the first sync. */
    this.root = siblings.get(null)?.[0];
    this.#byCode = new Map(this.root && [[this.root.id, this.root]]);
    for (const { id } of this.#byCode.values()) {
      for (const below of siblings.get(id) ?? []) this.#byCode.set(below.id, below);
    }
    this.#below = siblings;
  }

  [Symbol.iterator]() {
    return this.#byCode.values();
  }

  /** The place, or null where the market has none of that code. */
  get(code) {
    return this.#byCode.get(code) ?? null;
  }

  has(code) {
    return this.#byCode.has(code);
  }

  /** The places directly below, in the order of the pack. */
  children(code) {
    return (this.has(code) && this.#below.get(code)) || [];
  }

  /**
   * Codes from the place itself up to the root: ever wider circles around it. Of a place that nobody knows, as of a
   * home that was not told, only the root is known to lie around it.
   */
  rings(code) {
    const rings = [];
    for (let place = this.get(code) ?? this.root; place; place = this.get(place.parent)) rings.push(place.id);
    return rings;
  }

  /** Codes from the root down to the place itself. */
  path(code) {
    return this.rings(code).reverse();
  }

  /** The place of that level around this one, the place itself included; null where there is none. */
  ancestor(code, level) {
    return this.get(this.rings(code).find((ring) => this.get(ring).level === level));
  }

  /** The place one level above homes that holds this one: copies are kept by these. */
  area(code) {
    const path = this.path(code);
    return path[Math.min(path.length - 1, this.#depth)];
  }

  /** Codes of the place itself and everything below it, parents first. */
  under(code) {
    const below = new Set(this.has(code) ? [code] : []);
    for (const above of below) for (const child of this.children(above)) below.add(child.id);
    return [...below];
  }

  /** Its name; the code where the market has none, "" of nothing. */
  name(code) {
    return this.get(code)?.name ?? code ?? "";
  }

  /** "Nyali, Mombasa": its name, and that of its area where it is another. */
  label(code) {
    const name = this.name(code);
    const area = this.has(code) ? this.name(this.area(code)) : name;
    return name === area ? name : `${name}, ${area}`;
  }

  /**
   * Places of that name or alias, the widest level first, and the order of the pack within a level.
   *
   * A level said after the name is understood: "Lagoa village" finds what "Lagoa" finds, villages first.
   * Only where no name is equal, the one name that is a slip of the finger away is taken; of two, neither.
   */
  find(text) {
    const index = this.names();
    const typed = key(text);
    if (index.has(typed)) return index.get(typed);
    const [name, level] = this.#withoutLevel(typed);
    const found = index.get(name) ?? this.#near(name);
    return [...found.filter((place) => place.level === level), ...found.filter((place) => place.level !== level)];
  }

  /** Every name and alias as it is compared, with its places, the widest level first. */
  names() {
    if (this.#byKey) return this.#byKey;
    // A set keeps each place once and in order, also where name and alias have one key.
    const found = new Map();
    const levels = new Map(this.levels.map((level, depth) => [level, depth]));
    for (const place of [...this].sort((one, other) => levels.get(one.level) - levels.get(other.level))) {
      for (const name of [place.name, ...(place.aliases ?? [])]) {
        const typed = key(name);
        for (const way of [typed, this.#withoutLevel(typed)[0]]) {
          if (!found.has(way)) found.set(way, new Set());
          found.get(way).add(place);
        }
      }
    }
    this.#byKey = new Map();
    for (const [way, places] of found) this.#byKey.set(way, [...places]);
    return this.#byKey;
  }

  /** "busia sub county" -> ["busia", "subcounty"]; the text itself where no level is said. */
  #withoutLevel(typed) {
    const words = typed.split(" ");
    for (const count of [2, 1]) {
      const level = words.slice(-count).join("");
      if (words.length > count && this.levels.includes(level)) return [words.slice(0, -count).join(" "), level];
    }
    return [typed];
  }

  #near(typed) {
    let best = [];
    let fewest = 2;
    for (const [name, places] of this.names()) {
      if (name.length < SHORTEST_NEAR_NAME || name[0] !== typed[0] || places[0] === this.root) continue;
      const allowed = Math.min(name.length >= SHORTEST_NAME_WITH_TWO_SLIPS ? 2 : 1, fewest);
      const slips = osa(name, typed, allowed);
      if (slips > allowed) continue;
      if (slips < fewest) best = [];
      fewest = slips;
      best.push(places);
    }
    // A name and an alias of one place are one hit, not two.
    const most = best.reduce((longest, hit) => (hit.length > longest.length ? hit : longest), []);
    return best.every((hit) => hit.every((place) => most.includes(place))) ? most : [];
  }
}

/** As in the pack; by code where nobody told the order. */
function inOrder(one, other) {
  return (one.rank ?? 0) - (other.rank ?? 0) || (one.id < other.id ? -1 : 1);
}
