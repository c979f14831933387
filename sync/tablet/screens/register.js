// Register: a person who looks for work is asked what matching needs, agrees, and is saved.

import { h } from "../dom.js";
import { draft } from "../form.js";
import { address, ask, notice, way } from "../parts.js";
import { met, register as registered } from "../registering.js";
import { _ } from "../texts.js";
import { absent, nameOf } from "./profile.js";
import { allQuestions, answers, oneQuestion } from "./register/asking.js";
import { alertsConsent, serviceConsent } from "./register/consenting.js";
import { NEEDED, questionOf, unanswered } from "./register/questions.js";
import { fillingIn, newSheet } from "./register/sheet.js";

const NAME = "register";

export const register = {
  tab: NAME,
  async draw(app, step = "", id) {
    const title = _("Register");
    if (!app.market.isThere) return { title, body: notice(_("The first copy is still coming.")) };
    if (Object.hasOwn(ends, step)) return ends[step](app, id);
    const sheet = await newSheet(app);
    const body = app.settings.onePage ? onPage(app, sheet, step) : onScreens(app, sheet, step);
    return body && { title, body, isForm: true };
  },
};

/** What is shown when a person is through. */
const ends = {
  async saved(app, id = "") {
    const profile = await app.copy.get("profiles", id);
    if (!profile) return absent();
    const jobs = h("div", { class: "keys" }, way(_("Jobs that fit"), "", "person", id));
    return { title: _("Saved on this tablet."), body: [notice(nameOf(profile), "good"), nextPerson(), jobs] };
  },
  nothing: () => ({
    title: _("Nothing is kept"),
    body: [notice(_("Nothing of this person is kept. They are welcome at any time.")), nextPerson()],
  }),
};

function nextPerson() {
  return way(_("Next person"), "main", NAME);
}

function onPage(app, sheet, step) {
  if (Object.hasOwn(consents, step) && !sheet.unsettled()) return consents[step](app, sheet);
  if (step) return void app.replace(NAME);
  return allQuestions(app, sheet, {
    done: [_("Go on"), () => app.go(NAME, "consent")],
    panelKeys: panelKeys(app, sheet),
  });
}

function onScreens(app, sheet, step) {
  if (step === "so_far") return soFar(app, sheet);
  if (Object.hasOwn(consents, step) && !sheet.unsettled()) return consents[step](app, sheet);
  const question = questionOf(step);
  if (!question || isAhead(sheet, question)) return void app.replace(NAME, sheet.unsettled() ?? "consent");
  const next = () => (question.aside ? app.back() : app.go(NAME, nextOf(sheet, question)));
  return oneQuestion(app, sheet, question, {
    progress: question.aside ? "" : progress(sheet, NEEDED.indexOf(question) + 1),
    next,
    overview: address(NAME, "so_far"),
    panelKeys: panelKeys(app, sheet),
  });
}

/** Whether an earlier question has no answer yet. */
function isAhead(sheet, question) {
  const [first] = unanswered(sheet.values());
  return first !== undefined && NEEDED.indexOf(question) > NEEDED.indexOf(first);
}

/** The next question without an answer; after the last, the consent. */
function nextOf(sheet, question) {
  const behind = unanswered(sheet.values()).find((each) => NEEDED.indexOf(each) > NEEDED.indexOf(question));
  return behind?.code ?? sheet.unsettled() ?? "consent";
}

function soFar(app, sheet) {
  const to = (code) => [NAME, code];
  return [answers(app, sheet, to), way(_("Go on"), "main", NAME, sheet.unsettled() ?? "consent")];
}

const consents = {
  consent(app, sheet) {
    const yes = async () => {
      await sheet.draft.keep(); // the language may be another now
      if (isReached(sheet)) app.go(NAME, "alerts");
      else await save(app, sheet);
    };
    const no = async () => {
      if (!(await ask(_("Keep nothing of this person?"), _("Yes, keep nothing")))) return;
      await sheet.draft.forget();
      await app.replace(NAME, "nothing");
    };
    const more = !app.settings.onePage && way(_("More"), "plain", NAME, "so_far");
    return serviceConsent(app, sheet, { progress: progress(sheet, NEEDED.length + 1), yes, no, more });
  },
  alerts(app, sheet) {
    const answer = (often) => save(app, sheet, often);
    return alertsConsent(app, sheet, { progress: progress(sheet, NEEDED.length + 2), answer });
  },
};

async function save(app, sheet, often) {
  const id = await registered(app, { ...sheet.values(), id: sheet.draft.id }, { often });
  await sheet.draft.forget();
  await app.replace(NAME, "saved", id);
}

/** Job alerts come by SMS: who has no phone is not asked. */
function isReached(sheet) {
  return sheet.values().phones?.length !== 0;
}

function progress(sheet, n) {
  return _("{n} of {all}", { n, all: NEEDED.length + (isReached(sheet) ? 2 : 1) });
}

/** What the keys beside a question do where it shows somebody who is known, or too young. */
function panelKeys(app, sheet) {
  const onend = async () => {
    await sheet.draft.forget();
    await app.replace(NAME);
  };
  const onsame = async (profile) => {
    const known = await draft(app, `draft edit ${profile.id}`);
    known.set(fillingIn(profile, sheet.values()));
    await known.keep();
    await met(app, profile.id);
    await sheet.draft.forget();
    await app.replace("edit", profile.id);
  };
  return { onsame, onend };
}
