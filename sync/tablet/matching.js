// Matching: which vacancies fit a person and which people a vacancy, how well, and why, as the server finds them.

import { toEven } from "./market.js";

// What a perfect fit is made of, in points. Data that a person or an employer did not give counts half.
const [WORK, PLACE, PAY, RECENCY, SKILLS] = [45, 25, 10, 10, 10];
const DAY_SECONDS = 24 * 3600;
const FRESH_SECONDS = 30 * DAY_SECONDS;
const UNKNOWN = 0.5;
const NEAR_RINGS = 3; // where wider relatives of the work count: nobody moves far for a job that half fits
const MOST_NEAR_WORK = 4; // kinds of work that only the market's table says are near, the nearest

export const WANTED = 9;
export const PEOPLE_WANTED = 20;
export const LIKE = 0.75; // from this nearness on, work is listed with what was asked for
export const RELATED = 0.5; // from this nearness on, work is like one's own

/**
 * A vacancy that may fit a person: `score` of 0 to 100, `reason` a code, `area` the nearest shared place.
 * @typedef {{vacancy: object, score: number, reason: "same_work" | "related_work" | "other_work", area: string,
 *   ring: number}} Match
 */

/**
 * The vacancies that fit a person best, nearest first; other work comes after all that fits.
 *
 * Of the same vacancies it is the list that the server gives: the same few of each circle are looked at. Two that are
 * equal in everything stand in the order of their references, on the server in that of their ids; both are by age.
 * @returns {Match[]}
 */
export function best(market, profile, vacancies, now, wanted = WANTED) {
  const rings = market.places.rings(profile.place);
  const found = candidates(market, profile, profile.occupation, rings, vacancies, now, wanted, true);
  return ranked(market, profile, rings, found, now, wanted);
}

/** Vacancies of one occupation and those at least so near to it, best and nearest first, from a place to the nation. */
export function ofKind(
  market,
  profile,
  occupation,
  vacancies,
  now,
  wanted = WANTED,
  place = profile.place,
  least = LIKE,
) {
  const rings = market.places.rings(place);
  const found = candidates(market, profile, occupation, rings, vacancies, now, wanted).filter(
    ({ vacancy }) => market.occupations.nearness(occupation, vacancy.occupation) >= least,
  );
  return ranked(market, { ...profile, occupation }, rings, found, now, wanted);
}

/** The best of some vacancies, nearest to a place first. */
export function among(market, profile, place, vacancies, now, wanted = WANTED) {
  const rings = market.places.rings(place);
  return ranked(market, profile, rings, within(market, rings, vacancies, now), now, wanted);
}

/** Vacancies in a place and all it contains: those that fit the person first, then the newest. */
export function inPlace(market, profile, place, vacancies, now, wanted = WANTED) {
  const found = candidates(market, profile, profile.occupation, [place], vacancies, now, wanted, true);
  return ranked(market, profile, [place], found, now, wanted);
}

/**
 * The people of the caseload who fit a vacancy best, nearest first: `{profile, score, reason, area, ring}`, where
 * `ring` counts the circles around the vacancy. They are widened until enough people do its work or what is like it.
 *
 * The server looks at a bounded number of each circle, and leaves out who has applied; of those given here, none is.
 */
export function people(market, vacancy, profiles, now, wanted = PEOPLE_WANTED) {
  const around = market.places.rings(vacancy.place);
  const fitting = [];
  for (const profile of profiles) {
    if ((profile.status ?? "active") !== "active" || !market.places.has(profile.place)) continue;
    const work = market.occupations.nearness(profile.occupation, vacancy.occupation);
    if (work < RELATED) continue;
    const home = market.places.rings(profile.place);
    const nearest = nearestShared(home, around);
    const points = pointsOf(market, work, profile, vacancy, nearest, home.length, now);
    fitting.push({ profile, work, points, area: home[nearest], ring: around.indexOf(home[nearest]) });
  }
  const chosen = widened(fitting, around.length, wanted)
    .sort((one, other) => other.points - one.points || inOrder(one.profile.id, other.profile.id))
    .slice(0, wanted)
    .map(({ profile, work, points, area, ring }) => ({
      profile,
      score: toEven(points),
      reason: reasonOf(work),
      area,
      ring,
    }));
  return chosen.sort((one, other) => one.ring - other.ring || other.score - one.score);
}

