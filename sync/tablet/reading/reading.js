// A reading: what a text means, and how surely, as on the server.

const SURE = 0.3; // the least score of an occupation that is taken without asking
const CALLS = 0.6; // the least score of an occupation that was called by a name of its own
const NO_READING = 0.1;
const [AS_WELL, MAYBE] = [0.8, 0.5]; // of the best score: what may be meant as well, where the best is sure or not
const MOST_READINGS = 3;

/**
 * What a text means, the surest first: `occupations` are {code, score}, `places` {place, score}, `pay` is as in pay.js
 * or null.
 *
 * `said` are the words, as typed, that are neither place, pay nor small words, and `rest` those of them that are no
 * work either. `guessed` says that the work rests on words that are far from any known one.
 */
export class Reading {
  constructor({ occupations = [], places = [], pay = null, said = "", rest = "", guessed = false } = {}) {
    Object.assign(this, { occupations, places, pay, said, rest, guessed });
  }

  get best() {
    return this.occupations[0]?.score ?? 0;
  }

  /**
   * Codes: the occupation meant; two or three where it may be one as well as another; none where nothing is like it.
   *
   * Where only one is given and yet not surely, there is no other: the caller may ask whether it is right.
   */
  get work() {
    if (this.best < NO_READING) return [];
    const least = this.best * (this.isSure ? AS_WELL : MAYBE);
    const nearly = this.occupations.filter(({ score }) => score >= least);
    return nearly.slice(0, MOST_READINGS).map(({ code }) => code);
  }

  /** Whether the best occupation may be taken without asking, as far as no other is as good. */
  get isSure() {
    return this.best >= SURE && !this.guessed;
  }

  /** Whether what was said calls a kind of work, and does more than hint at it. */
  get callsWork() {
    return this.isSure && this.best >= CALLS;
  }

  /** The occupation meant, where no other may be; else null. */
  get sureWork() {
    return this.isSure && this.work.length === 1 ? this.work[0] : null;
  }
}
