// Rows of a paper list: what was written in each column, read as fields of a profile.

import { normalise } from "./phones.js";
import { readName } from "./pickers/name.js";
import { findPlaces, isHome } from "./pickers/place.js";
import { readYear } from "./pickers/year.js";
import { stage } from "./screens/register/age.js";
import { key } from "./spelling.js";
import { _ } from "./texts.js";

const MOST_MEANT = 4;
const MOST_SAID_SHORT = 60; // above that age two digits are sooner an age than a year of birth

/** An empty row, with the language and the home of the row before. */
export function blank({ language, place = { typed: "", code: null } }) {
  const nothing = { typed: "", code: null };
  return { name: "", year: "", phone: "", place, work: nothing, experience: null, least: null, language, signed: null };
}

/**
 * What a row says: `fields` of a profile, and `faults` by column, in order, with what to tell.
 * @returns {{fields: object, faults: Record<string, string>}}
 */
export function read(market, row, now) {
  const name = readName(row.name);
  const year = row.year.trim() ? birthYear(market, row.year, now) : null;
  const phone = row.phone.trim() ? normalise(row.phone, market.terms.phone) : null;
  const faults = {
    name: name === null && _("Please type the name in letters."),
    year: yearFault(market, row.year, year, now),
    phone: phone === null && row.phone.trim() && _("This is no number that we can call. Please look at it again."),
    place: isOpen(row.place) && placeFault(market, row.place.typed),
    work: isOpen(row.work) && workFault(market, row.work.typed),
    signed: row.signed === null && _("Did the person sign? Press 1 or 2."),
  };
  const fields = {
    name,
    birth_year: year,
    phones: phone && [phone],
    place: row.place.code,
    occupation: row.work.code,
    experience: row.experience,
    least_pay: row.least,
    language: row.language,
  };
  return { fields: only(fields, (value) => value !== null), faults: only(faults, Boolean) };
}

/**
 * Homes that a text may mean, those of the officer (`around`, codes) first, and the one that it surely means or null.
 * The beginning of a name will do.
 */
export function placesMeant(market, text, around) {
  const { places } = market;
  const within = (place, codes) => places.rings(place.id).some((ring) => codes.includes(ring));
  const found = key(text) ? findPlaces(market, text, around[0]).filter((place) => isHome(market, place)) : [];
  // A town within a place of its own name is that place to whoever copies a list.
  const apart = found.filter((place, at) =>
    found.slice(0, at).every((wider) => wider.name !== place.name || !within(place, [wider.id])),
  );
  const near = apart.filter((place) => within(place, around));
  const codes = [...near, ...apart.filter((place) => !near.includes(place))].map(({ id }) => id);
  return { codes: codes.slice(0, MOST_MEANT), sure: near.length === 1 || codes.length === 1 ? codes[0] : null };
}

/** Occupations that a text may mean, and the one that it surely means or null. */
export function workMeant(market, text) {
  if (!key(text)) return { codes: [], sure: null };
  const { work, sureWork } = market.read(text);
  return { codes: sureWork ? [sureWork] : work, sure: sureWork };
}

/** A year of birth, or null where it is none. "95" is the latest of those two digits that has passed. */
export function birthYear(market, typed, now) {
  const thisYear = market.year(now);
  if (!/^\s*\d{2}\s*$/.test(typed)) return readYear(typed, thisYear);
  const age = (((thisYear - Number(typed)) % 100) + 100) % 100;
  return age >= market.terms.legal_working_age && age <= MOST_SAID_SHORT ? thisYear - age : null;
}

function yearFault(market, typed, year, now) {
  if (!typed.trim()) return "";
  if (year === null) return _("Please type the year in 4 digits, like 1995.");
  const age = market.terms.legal_working_age;
  return {
    "": "",
    young: _("Work is for people of {age} years or more.", { age }),
    unsure: _("This person turns {age} this year. Please register them when you meet.", { age }),
  }[stage({ market, now }, { birth_year: year })];
}

/** Whether something was typed that has no meaning yet. */
function isOpen({ typed, code }) {
  return typed.trim() && !code;
}

function placeFault(market, text) {
  const isThere = findPlaces(market, text, undefined).length > 0;
  return isThere ? _("Please choose the place.") : _("We did not find the place {text}.", { text });
}

function workFault(market, text) {
  const isThere = market.read(text).work.length > 0;
  return isThere ? _("Please choose the work.") : _("We did not find the work {text}.", { text });
}

function only(fields, isKept) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isKept(value)));
}
