// Job: all that is known of a vacancy, who of the officer's people fits, and applying for one who says so.

import { applications, apply, canTakeBack, counts, isOpen, standing } from "../applying.js";
import { isGiven, wordOn } from "../consent.js";
import { h } from "../dom.js";
import { explain, people } from "../matching.js";
import { ask, entry, key, list, notice, section, way } from "../parts.js";
import { _, language, marked } from "../texts.js";
import { experience, phoneShown, reason } from "../wording.js";
import { statusShown, takeBackKey } from "./application.js";
import { unsentMark, unsentText } from "./mark.js";
import { consentMissing, nameOf } from "./profile.js";
import { vacancyFacts } from "./vacancy.js";

const HONEST = marked("The employer sees a name only after applying. Nobody ever pays for a job.");

export const job = {
  tab: "jobs",
  async draw(app, reference = "", id = "") {
    const vacancy = await app.copy.get("vacancies", reference);
    const person = id ? await app.copy.get("profiles", id) : null;
    return {
      title: vacancy?.title ?? _("Job {reference}", { reference }),
      body: [
        !isOpen(vacancy, app.now()) && notice(_("This job is no longer open"), "warn", way(_("Find jobs"), "", "jobs")),
        person && (await applying(app, vacancy, reference, person)),
        vacancy && vacancyFacts(app, vacancy),
        vacancy && h("p", { class: "help" }, _(HONEST)),
        !person && (await everybody(app, vacancy, reference)),
        person &&
          h(
            "div",
            { class: "keys" },
            way(nameOf(person), "", "person", person.id),
            way(_("Others who fit"), "", "job", reference),
          ),
      ],
    };
  },
};

/** Where somebody stands with this vacancy, and what the officer can do for them. */
async function applying(app, vacancy, reference, person) {
  const made = await standing(app.copy, person.id, reference);
  const title = vacancy?.title;
  if (counts(made)) return applied(app, made, title, person);
  if (!isOpen(vacancy, app.now())) return null;
  if (!isGiven(await wordOn(app.copy, person.id, "service"))) return consentMissing(person);
  return [
    made && notice(_("{name}: {status}", { name: nameOf(person), status: statusShown(app, made) })),
    app.market.isThere && h("p", {}, why(app, vacancy, person, app.now())),
    applyKey(app, vacancy, person, _("Apply for {name}", { name: nameOf(person) }), { kind: "main" }),
    direct(vacancy),
  ];
}

function applied(app, made, title, person) {
  const mark = unsentMark(app.copy, "applications", made.id);
  const told = notice(
    _("{name}: {status}", { name: nameOf(person), status: statusShown(app, made) }),
    "good",
    mark && h("p", {}, mark),
    canTakeBack(made) && takeBackKey(app, made, title),
  );
  told.tabIndex = -1;
  return told;
}

/** "Their own work, in Nyali", and how many of the skills they have. */
function why({ market }, vacancy, person, now) {
  const [work, place, , , skills] = explain(market, person, vacancy, now).map(({ values }) => values);
  const { asked, held } = skills;
  return [
    reason(market, { reason: work.reason, area: place.area }),
    asked.length > 0 && _("{held} of {asked} skills", { held: held.length, asked: asked.length }),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** What an employer wants who would rather be called or visited than get an application. */
function direct({ contact, contact_detail: detail }) {
  if (!detail) return null;
  if (contact === "visit") return notice(_("This employer also wants people to come: {place}", { place: detail }));
  if (contact !== "call") return null;
  const phone = h("a", { class: "phone", href: `tel:${detail}` }, phoneShown(detail));
  return notice(_("This employer also wants to be called:"), "", phone);
}

/** The key that asks for the person's own word, and applies. */
function applyKey(app, vacancy, person, text, options) {
  const name = nameOf(person);
  const go = async () => {
    const values = { name, title: vacancy.title, employer: vacancy.employer ?? "" };
    const question = _("Ask {name}: apply for {title}, {employer}? The employer then sees the name.", values);
    if (!(await ask(question, _("{name} says: yes, apply", { name }), { kind: "main" }))) return;
    await apply(app, person.id, vacancy.id);
    app.say(_("Saved. It goes to the employer with the next sync."));
    await app.refresh();
    app.main.querySelector(".notice.good")?.focus();
  };
  return key(text, go, options);
}

/** Of the officer's people: who has applied, and who fits. */
async function everybody(app, vacancy, reference) {
  const made = (await applications(app.copy, { vacancy_id: reference })).filter(counts);
  return [
    made.length > 0 && section(_("Have applied"), h("ul", { class: "list" }, await applicants(app, made, vacancy))),
    isOpen(vacancy, app.now()) && section(_("People who fit"), await fitting(app, vacancy, made)),
  ];
}

function applicants(app, made, vacancy) {
  return Promise.all(
    made.map(async (each) => {
      const person = await app.copy.get("profiles", each.profile_id);
      const row = entry({
        title: person ? nameOf(person) : _("Somebody"),
        lines: [statusShown(app, each)],
        mark: unsentText(app.copy, "applications", each.id),
        to: ["job", each.vacancy_id, each.profile_id],
      });
      if (canTakeBack(each)) row.append(takeBackKey(app, each, vacancy?.title));
      row.classList.add("with-key");
      return row;
    }),
  );
}

async function fitting(app, vacancy, made) {
  const { market } = app;
  if (!market.isThere) return notice(_("The first copy is still coming."));
  const have = new Set(made.map((each) => each.profile_id));
  const profiles = await app.copy.query("profiles", { where: (each) => !have.has(each.id) });
  const found = people(market, vacancy, profiles, app.now());
  if (!found.length) return h("p", {}, _("Nobody of your people does this work or one like it."));
  return list(await Promise.all(found.map((candidate) => candidateShown(app, vacancy, candidate))));
}

async function candidateShown(app, vacancy, candidate) {
  const { profile } = candidate;
  const { market } = app;
  const hasAgreed = isGiven(await wordOn(app.copy, profile.id, "service"));
  const work = market.occupations.label(profile.occupation, language());
  const row = entry({
    title: nameOf(profile),
    lines: [reason(market, candidate), [work, experience(profile.experience)].filter(Boolean).join(" · ")],
    to: ["job", vacancy.id, profile.id],
  });
  const label = { "aria-label": _("Apply for {name}", { name: nameOf(profile) }) };
  row.append(
    hasAgreed
      ? applyKey(app, vacancy, profile, _("Apply"), label)
      : way(_("Ask for consent"), "", "consent", profile.id, "service"),
  );
  row.classList.add("with-key");
  return row;
}
