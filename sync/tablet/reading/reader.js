// The reader: from what somebody typed to the work, the places and the pay that they mean, offline as on the server.

import { apart } from "../spelling.js";
import { split, tidy } from "../words.js";
import { keys } from "./forms.js";
import { readPay } from "./pay.js";
import { Reading } from "./reading.js";
import { Speech } from "./speech.js";
import { Text } from "./text.js";
import { Whereabouts } from "./whereabouts.js";
import { Work } from "./work.js";

const MOST_WORDS = 32; // read: nobody says more about one job
const [LABEL_WEIGHT, TITLE_WEIGHT] = [3, 2];

/** Reads texts by the lexicon and the places of a market. What it takes is built by its first text, or before it. */
export class Reader {
  constructor(market) {
    this.market = market;
    this.steps = this.build();
  }

  /**
   * What the text means. Any text will do; of a long one only the beginning is read.
   *
   * With `exact` no word is taken for a misspelt one: where names of people may stand among the words.
   *
   * @returns {Reading}
   */
  read(text, exact = false) {
    const tidied = apart(tidy(text));
    const pay = readPay(tidied);
    const words = split(tidied)
      .slice(0, MOST_WORDS)
      .filter((word) => !(pay && pay.start <= word.start && word.start < pay.end));
    if (!words.length) return new Reading({ pay });
    while (!this.steps.next().done);
    return new Text(this, tidied, words, exact).reading(pay);
  }

  /** Build it before its first text, with a pause after each step: a slow tablet answers meanwhile. */
  async prepare(pause) {
    while (!this.steps.next().done) await pause();
  }

  *build() {
    this.speech = new Speech(this.market.terms.speech ?? {});
    yield;
    this.whereabouts = new Whereabouts(this.market.places, this.market.terms.home_level);
    yield;
    this.work = new Work();
    yield* this.work.build(entries(this.market.occupations), this.speech.fillers);
  }
}

/** What people call each kind of work, and what menus and the classification call it: words, occupation, weight. */
function* entries(occupations) {
  for (const { id, words = {} } of occupations) {
    for (const weight of [3, 2, 1]) {
      for (const phrase of words[weight]?.split("|") ?? []) yield [phrase, id, weight];
    }
  }
  for (const { id, labels, title } of occupations) {
    for (const label of Object.values(labels ?? {})) yield [keys(label).join(" "), id, LABEL_WEIGHT];
    const called = keys(title ?? "");
    if (called.length) yield [called.join(" "), id, TITLE_WEIGHT];
  }
}
