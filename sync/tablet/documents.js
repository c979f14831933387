// Documents as the officer reads them: whose they are, what their fields are called, and what their values say.

import { _, language, marked, ngettext } from "./texts.js";
import { alerts, applicationStatus, experience, languageName, money, phoneShown, weekday } from "./wording.js";

const LONGEST = 2000; // characters of a value: a note that was refused is all there
const LATEST = 4e9; // UTC seconds
const TIMES = new Set(["done_at", "deadline", "written_at"]);
const KINDS = {
  profiles: marked("Person"),
  consents: marked("Consent"),
  applications: marked("Application"),
  notes: marked("Note"),
  visits: marked("Visit"),
  job_orders: marked("Vacancy"),
};
const COUNTS = {
  profiles: (n) => ngettext("{n} person", "{n} people", n, { n }),
  consents: (n) => ngettext("{n} consent", "{n} consents", n, { n }),
  applications: (n) => ngettext("{n} application", "{n} applications", n, { n }),
  notes: (n) => ngettext("{n} note", "{n} notes", n, { n }),
  visits: (n) => ngettext("{n} visit", "{n} visits", n, { n }),
  job_orders: (n) => ngettext("{n} vacancy", "{n} vacancies", n, { n }),
};
const FIELDS = {
  name: marked("Name"),
  birth_year: marked("Born in"),
  place: marked("Place"),
  occupation: marked("Work"),
  sector: marked("Line of work"),
  experience: marked("Experience"),
  least_pay: marked("Least pay for a month"),
  skills: marked("Skills"),
  phones: marked("Phones"),
  language: marked("Language"),
  alerts: marked("Job alerts"),
  often: marked("Job alerts"),
  status: marked("Status"),
  text: marked("Note"),
  given: marked("Agreed"),
  purpose: marked("Purpose"),
  planned_for: marked("Planned for"),
  done_at: marked("Done"),
  met: marked("People you met"),
  people_met: marked("Number of people met"),
  employer: marked("Employer"),
  phone: marked("Phone"),
  contact_name: marked("Whom to ask for"),
  title: marked("Title"),
  posts: marked("Number of people"),
  pay: marked("Pay"),
  pay_period: marked("For what time"),
  contact: marked("How people apply"),
  contact_detail: marked("Where to call or come"),
  starts_on: marked("Work begins"),
  deadline: marked("Last day"),
};
const CHOICES = {
  often: alerts,
  alerts,
  experience,
  status: applicationStatus,
  pay_period: worded({
    hour: marked("an hour"),
    day: marked("a day"),
    week: marked("a week"),
    month: marked("a month"),
  }),
  contact: worded({ service: marked("through Fursa"), call: marked("by calling"), visit: marked("by coming") }),
};

/**
 * What an operation, a problem or a conflict is about: the `title` is whose it is, `kind` what, and `to` the screen
 * that shows it, null where the tablet has no such document.
 */
export async function about(app, { collection, id, fields }) {
  const held = await app.copy.get(collection, id);
  const known = { ...fields, ...held };
  const kind = Object.hasOwn(KINDS, collection) ? _(KINDS[collection]) : _("Another thing");
  if (collection === "visits") return { title: visitTitle(app, known), kind, to: held && ["visit", held.id] };
  if (collection === "job_orders")
    return { title: known.employer || known.title || kind, kind, to: held && ["order", held.id] };
  const personId = collection === "profiles" ? id : (known.profile_id ?? id.split(".")[0]);
  const person = await app.copy.get("profiles", personId);
  const job = collection === "applications" && (await jobTitle(app, known.vacancy_id));
  return {
    title: person?.name || known.name || _("Somebody"),
    kind: job ? _("{kind}: {what}", { kind, what: job }) : kind,
    to: person && ["person", person.id],
  };
}

/** A visit in a few words: "Nyali, Mombasa, Fri 27 Nov". */
export function visitTitle(app, { place, planned_for: day }) {
  return [app.market.places.label(place), day && dayShown(app.market, day)].filter(Boolean).join(", ");
}

/** "3 people, 2 applications, 1 visit": documents of the operations, each once. */
export function counted(operations) {
  const ids = new Map();
  for (const { collection, id } of operations) ids.set(collection, (ids.get(collection) ?? new Set()).add(id));
  const other = (n) => ngettext("{n} other thing", "{n} other things", n, { n });
  return [...ids].map(([collection, { size }]) => (COUNTS[collection] ?? other)(size)).join(", ");
}

/** What a field is called. */
export function fieldName(field) {
  return Object.hasOwn(FIELDS, field) ? _(FIELDS[field]) : _("Another thing");
}

/** A value as it is read: never a code where the market has a name for it. Tablets may hold anything. */
export function shown(app, field, value) {
  const { market } = app;
  if (value === null || value === undefined || value === "" || value.length === 0) return _("nothing");
  if (field === "given" || typeof value === "boolean") return value ? _("yes") : _("no");
  if (field === "met") return COUNTS.profiles(value.add?.length ?? value.length ?? 0);
  if (Array.isArray(value)) return value.map((each) => shown(app, field, each)).join(", ");
  if (typeof value === "object") return changed(app, field, value);
  if (field === "place" && market.places.has(value)) return market.places.label(value);
  if (field === "occupation" && market.occupations.has(value)) return market.occupations.label(value, language());
  if (field === "skills") return market.skills.label(String(value), language());
  if (field === "language" && market.languages.includes(value)) return languageName(value);
  if (field === "phones" || field === "phone") return phoneShown(String(value));
  if (field === "least_pay" || field === "pay") return money(market, value);
  if (field === "planned_for" || field === "starts_on") return dayShown(market, value);
  if (TIMES.has(field) && Math.abs(value) < LATEST) return weekday(market, value);
  return String(CHOICES[field]?.(value) || value).slice(0, LONGEST);
}

/** A day such as "2026-11-30": "Mon 30 Nov". */
export function dayShown(market, day) {
  const at = Date.parse(day) / 1000;
  return Number.isNaN(at) ? String(day) : weekday({ terms: { ...market.terms, time_zone: "UTC" } }, at);
}

/** A moment: "today, 14:05". */
export function moment(app, at) {
  const { market } = app;
  const time = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    timeZone: market.terms.time_zone,
  }).format(at * 1000);
  return market.day(at) === app.today()
    ? _("today, {time}", { time })
    : _("{day}, {time}", { day: weekday(market, at), time });
}

async function jobTitle(app, reference) {
  if (!reference) return "";
  return (await app.copy.get("vacancies", reference))?.title ?? _("no. {reference}", { reference });
}

/** What is added to a list and taken from it. */
function changed(app, field, { add, remove }) {
  const told = [
    add && _("added: {what}", { what: shown(app, field, add) }),
    remove && _("removed: {what}", { what: shown(app, field, remove) }),
  ];
  return told.filter(Boolean).join("; ") || _("Something else");
}

function worded(table) {
  return (code) => (Object.hasOwn(table, code) ? _(table[code]) : "");
}
