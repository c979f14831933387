// Today: where the day begins.

import { dayShown, moment } from "../documents.js";
import { h } from "../dom.js";
import { live } from "../live.js";
import { address, entry, key, list, notice, section, way } from "../parts.js";
import { openVisit } from "../registering.js";
import { choose } from "../settings.js";
import { _, ngettext } from "../texts.js";
import { open } from "./conflicts.js";
import { standing, steps } from "./sync.js";

const MOST_VISITS = 3;
const MOST_PEOPLE = 5;

export const today = {
  tab: "today",
  async draw(app) {
    const [visits, waits, people] = await Promise.all([visitsOf(app), open(app), registered(app)]);
    return {
      title: _("Today"),
      body: [
        h("p", { class: "greeting" }, _("Hello {name}", { name: app.officer?.name ?? "" })),
        over(app),
        !app.market.isThere && firstCopy(app),
        h(
          "div",
          { class: "keys doors" },
          way(_("Register somebody"), "main", "register"),
          way(_("Paper register"), "", "paper"),
          way(_("Find jobs"), "", "jobs"),
          way(_("Employers met"), "", "employers"),
        ),
        attention(waits),
        app.copy === app.real && unsent(app),
        theVisit(app, visits),
        visitList(app, _("Visits that are not finished"), visits.before),
        visitList(app, _("Next visits"), visits.next),
        visits.here && way(_("Plan a visit"), "", "visit", "new"),
        people.length > 0 &&
          section(
            _("Registered today: {n}", { n: people.length }),
            list(
              ...people
                .slice(0, MOST_PEOPLE)
                .map(({ id, name, place }) =>
                  entry({ title: name || _("Somebody"), lines: [app.market.places.label(place)], to: ["person", id] }),
                ),
            ),
            people.length > MOST_PEOPLE && way(_("People"), "", "people"),
          ),
      ],
    };
  },
};

/** Whoever practised, locked the tablet and came back might believe to practise still. */
function over(app) {
  if (app.copy !== app.real || !app.settings.practised) return null;
  const seen = async () => {
    choose({ practised: false });
    await app.refresh();
  };
  return notice(_("Practice is over. What you write now is sent."), "warn", key(_("Understood"), seen));
}

function firstCopy(app) {
  const step = h("p", { class: "help" });
  const said = h("p", { role: "status" });
  const bar = h("progress", { "aria-label": _("How far it has come") });
  const shown = notice(
    _("The first copy is still coming: places, jobs and your people. You can begin when it is here."),
    "",
    bar,
    step,
    said,
    way(_("Send"), "", "sync"),
  );
  return live(app, shown, () => {
    const { isRunning, error, progress } = app.syncing;
    bar.hidden = !isRunning;
    if (progress?.allBytes) Object.assign(bar, { max: progress.allBytes, value: progress.bytes });
    step.textContent = isRunning && progress ? steps(progress) : "";
    const told = error ? standing(app.syncing) : "";
    if (said.textContent !== told) said.textContent = told;
  });
}

function attention({ asked, problems }) {
  const count = asked.length + problems.length;
  if (!count) return null;
  const text = ngettext(
    "{n} thing that you sent is not shown as you sent it.",
    "{n} things that you sent are not shown as you sent them.",
    count,
    { n: count },
  );
  return notice(text, "warn", way(_("Look at it"), "", "conflicts"));
}

/** What is unsent, and when the server was heard last. */
function unsent(app) {
  const [number, last] = [h("strong"), h("span")];
  const way = h("a", { class: "entry", href: address("sync") }, h("span", { class: "what" }, number, last));
  return live(app, way, () => {
    const { unsent: n } = app.syncing;
    const { heard } = app.real;
    number.textContent = n
      ? ngettext("{n} thing waits to be sent", "{n} things wait to be sent", n, { n })
      : _("Everything is sent");
    last.textContent = _("Sent and fetched last: {when}", { when: heard ? moment(app, heard.at) : _("never") });
  });
}

function theVisit(app, { here, isBegun }) {
  if (!here)
    return section(
      _("Visit"),
      h("p", {}, _("No visit is planned for today.")),
      way(_("Plan a visit"), "", "visit", "new"),
    );
  const met = here.people_met ?? 0;
  const lines = [
    isBegun ? _("You are here") : here.done_at ? _("Finished") : when(app, here),
    (isBegun || met > 0) && ngettext("{n} person met", "{n} people met", met, { n: met }),
    here.purpose,
  ];
  const title = app.market.places.label(here.place);
  return section(_("Visit of today"), list(entry({ title, lines, to: ["visit", here.id] })));
}

function visitList(app, title, visits) {
  const told = (each) =>
    entry({ title: app.market.places.label(each.place), lines: [when(app, each)], to: ["visit", each.id] });
  return visits.length > 0 && section(title, list(...visits.map(told)));
}

function when(app, { planned_for: day }) {
  return day ? (day === app.today() ? _("today") : dayShown(app.market, day)) : _("no day yet");
}

/** The visit that goes on, else that of today; those to come, the next first; and those before without an end. */
async function visitsOf(app) {
  const day = app.today();
  const [current, all] = await Promise.all([openVisit(app), app.copy.query("visits")]);
  const planned = ({ planned_for: on }) => on ?? "~"; // without a day: behind all others
  const ofToday = all.filter((each) => planned(each) === day).sort((a, b) => (a.done_at ?? 0) - (b.done_at ?? 0));
  const here = current ?? ofToday[0] ?? null;
  const others = all
    .filter((each) => each.id !== here?.id && !each.done_at)
    .sort((a, b) => (planned(a) < planned(b) ? -1 : 1));
  const next = others.filter((each) => planned(each) >= day).slice(0, MOST_VISITS);
  const before = others.filter((each) => planned(each) < day).slice(-MOST_VISITS);
  return { here, isBegun: current !== null, next, before };
}

/** Who was registered today, by this tablet or others of the officer, the latest first. */
async function registered(app) {
  const unsent = new Set(
    app.copy.waiting.filter(({ collection, base }) => collection === "profiles" && !base).map(({ id }) => id),
  );
  const day = app.today();
  const isNew = ({ id, registered_at: at }) => (at ? app.market.day(at) === day : unsent.has(id));
  const found = await app.copy.query("profiles", { where: isNew });
  return found.sort((a, b) => (b.registered_at ?? Infinity) - (a.registered_at ?? Infinity) || (a.id < b.id ? 1 : -1));
}