/**
 * Points of 100 for a person and a vacancy whose nearest shared place is ring `ring` of `rings`.
 * Sex, age, tribe, religion and health have no part in it.
 */
export function score(market, profile, vacancy, ring, rings, now) {
  const work = market.occupations.nearness(profile.occupation, vacancy.occupation);
  return pointsOf(market, work, profile, vacancy, ring, rings, now);
}

/** The parts of the score of a person and a vacancy: `{code, points, most, values}`, which add up to it. */
export function explain(market, profile, vacancy, now) {
  const home = market.places.rings(profile.place);
  const ring = nearestShared(home, market.places.rings(vacancy.place));
  const work = market.occupations.nearness(profile.occupation, vacancy.occupation);
  const asked = vacancy.skills ?? [];
  const parts = [
    ["work", WORK, { nearness: work, reason: reasonOf(work) }],
    ["place", PLACE, { area: home[ring], ring, rings: home.length }],
    ["pay", PAY, { pay: vacancy.pay_month ?? null, least_pay: profile.least_pay ?? null }],
    ["recency", RECENCY, { days: Math.floor(Math.max(0, now - (vacancy.opened_at || now)) / DAY_SECONDS) }],
    ["skills", SKILLS, { asked, held: market.skills.held(asked, profile.skills ?? []) }],
  ];
  const shares = sharesOf(market, work, profile, vacancy, ring, home.length, now);
  return parts.map(([code, most, values], at) => ({ code, points: most * shares[at], most, values }));
}

/** The code of why a vacancy is shown to a person: the work is theirs, related to theirs, or another. */
export function reason(market, profile, vacancy) {
  return reasonOf(market.occupations.nearness(profile.occupation, vacancy.occupation));
}

/** The one score there is, for both directions. */
function pointsOf(market, work, profile, vacancy, ring, rings, now) {
  const [worked, nearby, paid, fresh, skilled] = sharesOf(market, work, profile, vacancy, ring, rings, now);
  return WORK * worked + PLACE * nearby + PAY * paid + RECENCY * fresh + SKILLS * skilled;
}

/** How much of what each part can give it gives, from 0 to 1: work, place, pay, recency, skills. */
function sharesOf(market, work, profile, vacancy, ring, rings, now) {
  const { pay_month: pay, opened_at, skills: asked } = vacancy;
  const least = profile.least_pay;
  const age = now - (opened_at || now);
  return [
    work,
    ring ? 1 - ring / (rings - 1) : 1,
    !pay || !least ? UNKNOWN : pay < least ? pay / least : 1,
    age <= 0 ? 1 : age < FRESH_SECONDS ? 1 - age / FRESH_SECONDS : 0,
    asked?.length ? market.skills.held(asked, profile.skills ?? []).length / asked.length : UNKNOWN,
  ];
}

function reasonOf(work) {
  if (work === 1) return "same_work";
  return work >= RELATED ? "related_work" : "other_work";
}

/** The first of some rings that is among others; the last, the nation, where none is. */
function nearestShared(rings, around) {
  const shared = rings.findIndex((code) => around.includes(code));
  return shared < 0 ? rings.length - 1 : shared;
}

/** Open vacancies, each with the nearest ring that holds it; those that none holds are left out. */
function within(market, rings, vacancies, now) {
  const byPlace = new Map(); // thousands share a few hundred places
  const found = [];
  for (const vacancy of vacancies) {
    if (vacancy.deadline <= now) continue;
    let ring = byPlace.get(vacancy.place);
    if (ring === undefined) {
      const around = market.places.rings(vacancy.place);
      byPlace.set(vacancy.place, (ring = rings.findIndex((code) => around.includes(code))));
    }
    if (ring >= 0) found.push({ vacancy, ring });
  }
  return found;
}

/**
 * Vacancies of this occupation and its relatives, each with the nearest ring that holds it; `ofAnyKind` adds the newest
 * of each ring. Of each kind and ring the first few in its order, as the server takes them.
 */
