// The market: one labour market's own facts, from the reference documents of the copy.

import { Occupations } from "./occupations.js";
import { Places } from "./places.js";
import { Reader } from "./reading/reader.js";
import { Skills } from "./skills.js";

const COLLECTIONS = ["markets", "places", "sectors", "occupations", "skills", "texts"];

/**
 * The market of a copy; an empty one (`isThere` false) before the first sync brought it. It is the one of `before`
 * where nothing of it has changed: to make it takes a slow tablet seconds.
 */
export async function loadMarket(copy, before) {
  const documents = await Promise.all(COLLECTIONS.map((collection) => copy.query(collection)));
  const edition = documents.map((each) => `${each.length}.${each.reduce((sum, { version }) => sum + version, 0)}`).join();
  if (before?.edition === edition) return before;
  return new Market(Object.fromEntries(COLLECTIONS.map((collection, at) => [collection, documents[at]])), edition);
}

/** Made by `loadMarket`, and of documents by collection. */
export class Market {
  #texts;
  #reader;
  #days; // for the market's time zone: to make one costs more than to use it a thousand times

  constructor({ markets = [], places = [], sectors = [], occupations = [], skills = [], texts = [] }, edition = "") {
    this.edition = edition;
    /** The document of the market; `{}` before it came. */
    this.terms = markets[0] ?? {};
    this.places = new Places(this.terms.levels ?? [], this.terms.home_level, places);
    this.occupations = new Occupations(sectors, occupations);
    this.skills = new Skills(skills);
    this.#texts = new Map(texts.map(({ id, text }) => [id, text]));
  }

  get isThere() {
    return this.terms.id !== undefined && this.places.root !== undefined;
  }

  get languages() {
    return this.terms.languages ?? [];
  }

  /** The day of a time in UTC seconds in the market: "2026-11-26". */
  day(at) {
    this.#days ??= new Intl.DateTimeFormat("en-CA-u-ca-gregory-nu-latn", {
      timeZone: this.terms.time_zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    const parts = Object.fromEntries(this.#days.formatToParts(at * 1000).map(({ type, value }) => [type, value]));
    return `${parts.year}-${parts.month}-${parts.day}`;
  }

  /** The calendar year of a time in UTC seconds in the market. */
  year(at) {
    return Number(this.day(at).slice(0, 4));
  }

  /** What an amount per hour, day, week or month comes to in a full month, rounded to whole units. */
  perMonth(amount, period) {
    const { hours_per_day, days_per_week, days_per_month } = this.terms.pay;
    if (period === "month") return amount;
    if (period === "week") return toEven((amount * days_per_month) / days_per_week);
    return amount * (period === "hour" ? hours_per_day : 1) * days_per_month;
  }

  /** A text to read out, in that language, else in the first of the market; "" where there is none. */
  text(name, language) {
    return this.#texts.get(`${name}.${language}`) ?? this.#texts.get(`${name}.${this.languages[0]}`) ?? "";
  }

  /** What a text says about work, places and pay. */
  read(text, exact = false) {
    this.#reader ??= new Reader(this);
    return this.#reader.read(text, exact);
  }

  /** Be ready to `read`, with a pause after each step of it: the first text then waits for nothing. */
  prepare(pause) {
    this.#reader ??= new Reader(this);
    return this.#reader.prepare(pause);
  }
}

/** The nearest whole number; of two, the even one, as the server rounds. */
export function toEven(number) {
  const below = Math.floor(number);
  const rest = number - below;
  return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1;
}
