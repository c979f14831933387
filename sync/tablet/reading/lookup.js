// A lookup: numbers by text keys. Most keys have one number, which is then kept without a list around it.

const NONE = [];

/** Which numbers belong to a key, in the order in which they were added. */
export class Lookup {
  constructor() {
    this.held = new Map();
  }

  add(key, number) {
    const held = this.held.get(key);
    if (held === undefined) this.held.set(key, number);
    else if (typeof held === "number") this.held.set(key, [held, number]);
    else held.push(number);
  }

  get(key) {
    const held = this.held.get(key);
    return typeof held === "number" ? [held] : (held ?? NONE);
  }
}
