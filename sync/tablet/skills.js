// Skills: the closed list of the market, and how typed words find entries of it.

import { key, spaced } from "./spelling.js";

const MOST_WORDS = 4;
const SHORTEST_AMONG_OTHERS = 4; // letters: "ac" is air conditioning only where nothing stands beside it
const MOST_READ = 60;

/** All skills of a market. What is no code of the list is taken for a skill in somebody's own words. */
export class Skills {
  #byCode;
  #byName; // built by the first search

  /** `documents` are `{id, labels, words, yields}`; `yields` has those names that mean another skill. */
  constructor(documents) {
    this.#byCode = new Map(documents.map((skill) => [skill.id, skill]));
  }

  [Symbol.iterator]() {
    return this.#byCode.values();
  }

  has(code) {
    return this.#byCode.has(code);
  }

  /** What to show for a code of the list; own words as they are. */
  label(skill, language) {
    return this.#byCode.get(skill)?.labels[language] ?? skill;
  }

  /** Everything that people may type to find these skills: labels and words in each language, and own words. */
  words(skills) {
    return skills.flatMap((skill) => (this.has(skill) ? names(this.#byCode.get(skill)) : [skill]));
  }

  /**
   * Those of the asked skills that somebody has, in the order of asking.
   * Skills are one where their code is, or their words as they are compared; words that name a code are that code.
   */
  held(asked, has) {
    const known = new Set(has.map((skill) => this.#compared(skill)));
    return asked.filter((skill) => known.has(this.#compared(skill)));
  }

  /** The skills that a text names, in order, each once: codes of the list, and else the words between commas. */
  read(text) {
    const found = new Set();
    for (const part of text.split(/[,;\n]/)) {
      const codes = this.#named(key(part).split(" ", MOST_READ));
      const own = spaced(part);
      for (const skill of codes.length ? codes : key(own) ? [own] : []) found.add(skill);
    }
    return [...found];
  }

  #compared(skill) {
    if (this.has(skill)) return skill;
    const typed = key(skill);
    return this.#names().get(typed) ?? typed;
  }

  /** The codes in these words, the longest names first, in the order of the words. */
  #named(words) {
    const byName = this.#names();
    const hits = [];
    const taken = new Set();
    for (let length = Math.min(MOST_WORDS, words.length); length > 0; length -= 1) {
      for (let start = 0; start + length <= words.length; start += 1) {
        const name = words.slice(start, start + length).join(" ");
        if (name.length < SHORTEST_AMONG_OTHERS && words.length > 1) continue;
        const within = Array.from({ length }, (_each, index) => start + index);
        const code = byName.get(name);
        if (!code || within.some((at) => taken.has(at))) continue;
        for (const at of within) taken.add(at);
        hits.push([start, code]);
      }
    }
    return hits.sort(([one], [other]) => one - other).map(([, code]) => code);
  }

  #names() {
    if (this.#byName) return this.#byName;
    this.#byName = new Map();
    for (const skill of this) {
      for (const name of names(skill)) {
        const typed = key(name);
        if (!skill.yields?.includes(typed)) this.#byName.set(typed, skill.id);
      }
    }
    return this.#byName;
  }
}

function names({ labels, words }) {
  return [...Object.values(labels), ...(words ?? [])];
}
