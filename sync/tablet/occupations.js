// Occupations: the ISCO-08 unit groups of the market, and the sectors in which a menu shows them.

// How near two unit groups are, by the number of leading digits they share.
const NEARNESS = [0, 0.2, 0.5, 0.75, 1];

/** All occupations and sectors of a market. Each is its document: `{id, title, sector, rank, labels, near}`. */
export class Occupations {
  #byCode;
  #sectors;
  #around = new Map(); // as asked for: to compare with all takes a while

  constructor(sectors, documents) {
    /** In the order of the menu. */
    this.sectors = [...sectors].sort(inOrder);
    this.#sectors = new Map(this.sectors.map((sector) => [sector.id, sector]));
    this.#byCode = new Map(documents.map((occupation) => [occupation.id, occupation]));
  }

  [Symbol.iterator]() {
    return this.#byCode.values();
  }

  /** The occupation, or null where the market has none of that code. */
  get(code) {
    return this.#byCode.get(code) ?? null;
  }

  has(code) {
    return this.#byCode.has(code);
  }

  /** The occupations of a sector, the most common first. */
  inSector(code) {
    return [...this].filter((occupation) => occupation.sector === code).sort(inOrder);
  }

  /** What menus call it, else its title, which may be long; the code where the market has none, "" of nothing. */
  label(code, language) {
    const occupation = this.get(code);
    return occupation?.labels?.[language] ?? occupation?.title ?? code ?? "";
  }

  sectorLabel(code, language) {
    return this.#sectors.get(code)?.labels[language] ?? code ?? "";
  }

  /**
   * From 0 to 1: how much the work of two unit groups has in common, by their codes or by the market's own table of
   * near work, whichever says more. What nobody told has nothing in common with any.
   */
  nearness(one, other) {
    if (!one || !other) return 0;
    if (one === other) return 1;
    let shared = 3;
    while (one.slice(0, shared) !== other.slice(0, shared)) shared -= 1;
    return Math.max(NEARNESS[shared], this.near(one)[other] ?? 0);
  }

  /** Work that is near to this by the market's own table, and how near, by code. */
  near(code) {
    return this.get(code)?.near ?? {};
  }

  /** All other work that is at least so near to this, the nearest first. */
  around(code, least) {
    const asked = `${code} ${least}`;
    if (!this.#around.has(asked)) {
      const near = [...this.#byCode.keys()]
        .filter((other) => other !== code)
        .map((other) => [this.nearness(code, other), other])
        .filter(([nearness]) => nearness >= least)
        .sort(([near, one], [far, other]) => far - near || (one < other ? -1 : 1));
      this.#around.set(asked, near.map(([, other]) => other));
    }
    return this.#around.get(asked);
  }
}

/** As a menu shows them; by code where nobody told the order. */
function inOrder(one, other) {
  return (one.rank ?? 0) - (other.rank ?? 0) || (one.id < other.id ? -1 : 1);
}