function candidates(market, profile, occupation, rings, vacancies, now, wanted, ofAnyKind = false) {
  const [minor, major] = [occupation?.slice(0, 3), occupation?.slice(0, 2)];
  const near = nearWork(market, occupation);
  const kinds = [];
  const kind = (most, order, out, fits) => kinds.push({ most, order, out, fits, byRing: rings.map(() => []) });
  if (occupation) {
    // Among more of the very occupation may be one that asks for the person's skills.
    kind(profile.skills?.length ? 2 * wanted : wanted, byWork, rings.length, (work) => work === occupation);
    kind(wanted, byWork, rings.length, (work) => work.startsWith(minor));
    kind(wanted, byWork, NEAR_RINGS, (work) => work.startsWith(major));
    const each = 1 + Math.floor(wanted / near.length);
    for (const code of near) kind(each, byWork, NEAR_RINGS, (work) => work === code);
  }
  if (ofAnyKind) kind(wanted, byAge, rings.length, () => true);
  for (const row of within(market, rings, vacancies, now)) {
    for (const { most, order, out, fits, byRing } of kinds) {
      if (row.ring < out && fits(row.vacancy.occupation)) keep(byRing[row.ring], row, most, order);
    }
  }
  const chosen = new Set();
  for (const { most, order, byRing } of kinds) {
    let first = [];
    for (const those of byRing) {
      first = [...first, ...those].sort(order).slice(0, most); // a wider ring holds what the nearer ones do
      for (const row of first) chosen.add(row);
    }
  }
  return [...chosen];
}

/** The nearest work of other minor groups that the market's own table names. */
function nearWork(market, occupation) {
  return Object.entries(market.occupations.near(occupation))
    .filter(([code, nearness]) => nearness >= RELATED && code.slice(0, 3) !== occupation.slice(0, 3))
    .sort(([one, near], [other, far]) => far - near || inOrder(one, other))
    .slice(0, MOST_NEAR_WORK)
    .map(([code]) => code);
}

/** Put a row among the first so many, which are in order. */
function keep(first, row, most, order) {
  if (first.length === most && order(first[most - 1], row) <= 0) return;
  let at = first.length;
  while (at && order(first[at - 1], row) > 0) at -= 1;
  first.splice(at, 0, row);
  if (first.length > most) first.pop();
}

/** The best `wanted` candidates, nearest first, other work last. */
function ranked(market, profile, rings, found, now, wanted) {
  const nearness = new Map(); // candidates share a handful of occupations
  const told = ({ vacancy, ring }, rated) => {
    let work = nearness.get(vacancy.occupation);
    if (work === undefined) {
      work = market.occupations.nearness(profile.occupation, vacancy.occupation);
      nearness.set(vacancy.occupation, work);
    }
    const points = pointsOf(market, work, profile, rated(vacancy), ring, rings.length, now);
    return { vacancy, ring, work, isOther: work < RELATED, points };
  };
  // Other work nearby gets more points than what fits far away, and must not push it off the list.
  const byPoints = (one, other) =>
    one.isOther - other.isOther || other.points - one.points || byReference(one.vacancy.id, other.vacancy.id);
  // As on the server, those that go on are chosen before anybody looks which skills they ask for.
  return found
    .map((row) => told(row, ({ skills, ...rest }) => rest))
    .sort(byPoints)
    .slice(0, profile.skills?.length ? 2 * wanted : wanted)
    .map((row) => told(row, (vacancy) => vacancy))
    .sort(byPoints)
    .slice(0, wanted)
    .map(({ vacancy, ring, work, points }) => ({
      vacancy,
      score: toEven(points),
      reason: reasonOf(work),
      area: rings[ring],
      ring,
    }))
    .sort((one, other) => isOther(one) - isOther(other) || one.ring - other.ring || other.score - one.score);
}

/** Those in the nearest circles that hold enough people of like work; of too few nearby, also of less like work. */
function widened(fitting, rings, wanted) {
  const like = fitting.filter(({ work }) => work >= LIKE);
  for (let ring = 0; ring < rings; ring += 1) {
    const found = like.filter((each) => each.ring <= ring);
    if (found.length >= wanted) return found;
  }
  return fitting.filter(({ work, ring }) => work >= LIKE || ring < NEAR_RINGS);
}

function isOther(match) {
  return match.reason === "other_work";
}

/** The newest first. */
function byAge({ vacancy: one }, { vacancy: other }) {
  return other.opened_at - one.opened_at || byReference(other.id, one.id);
}

/** From the last code to the first, and the newest first: where the server ends its walk along an index. */
function byWork(one, other) {
  return inOrder(other.vacancy.occupation, one.vacancy.occupation) || byAge(one, other);
}

/** The older first: references are counted up. */
function byReference(one, other) {
  return one.length - other.length || inOrder(one, other);
}

function inOrder(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}
