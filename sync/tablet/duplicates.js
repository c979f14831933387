// Duplicates: who of the profiles on the tablet may be the person at the door. The points of core/duplicates.py.

import * as sounds from "./sounds.js";
import { key } from "./spelling.js";

const PROPOSED = 75; // points from which on the server puts a pair before staff
const FAR_YEARS = 3; // who was born so many years apart is another person, where only the names are alike
const YEAR_POINTS = [20, 14, 5, 5];
const PHONE_POINTS = 25;
const SHARED_PHONE_POINTS = 15; // for a name of which only a part is the same

const names = new WeakMap(); // of profiles, as they are heard: asked for at each key that is pressed

/**
 * Who may be the same person, the likeliest first. `person` may be half filled: whoever has one of its phones is told
 * in any case; others when they are as likely as the server asks for, or, until a year of birth is known, when the
 * names are alike.
 *
 * @param {import("./market.js").Market} market
 * @param {object} person fields of a profile; one with an `id` is not its own double
 * @param {object[]} profiles
 * @returns {{profile: object, score: number, reasons: string[]}[]} points from 0 to 100; reasons are `phone`, `name`,
 *   `name_sounds_alike`, `birth_year`, `place`
 */
export function find(market, person, profiles) {
  const phones = new Set(person.phones);
  const name = nameOf(person);
  const found = [];
  for (const profile of profiles) {
    if (profile.id === person.id || profile.status === "erased") continue;
    const hasPhone = phones.size > 0 && (profile.phones ?? []).some((phone) => phones.has(phone));
    const isLike = name && profile.name && (hasPhone || shared(name, heard(profile)) > 0);
    const candidate = isLike ? compared(market, person, name, profile, hasPhone) : null;
    if (hasPhone) found.push({ profile, ...(candidate ?? { score: 0, reasons: ["phone"] }) });
    else if (candidate && (candidate.score >= PROPOSED || !person.birth_year)) found.push({ profile, ...candidate });
  }
  return found.sort((one, other) => other.score - one.score || (one.profile.id < other.profile.id ? -1 : 1));
}

/** Whether somebody with the phone of a known person is that person: then the server makes nobody new. */
export function isSame(person, profile) {
  const { birth_year: year } = profile;
  if ((person.birth_year ?? year) !== (year ?? person.birth_year)) return false;
  return !profile.name || sounds.alike(person.name ?? "", profile.name) >= sounds.SAME;
}

/** How the name of a profile sounds (`keys`), and its `words` as they are compared; null where it has none. */
export function heard(profile) {
  if (!names.has(profile)) names.set(profile, nameOf(profile));
  return names.get(profile);
}

/** How likely two people are one; null where nobody would say so. */
function compared(market, person, name, profile, hasPhone) {
  const isYearKnown = person.birth_year && profile.birth_year;
  const years = isYearKnown ? Math.abs(person.birth_year - profile.birth_year) : null;
  let told = named(person, name, profile);
  if (told && years > FAR_YEARS && !hasPhone) return null;
  // Of the people of a shared phone, only who was born in the same year: brothers and sisters share a name.
  if (!told && hasPhone && years === 0 && shared(name, heard(profile)))
    told = { points: SHARED_PHONE_POINTS, reasons: [] };
  if (!told) return null;
  const place = placePoints(market, person.place, profile.place);
  const isOfOneWork = person.occupation && person.occupation === profile.occupation;
  const score = told.points + (hasPhone ? PHONE_POINTS : 0) + yearPoints(years) + place + (isOfOneWork ? 5 : 0);
  const reasons = [
    hasPhone && "phone",
    ...told.reasons,
    years !== null && years <= 1 && "birth_year",
    place > 4 && "place",
  ].filter(Boolean);
  return { score: Math.max(0, Math.min(score, 100)), reasons };
}

/** Points for two names that may be one, and the reason; null for others. */
function named(person, name, profile) {
  const rare = shared(name, heard(profile)) > 2 ? 8 : 0;
  if (name.words === heard(profile).words) return { points: 60 + rare, reasons: ["name"] };
  const near = sounds.alike(person.name, profile.name);
  return near >= sounds.ALIKE ? { points: Math.round(0.6 * near) + rare, reasons: ["name_sounds_alike"] } : null;
}

function yearPoints(years) {
  if (years === null) return 8;
  return YEAR_POINTS[years] ?? (years <= 10 ? -15 : -30);
}

/** Points for two homes: in one place, near, unknown, or in different areas. */
function placePoints(market, first, second) {
  const { places } = market;
  if (!first || !second || !places.has(first) || !places.has(second)) return 4;
  if (home(market, first) === home(market, second)) return 15;
  return places.area(first) === places.area(second) ? 5 : -8;
}

function home({ places, terms }, place) {
  return places.ancestor(place, terms.home_level)?.id ?? place;
}

function nameOf({ name }) {
  return name ? { keys: sounds.keys(name), words: key(name).split(" ").sort().join(" ") } : null;
}

function shared(name, other) {
  let count = 0;
  for (const sound of name.keys) count += other.keys.has(sound);
  return count;
}
