// Speech: the small words around work and places, and what each stands for, as on the server.

import { Vocabulary } from "./vocabulary.js";

/** Phrases of small words by their first word. */
export class Speech {
  /** @param {object} said words with | between them, as they are compared, by role */
  constructor(said) {
    const byFirst = new Map();
    for (const [role, joined] of Object.entries(said)) {
      for (const phrase of joined.split("|")) {
        const words = phrase.split(" ");
        if (!byFirst.has(words[0])) byFirst.set(words[0], new Map());
        const phrases = byFirst.get(words[0]);
        if (!phrases.has(phrase)) phrases.set(phrase, { words, roles: [] });
        phrases.get(phrase).roles.push(role);
      }
    }
    this.byFirst = new Map();
    this.fillers = new Set(); // single words that say nothing about work wherever they stand
    for (const [first, phrases] of byFirst) {
      const longest = [...phrases.values()].sort((one, other) => other.words.length - one.words.length);
      this.byFirst.set(first, longest);
      if (longest.at(-1).words.length === 1) this.fillers.add(first);
    }
    this.near = new Vocabulary([...this.fillers].sort());
  }

  /** How surely a word is a small one with a slip in it, or shortened: "kaz", "serching"; 0 where it is none. */
  misspelt(word) {
    return this.near.near(word)[0]?.[1] ?? 0;
  }

  /** The small words in a text, as [start, end, role]: at each place the longest phrase of each role. */
  marks(words) {
    const found = [];
    words.forEach((word, start) => {
      const seen = new Set();
      for (const phrase of this.byFirst.get(word) ?? []) {
        if (!phrase.words.every((each, at) => words[start + at] === each)) continue;
        for (const role of phrase.roles) {
          if (!seen.has(role)) found.push([start, start + phrase.words.length, role]);
          seen.add(role);
        }
      }
    });
    return found;
  }
}
