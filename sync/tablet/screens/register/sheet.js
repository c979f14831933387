// A sheet: the answers about one person, new or known, while they are given, and what is still to be settled.

import { draft } from "../../form.js";
import { usual } from "../../registering.js";
import { stage } from "./age.js";
import { isAsked, likely } from "./known.js";
import { QUESTIONS, unanswered } from "./questions.js";

/** The sheet of the person who is being registered. */
export async function newSheet(app) {
  const [kept, lately, profiles] = await Promise.all([
    draft(app, "draft register"),
    usual(app),
    app.copy.query("profiles"),
  ]);
  const others = profiles.filter(({ id }) => id !== kept.id);
  const { onePage } = app.settings;
  // On one page what is usual is seen, and can be changed; a question of its own is answered by a tap.
  const usually = { language: lately.language, ...(onePage && lately.place && { place: lately.place }) };
  return sheet(app, kept, { lately, profiles: others, before: usually });
}

/** The sheet of a known person: the draft holds only what changes. */
export async function knownSheet(app, profile) {
  const [kept, lately] = await Promise.all([draft(app, `draft edit ${profile.id}`), usual(app)]);
  return sheet(app, kept, { lately, profiles: [], before: profile });
}

function sheet(app, kept, { lately, profiles, before }) {
  const self = {
    draft: kept,
    lately,
    values: () => ({ ...before, ...kept.values }),
    stage: () => stage({ market: app.market, now: app.now() }, self.values()),
    likely: () => likely(app, self.values(), profiles),
    /** The code of the question at which something is to be settled; undefined where all is. */
    unsettled() {
      const values = self.values();
      const [first] = unanswered(values);
      if (self.stage()) return "birth_year";
      if (!first && isAsked(values, self.likely())) return "phones";
      return first?.code;
    },
    /** After each change: of who is too young nothing is kept. */
    settle: () => self.stage() === "young" && kept.hide(),
  };
  return self;
}

/** What the officer typed of somebody who is known already, where it says more than what is known. */
export function fillingIn(profile, values) {
  const missing = (value) => value === undefined || value === null || value.length === 0;
  const told = QUESTIONS.map(({ code }) => code).filter((code) => missing(profile[code]) && !missing(values[code]));
  const filled = Object.fromEntries(told.map((code) => [code, values[code]]));
  const numbers = (values.phones ?? []).filter((each) => !profile.phones?.includes(each));
  return numbers.length ? { ...filled, phones: [...(profile.phones ?? []), ...numbers] } : filled;
}
