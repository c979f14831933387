// A visit: an outreach day that is planned, begun, counted and finished.

import { dayShown, moment, visitTitle } from "../documents.js";
import { h } from "../dom.js";
import { draft } from "../form.js";
import { ask, choice, entry, facts, field, key, list, notice, section, way } from "../parts.js";
import { place as placePicker } from "../pickers/place.js";
import { met as isMet, openVisit } from "../registering.js";
import { _, ngettext } from "../texts.js";

const BEGUN = "visit"; // kept under this name: which visit registrations are counted to
const LONGEST_PURPOSE = 500;
const MOST_LISTED = 20;

export const visit = {
  tab: "today",
  async draw(app, id, part) {
    if (id === "new") return form(app, undefined);
    const found = id && (await app.copy.get("visits", id));
    if (!found)
      return { title: _("Visit"), body: [notice(_("This visit is not on the tablet.")), way(_("Today"), "", "today")] };
    if (part === "change") return form(app, found);
    if (part === "met") return { title: _("Who was met?"), body: await known(app, found) };
    return { title: app.market.places.name(found.place), body: await shown(app, found) };
  },
};

async function shown(app, visit) {
  const isBegun = (await openVisit(app))?.id === visit.id;
  const { done_at: done, planned_for: day } = visit;
  const begin = async () => {
    await app.save("visits", visit.id, { planned_for: app.today(), done_at: null });
    await app.keep(BEGUN, visit.id);
    await app.refresh();
  };
  const finish = async () => {
    await app.save("visits", visit.id, { done_at: app.now() });
    await app.keep(BEGUN, undefined);
    app.say(_("The visit is finished."));
    await app.refresh();
  };
  const remove = async () => {
    if (
      !(await ask(
        _("Remove the visit to {place}?", { place: app.market.places.name(visit.place) }),
        _("Yes, remove it"),
      ))
    )
      return;
    if (isBegun) await app.keep(BEGUN, undefined);
    await app.drop("visits", visit.id);
    app.say(_("It is removed."));
    await app.replace("today");
  };
  return [
    facts([
      [_("Place"), app.market.places.label(visit.place)],
      [_("Planned for"), day && dayShown(app.market, day)],
      [_("Purpose"), visit.purpose],
      [_("Finished"), done && moment(app, done)],
    ]),
    isBegun
      ? [
          notice(_("You are here. Who you register now is counted to this visit."), "good"),
          h(
            "div",
            { class: "keys doors" },
            way(_("Register somebody"), "main", "register"),
            way(_("Paper register"), "", "paper"),
          ),
        ]
      : key(done ? _("Go on with this visit") : _("Begin here"), begin, { kind: done ? "" : "main" }),
    counting(app, visit, isBegun),
    await met(app, visit, isBegun),
    isBegun && key(_("Finish the visit"), finish, { kind: "main" }),
    h(
      "div",
      { class: "keys" },
      way(_("Change the visit"), "", "visit", visit.id, "change"),
      key(_("Remove the visit"), remove, { kind: "danger" }),
    ),
  ];
}

/** How many were met, everybody, with keys to count while the visit goes on. */
function counting(app, visit, isBegun) {
  let count = visit.people_met ?? 0;
  const told = h("output", { class: "number" }, String(count));
  const add = async (step) => {
    if (count + step < 0) return;
    count += step; // at once: taps come faster than they are kept
    told.textContent = String(count);
    await app.save("visits", visit.id, { people_met: { add: step } });
  };
  const step = (sign, name, number) =>
    key(sign, () => add(number), { kind: "step", "aria-label": `${sign}, ${name}` });
  return section(
    _("Number of people met"),
    h(
      "div",
      { class: "counter" },
      isBegun && step("−1", _("One less"), -1),
      told,
      isBegun && step("+1", _("One more"), 1),
    ),
    isBegun &&
      h(
        "p",
        { class: "help" },
        _("Everybody you speak to, also who is not registered. Registrations are counted by themselves."),
      ),
  );
}

