// A lookup: numbers by text keys. Most keys have one number, which is then kept without a list around it.

const NONE = [];

/** Which numbers belong to a key, the smallest first. */
export class Lookup {
  constructor() {
    this.held = new Map();
  }

  /** Numbers come in order; one that a key has is not added again. */
  add(key, number) {
    const held = this.held.get(key);
    if (held === undefined) this.held.set(key, number);
    else if (typeof held === "number" && held !== number) this.held.set(key, [held, number]);
    else if (typeof held === "object" && held.at(-1) !== number) held.push(number);
  }

  get(key) {
    const held = this.held.get(key);
    return typeof held === "number" ? [held] : (held ?? NONE);
  }
}
