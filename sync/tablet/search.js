// Search: vacancies of the copy for what somebody typed, and how far it was widened to find any, as on the server.

import { WANTED, RELATED, among, inPlace, ofKind } from "./matching.js";
import { key } from "./spelling.js";
import { tidy } from "./words.js";

const MOST_BY_WORDS = 300; // of the newest vacancies that have the words
const SHORTEST_WORD = 3;
const MOST_WORDS = 6;
const DIGITS = /^\p{Nd}+$/u;
const REFERENCE = /^[1-9][0-9]{4,}$/;
// The quasigroup of Damm (2004): what comes of the digits so far and the next one.
const CHECKS = (
  "0317598642 7092154863 4206871359 1750983426 6123045978" +
  " 3674209581 5869720134 8945362017 9438617250 2581436790"
).split(" ");

/**
 * What to search for: an occupation, a place, words; each may be missing.
 * With an occupation, `words` may be a title or an employer as well: whose vacancy has them all comes first.
 *
 * @typedef {{occupation?: string | null, place?: string | null, words?: string[]}} Query
 */

/**
 * Vacancies for a typed text that fit the person best, nearest to the place that was named, else to home.
 *
 * `matches` are as in matching.js. `widened` says how the search was widened to find them: "around" the place, to work
 * that is "like" it, to "some_words"; "" where it was not. `reading` is what was understood and `query` what was looked
 * for: where the reading has more than one kind of `work`, `find` takes the query with another. Of the number of a
 * vacancy both are null.
 *
 * @param {object} profile whose work, home, pay and skills count; of nobody in particular all may be missing
 * @param {object[]} vacancies documents of the copy
 * @param {number} now UTC seconds
 */
export function search(market, profile, text, vacancies, now, wanted = WANTED) {
  const typed = tidy(text);
  if (isReference(typed)) {
    const named = vacancies.filter(({ id }) => id === typed);
    const matches = among(market, profile, profile.place, named, now, wanted);
    return { matches, widened: "", reading: null, query: null };
  }
  const reading = market.read(text);
  const query = queryOf(market, reading, vacancies);
  const isEmpty = !query.occupation && !query.place && !query.words.length;
  const found = isEmpty ? { matches: [], widened: "" } : find(market, profile, query, vacancies, now, wanted);
  return { ...found, reading, query };
}

/** Vacancies for a query: `{matches, widened}`, as `search` has them. */
export function find(market, profile, { occupation, place, words = [] }, vacancies, now, wanted = WANTED) {
  const seek = occupation ? byWork : words.length ? byWords : inPlaceAlone;
  return seek({ market, profile, occupation, place, words, vacancies, now, wanted });
}

/** Whether digits can be the number of a vacancy: the check digit fits. */
export function isReference(text) {
  return REFERENCE.test(text) && [...text].reduce((check, digit) => CHECKS[check][digit], "0") === "0";
}

/** What a reading asks for: a kind of work, unless the words are rather a title or an employer's name. */
function queryOf(market, reading, vacancies) {
  const place = reading.places[0]?.place.id ?? null;
  const said = wordsOf(reading.said);
  const isTitle = !reading.callsWork && withWords(market, vacancies, said).length > 0;
  return reading.work.length && !isTitle
    ? { occupation: reading.work[0], place, words: wordsOf(reading.rest) }
    : { occupation: null, place, words: said };
}

/** The words of a text that a search looks for. */
function wordsOf(text) {
  const words = key(text).split(" ");
  return words.filter((word) => word.length >= SHORTEST_WORD && !DIGITS.test(word)).slice(0, MOST_WORDS);
}

function byWork({ market, profile, occupation, place, words, vacancies, now, wanted }) {
  const home = place ?? profile.place;
  let matches = ofKind(market, profile, occupation, vacancies, now, wanted, home);
  const worded = withWords(market, vacancies, words);
  if (worded.length) {
    const first = among(market, { ...profile, occupation }, home, worded, now, wanted);
    const ids = new Set(first.map(({ vacancy }) => vacancy.id));
    matches = [...first, ...matches.filter(({ vacancy }) => !ids.has(vacancy.id))].slice(0, wanted);
  }
  const isVery = ({ vacancy }) => vacancy.occupation === occupation;
  const here = matches.filter(({ ring }) => ring === 0);
  if (place && here.some(isVery)) return { matches: here, widened: "" };
  if (matches.some(isVery)) {
    // What is like it comes after it, however near.
    const ordered = [...matches.filter(isVery), ...matches.filter((match) => !isVery(match))];
    return { matches: ordered, widened: place ? "around" : "" };
  }
  if (!matches.length) matches = ofKind(market, profile, occupation, vacancies, now, wanted, home, RELATED);
  return { matches, widened: matches.length ? "like" : "" };
}

function byWords({ market, profile, place, words, vacancies, now, wanted }) {
  for (const every of [true, false]) {
    const worded = withWords(market, vacancies, words, every);
    const matches = among(market, profile, place ?? profile.place, worded, now, wanted);
    const here = matches.filter(({ ring }) => ring === 0);
    const widened = every ? "" : "some_words";
    if (place && here.length) return { matches: here, widened };
    if (matches.length) return { matches, widened: place ? "around" : widened };
  }
  if (!place) return { matches: [], widened: "" };
  return { matches: inPlace(market, profile, place, vacancies, now, wanted), widened: "some_words" };
}

function inPlaceAlone({ market, profile, place, vacancies, now, wanted }) {
  return { matches: inPlace(market, profile, place ?? market.places.root?.id, vacancies, now, wanted), widened: "" };
}

/** The newest vacancies with these words, or beginnings of words, in title, skills or employer: all of them, or any. */
function withWords(market, vacancies, words, every = true) {
  if (!words.length) return [];
  const has = (vacancy) => {
    const said = searchable(market, vacancy);
    const isSaid = (word) => said.includes(" " + word);
    return every ? words.every(isSaid) : words.some(isSaid);
  };
  const found = vacancies.filter(has);
  return found.sort((one, other) => Number(other.id) - Number(one.id)).slice(0, MOST_BY_WORDS);
}

const said = new WeakMap(); // documents stay the same objects until they change

function searchable(market, vacancy) {
  if (!said.has(vacancy)) {
    const { title, employer, skills } = vacancy;
    said.set(vacancy, " " + key([title, employer, ...market.skills.words(skills ?? [])].join(" ")));
  }
  return said.get(vacancy);
}