/** Who of the people registered was met. */
async function met(app, visit, isBegun) {
  const people = await Promise.all((visit.met ?? []).map((id) => app.copy.get("profiles", id)));
  const there = people.filter(Boolean);
  const others = people.length - there.length;
  return section(
    _("People you met"),
    there.length > 0 && list(...there.map(({ id, name, place }) => person(app, { name, place, to: ["person", id] }))),
    others > 0 &&
      h(
        "p",
        {},
        ngettext("{n} person who is not on this tablet", "{n} people who are not on this tablet", others, {
          n: others,
        }),
      ),
    people.length === 0 && h("p", { class: "help" }, _("Nobody yet.")),
    isBegun && way(_("Add somebody who is registered"), "", "visit", visit.id, "met"),
  );
}

/** Who is registered and was met too: those of the place first. */
async function known(app, visit) {
  const near = new Set(app.market.places.under(visit.place));
  const all = await app.copy.query("profiles", { where: ({ id, name }) => name && !visit.met?.includes(id) });
  all.sort((a, b) => near.has(b.place) - near.has(a.place) || a.name.localeCompare(b.name));
  const add = async ({ id, name }) => {
    await isMet(app, id);
    app.say(_("{name} was met.", { name }));
    app.back();
  };
  const found = h("div", { role: "region", "aria-label": _("People") });
  const input = h("input", { type: "search", autocomplete: "off", oninput: () => look() });
  const look = () => {
    const typed = input.value.trim().toLocaleLowerCase();
    const fitting = all.filter(({ name }) => name.toLocaleLowerCase().includes(typed)).slice(0, MOST_LISTED);
    found.replaceChildren(
      fitting.length
        ? list(...fitting.map((each) => person(app, { ...each, onclick: () => add(each) })))
        : h("p", {}, _("Nobody is registered here under this name.")),
    );
  };
  look();
  return [field(_("Name"), input), found];
}

function person(app, { name, place, to, onclick }) {
  return entry({ title: name || _("Somebody"), lines: [app.market.places.label(place)], to, onclick });
}

/** Plan a visit, or change one. What is half typed is kept. */
async function form(app, visit) {
  const title = visit ? visitTitle(app, visit) : _("Plan a visit");
  if (!app.market.isThere) return { title, body: notice(_("The first copy is still coming. It brings the places.")) };
  const half = await draft(app, `draft visit ${visit?.id ?? "new"}`);
  const values = { place: null, planned_for: app.today(), purpose: "", ...visit, ...half.values };
  const keep = (changes) => {
    Object.assign(values, changes);
    half.set(changes);
  };
  const where = placePicker(app, {
    label: _("Place"),
    value: values.place,
    onchoose: (place) => keep({ place }),
    typed: half.typed.place,
    ontyped: (text) => half.type("place", text),
  });
  const purpose = h("textarea", {
    rows: "3",
    maxlength: String(LONGEST_PURPOSE),
    oninput: () => keep({ purpose: purpose.value }),
  });
  purpose.value = values.purpose ?? "";
  const save = async () => {
    where.tell(where.fault());
    if (where.fault()) return where.querySelector("button, input").focus();
    const id = await app.save("visits", visit?.id ?? half.id, {
      place: values.place,
      planned_for: values.planned_for || null,
      purpose: values.purpose?.trim() || null,
    });
    await half.forget();
    app.say(_("Saved."));
    if (visit) app.back();
    else await app.replace("visit", id);
  };
  return {
    title,
    isForm: true,
    body: [
      where,
      days(app, values.planned_for, (day) => keep({ planned_for: day })),
      field(_("Purpose"), purpose, { help: _("What it is for, if you like.") }),
      key(_("Save"), save, { kind: "main" }),
    ],
  };
}

/** Which day: today and tomorrow by one tap. */
function days(app, value, onchoose) {
  const today = app.today();
  const tomorrow = new Date(Date.parse(today) + 24 * 3600 * 1000).toISOString().slice(0, 10);
  const near = [today, tomorrow].includes(value) ? value : "";
  const date = h("input", { type: "date", value, min: today, oninput: () => onchoose(date.value) });
  const other = field(_("On which day?"), date);
  other.hidden = near !== "";
  const pick = (day) => {
    other.hidden = day !== "";
    onchoose(day || date.value);
  };
  return [
    choice(
      _("Day"),
      [
        [today, _("Today")],
        [tomorrow, _("Tomorrow")],
        ["", _("Another day")],
      ],
      { value: near, onchoose: pick },
    ),
    other,
  ];
}
