// Jobs: the vacancies on the tablet, the newest first, and those that somebody searches in their own words.

import { isOpen } from "../applying.js";
import { fill, h } from "../dom.js";
import { later } from "../later.js";
import { field, key, list, notice } from "../parts.js";
import { find, search } from "../search.js";
import { _, language } from "../texts.js";
import { reason } from "../wording.js";
import { nameOf } from "./profile.js";
import { vacancyEntry } from "./vacancy.js";

const PAGE = 30; // drawn at a time: thousands of entries would take a slow tablet minutes
const PAUSE_MS = 200; // between letters, before it is searched
const WIDENED = {
  around: (place) => _("None in {place} yet. Nearest", { place }),
  like: () => _("None of that yet. Similar work"),
  some_words: () => _("No exact match. Similar"),
};

/** What was searched last, for whom, and how much was looked at: it is there when the officer comes back from a job. */
const searches = new WeakMap();

export const jobs = {
  async draw(app, id) {
    const person = id ? await app.copy.get("profiles", id) : null;
    const last = searches.get(app);
    const before = last?.person === person?.id ? last : undefined;
    if (before?.box.contains(document.activeElement)) {
      await before.show(); // somebody types: the box stays, what is below it is new
      return undefined;
    }
    const standing = { person: person?.id, text: before?.text ?? "", work: before?.work, most: before?.most ?? PAGE };
    searches.set(app, standing);
    const found = h("div", {});
    standing.show = () => show(app, person, standing, found);
    standing.box = searchBox(app, standing);
    await later(found, standing.show);
    return {
      title: person ? _("Jobs for {name}", { name: nameOf(person) }) : _("Jobs"),
      body: [standing.box, found],
    };
  },
};

function searchBox(app, standing) {
  let timer;
  const oninput = () => {
    clearTimeout(timer);
    Object.assign(standing, { text: input.value, most: PAGE, work: undefined });
    timer = setTimeout(() => app.isClosed || standing.show(), PAUSE_MS);
  };
  const value = standing.text;
  const input = h("input", { type: "search", value, oninput, autocomplete: "off", enterkeyhint: "search" });
  const onsubmit = (event) => {
    event.preventDefault();
    input.blur(); // the keyboard goes, and there is room for what was found
  };
  const box = field(_("A job, and a place"), input, { help: _("Or the number of a job.") });
  return h("form", { role: "search", onsubmit }, box);
}

async function show(app, person, standing, found) {
  const open = await app.copy.query("vacancies", { where: (each) => isOpen(each, app.now()) });
  const typed = standing.text.trim();
  if (!app.market.isThere) return fill(found, notice(_("The first copy is still coming.")));
  fill(found, typed ? searched(app, person, standing, open, typed) : newest(app, person, standing, open));
}

function newest(app, person, standing, open) {
  open.sort((one, other) => (other.opened_at ?? 0) - (one.opened_at ?? 0));
  if (!open.length) return h("p", {}, _("No jobs here today."));
  return [h("h2", {}, _("New jobs")), page(app, person, standing, open.map((vacancy) => ({ vacancy })))];
}

function searched(app, person, standing, open, typed) {
  const { market } = app;
  const profile = person ?? { place: app.officer?.places[0], occupation: null, skills: [] };
  const found = search(market, profile, typed, open, app.now(), standing.most + 1);
  if (!found.query) return named(app, person, found.matches, typed);
  const query = standing.work ? { ...found.query, occupation: standing.work } : found.query;
  const { matches, widened } = standing.work ? find(market, profile, query, open, app.now(), standing.most + 1) : found;
  if (!matches.length) {
    const nothing = _("We did not find {text}. Please try other words.", { text: typed });
    return [h("p", { role: "status" }, nothing), otherReadings(market, standing, found.reading, query)];
  }
  const place = query.place && market.places.name(query.place);
  return [
    h(
      "div",
      { role: "status" },
      h("h2", {}, understood(market, found.reading, query, place, standing.work || found.reading.isSure)),
      WIDENED[widened] && h("p", {}, `${WIDENED[widened](place)}:`),
    ),
    otherReadings(market, standing, found.reading, query),
    page(app, person, standing, matches),
  ];
}

/** The vacancy of which the number was typed. */
function named(app, person, [match], typed) {
  if (!match) return h("p", { role: "status" }, _("There is no job {text}.", { text: typed }));
  return list(vacancyEntry(app, match.vacancy, { person: person?.id }));
}

/** "Welder, in Kilifi", or "Perhaps Welder, in Kilifi" where the words only hint at it. */
function understood(market, { said }, { occupation }, place, isSure) {
  const label = occupation && market.occupations.label(occupation, language());
  const what = label ? (isSure ? label : _("Perhaps {work}", { work: label })) : said;
  if (!what) return place ? _("Jobs in {place}", { place }) : "";
  return place ? _("{what}, in {place}", { what, place }) : what;
}

/** What else was perhaps meant: one tap looks for it instead. */
function otherReadings(market, standing, { work }, { occupation }) {
  const others = occupation ? work.filter((code) => code !== occupation) : [];
  if (!others.length) return null;
  const another = (code) =>
    key(market.occupations.label(code, language()), () => {
      Object.assign(standing, { work: code, most: PAGE });
      return standing.show();
    });
  return [h("p", {}, _("Or did you mean:")), h("div", { class: "keys" }, others.map(another))];
}

function page(app, person, standing, matches) {
  const shown = matches.slice(0, standing.most);
  const more = async () => {
    standing.most += PAGE;
    const at = shown.length;
    await standing.show();
    app.main.querySelectorAll(".entry")[at]?.focus();
  };
  const entryOf = (match) => {
    const why = person && match.reason && reason(app.market, match);
    return vacancyEntry(app, match.vacancy, { why, person: person?.id });
  };
  return [
    list(shown.map(entryOf)),
    matches.length > shown.length && key(_("More"), more, { kind: "main" }),
  ];
}
