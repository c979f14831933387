// Practice: a copy to try things on, which looks like the real one and has no way to the server.

import { open } from "../client/copy.js";
import { MemoryStore } from "../client/memory.js";
import { randomBytes } from "../client/vault.js";
import { _ } from "./texts.js";

const SHARED = ["markets", "places", "sectors", "occupations", "skills", "texts", "vacancies", "employers"];
const ITERATIONS = 1000; // the key lasts as long as the memory that it keeps: nobody can try PINs on it
const DAY_SECONDS = 24 * 3600;

/** A practice copy over the `real` one: with three invented people, and gone when it is let go of. */
export async function practise(real, { market, now }) {
  const pin = Array.from(randomBytes(8), (byte) => byte.toString(16)).join("");
  const own = await open({
    store: new MemoryStore(),
    pin,
    iterations: ITERATIONS,
    address: "",
    fetch: nowhere,
    clock: real.clock,
  });
  const practice = new Practice(real, own);
  const vacancies = await real.query("vacancies", { sort: "-opened_at", limit: 2 });
  for (const person of invented(real.officer, market, vacancies, now))
    await practice.put("profiles", undefined, person);
  return practice;
}

/**
 * The interface of a copy, as far as screens use it; there is no `sync`. What officers write stays in the copy of its
 * own, and is marked, so that it can be told from what is true wherever it might turn up. Of the real one it only reads.
 */
export class Practice {
  #real;
  #own;

  constructor(real, own) {
    this.#real = real;
    this.#own = own;
  }

  get officer() {
    return this.#real.officer;
  }

  get heard() {
    return this.#real.heard;
  }

  get waiting() {
    return this.#own.waiting;
  }

  unsent() {
    return this.#own.unsent();
  }

  get(collection, id) {
    return this.#of(collection).get(collection, id);
  }

  query(collection, options) {
    return this.#of(collection).query(collection, options);
  }

  put(collection, id, fields) {
    return this.#own.put(collection, id, { ...fields, practice: true });
  }

  remove(collection, id) {
    return this.#own.remove(collection, id);
  }

  keep(name, value) {
    return this.#own.keep(name, value);
  }

  kept(name) {
    return this.#own.kept(name);
  }

  change(work, options) {
    return this.#own.change(work, options);
  }

  problems() {
    return this.#own.problems();
  }

  dismiss(n) {
    return this.#own.dismiss(n);
  }

  known(id) {
    return this.#own.known(id);
  }

  newId() {
    return this.#own.newId();
  }

  #of(collection) {
    return SHARED.includes(collection) ? this.#real : this.#own;
  }
}

/** People who are nobody, at home in the officer's places, two of them with the work of vacancies that are there. */
function invented({ places: codes }, market, vacancies, now) {
  const { places, occupations, terms } = market;
  const homes = codes
    .flatMap((code) => places.under(code))
    .filter((code) => places.get(code).level === terms.home_level);
  const works = [...vacancies.map(({ occupation }) => occupation), null];
  const year = market.year(now);
  return [_("Asha (practice)"), _("Musa (practice)"), _("Neema (practice)")].map((name, index) => ({
    name,
    birth_year: year - 22 - 9 * index,
    language: market.languages[0],
    place: homes[index % homes.length] ?? codes[0],
    occupation: occupations.has(works[index]) ? works[index] : null,
    experience: ["1_to_2", "over_5", "none"][index],
    status: "active",
    alerts: "off",
    registered_at: now - (index + 1) * DAY_SECONDS,
  }));
}

function nowhere() {
  return Promise.reject(new TypeError("Practice sends nothing."));
}
