// Registering: what is saved of a person who agreed, and what the next person probably has in common with them.

import { say } from "./consent.js";

const MEMORY = "registering";
const MOST_RECENT = 4;
const FIELDS = ["name", "birth_year", "language", "place", "occupation", "experience", "least_pay", "skills", "phones"];

/**
 * Register a person who agreed to the service. `often` is how often they want job alerts: "off" for never; undefined
 * where they were not asked. With an `id` of their own a person who was saved before the tablet went dark is not saved
 * a second time. Resolves with the id.
 * @param {import("./app.js").App} app
 * @param {object} values fields of a profile
 * @param {{often?: string}} [said]
 */
export async function register(app, values, { often } = {}) {
  const { language } = values;
  const id = await app.save("profiles", values.id, fieldsOf(values));
  await say(app, id, "service", true, { language });
  if (often) await say(app, id, "alerts", often !== "off", { language, often });
  await met(app, id);
  await remember(app, values);
  return id;
}

/** Change what is known of a person: fields that are left out stay as they are. */
export function change(app, id, values) {
  return app.save("profiles", id, fieldsOf(values));
}

/** Count somebody among those met on today's visit, where there is one. */
export async function met(app, id) {
  const visit = await openVisit(app);
  if (!visit || visit.met?.includes(id)) return;
  await app.save("visits", visit.id, { met: { add: [id] }, people_met: { add: 1 } });
}

/** The visit on which the officer is today, or null. */
export async function openVisit(app) {
  const id = await app.kept("visit");
  const visit = id ? await app.copy.get("visits", id) : null;
  return visit && !visit.done_at && [undefined, null, app.today()].includes(visit.planned_for) ? visit : null;
}

/**
 * What the next person probably has in common with those before: `language` and `place`, and lately used `places` and
 * `works`, the latest first. Works are those of the day: they say where the officer is.
 */
export async function usual(app) {
  const last = (await app.kept(MEMORY)) ?? {};
  const isOfToday = last.day === app.today();
  const visit = await openVisit(app);
  const spoken = isOfToday ? last.language : app.settings.language;
  const { languages } = app.market;
  return {
    language: languages.includes(spoken) ? spoken : languages[0],
    place: visit?.place ?? (isOfToday ? last.place : undefined),
    places: [...new Set([visit?.place, ...(last.places ?? [])])].filter(Boolean),
    works: isOfToday ? last.works : [],
  };
}

async function remember(app, { language, place, occupation }) {
  const { places, works } = await usual(app);
  const lately = (first, others) => [...new Set([first, ...others])].slice(0, MOST_RECENT);
  await app.keep(MEMORY, {
    day: app.today(),
    language,
    place,
    places: lately(place, places),
    works: lately(occupation, works),
  });
}

function fieldsOf(values) {
  const told = FIELDS.filter((field) => values[field] !== undefined && values[field] !== null);
  return Object.fromEntries(told.map((field) => [field, values[field]]));
}
