// Person: what is known of somebody, which jobs fit, where they applied, what they agreed to, and notes.

import { applications, canTakeBack, counts, isOpen } from "../applying.js";
import { isGiven, oftenOf, PURPOSES, wordOn } from "../consent.js";
import { fieldName } from "../documents.js";
import { fill, h } from "../dom.js";
import { later } from "../later.js";
import { best } from "../matching.js";
import { ask, entry, key, list, notice, section, way } from "../parts.js";
import { missing } from "../roll.js";
import { _ } from "../texts.js";
import { ago, alerts, reason } from "../wording.js";
import { statusShown, takeBackKey } from "./application.js";
import { purposeName, wordShown } from "./consent.js";
import { unsentMark, unsentText } from "./mark.js";
import { absent, consentMissing, nameOf, profileFacts } from "./profile.js";
import { vacancyEntry } from "./vacancy.js";

export const person = {
  tab: "people",
  async draw(app, id = "") {
    const profile = await app.copy.get("profiles", id);
    if (!profile) return absent();
    const words = await Promise.all(PURPOSES.map((purpose) => wordOn(app.copy, profile.id, purpose)));
    const made = await applications(app.copy, { profile_id: profile.id });
    const isServed = isGiven(words[0]);
    return {
      title: nameOf(profile),
      body: [
        unsentMark(app.copy, "profiles", profile.id),
        !isServed && consentMissing(profile),
        stillToAsk(profile),
        profileFacts(app, profile),
        h(
          "div",
          { class: "keys" },
          way(_("Change"), "", "edit", profile.id),
          way(_("Write a note"), "", "note", profile.id),
          isServed && way(_("Look for other jobs"), "", "jobs", profile.id),
        ),
        isServed && (await fittingJobs(app, profile, made)),
        made.length > 0 && section(_("Applications"), h("ul", { class: "list" }, await applied(app, made))),
        section(_("What this person agreed to"), consents(app, profile, words)),
        section(_("Notes"), await notes(app, profile)),
      ],
    };
  },
};

function stillToAsk(profile) {
  const fields = missing(profile).map(fieldName).join(", ");
  if (!fields) return null;
  return notice(_("Still to be asked: {fields}", { fields }), "warn", way(_("Ask it now"), "", "edit", profile.id));
}

async function fittingJobs(app, profile, made) {
  const { market } = app;
  if (!market.isThere) return section(_("Jobs that fit"), notice(_("The first copy is still coming.")));
  const applied = new Set(made.filter(counts).map((each) => each.vacancy_id));
  const isOffered = (each) => isOpen(each, app.now()) && !applied.has(each.id);
  const shown = (match) => vacancyEntry(app, match.vacancy, { why: reason(market, match), person: profile.id });
  const part = h("div", {});
  await later(part, async () => {
    const found = best(market, profile, await app.copy.query("vacancies", { where: isOffered }), app.now());
    fill(part, found.length ? list(found.map(shown)) : h("p", {}, _("No jobs here today.")));
  });
  return section(_("Jobs that fit"), part);
}

function applied(app, made) {
  return Promise.all(
    made.map(async (each) => {
      const vacancy = await app.copy.get("vacancies", each.vacancy_id);
      const row = entry({
        title: vacancy?.title ?? _("Job {reference}", { reference: each.vacancy_id }),
        lines: [vacancy?.employer, statusShown(app, each)],
        mark: unsentText(app.copy, "applications", each.id),
        to: ["job", each.vacancy_id, each.profile_id],
      });
      if (canTakeBack(each)) row.append(takeBackKey(app, each, vacancy?.title));
      row.classList.add("with-key");
      return row;
    }),
  );
}

function consents(app, profile, words) {
  return list(
    PURPOSES.map((purpose, at) => {
      const mark = unsentText(app.copy, "consents", `${profile.id}.${purpose}`);
      const often = purpose === "alerts" && isGiven(words[at]) && alerts(oftenOf(words[at], profile));
      const lines = [wordShown(app, words[at], mark), often];
      return entry({ title: purposeName(purpose), lines, mark, to: ["consent", profile.id, purpose] });
    }),
  );
}

async function notes(app, profile) {
  const written = await app.copy.query("notes", { where: { profile_id: profile.id }, sort: "-written_at" });
  if (!written.length) return h("p", {}, _("None yet."));
  return h("ul", { class: "list" }, written.map((each) => noteShown(app, each)));
}

function noteShown(app, note) {
  const isOwn = [undefined, app.officer?.id].includes(note.officer_id); // one that was not sent yet has no officer
  const when = note.written_at && ago(app, note.written_at);
  const remove = async () => {
    if (!(await ask(_("Remove this note?"), _("Yes, remove it")))) return;
    await app.drop("notes", note.id);
    await app.refresh();
  };
  return h(
    "li",
    { class: "note" },
    h("p", {}, note.text),
    h(
      "p",
      { class: "help" },
      [isOwn ? _("by you") : _("by another officer"), when].filter(Boolean).join(", "),
      " ",
      unsentMark(app.copy, "notes", note.id),
    ),
    isOwn && key(_("Remove"), remove, { kind: "plain" }),
  );
}
