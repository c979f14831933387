// Edit: what is known of a person is changed, with the questions of registering.

import { notice, key } from "../parts.js";
import { change } from "../registering.js";
import { _ } from "../texts.js";
import { absent, nameOf } from "./profile.js";
import { allQuestions, answers, oneQuestion } from "./register/asking.js";
import { questionOf } from "./register/questions.js";
import { knownSheet } from "./register/sheet.js";

const NAME = "edit";

export const edit = {
  tab: "people",
  async draw(app, id = "", step = "") {
    if (!app.market.isThere) return { title: _("Change"), body: notice(_("The first copy is still coming.")) };
    const profile = await app.copy.get("profiles", id);
    if (!profile) return absent();
    const sheet = await knownSheet(app, profile);
    return { title: nameOf(profile), body: body(app, sheet, profile, questionOf(step)), isForm: true };
  },
};

function body(app, sheet, profile, question) {
  const done = [_("Save"), () => save(app, sheet, profile)];
  const faultOf = (picker, code) => faultIn(app, sheet, picker, code);
  if (app.settings.onePage) return allQuestions(app, sheet, { done, faultOf });
  if (question) return oneQuestion(app, sheet, question, { next: () => app.back(), faultOf });
  const wrong = Object.keys(sheet.draft.values).find((code) => sheet.draft.values[code] === null);
  if (wrong) done[1] = () => app.go(NAME, profile.id, wrong);
  return [answers(app, sheet, (code) => [NAME, profile.id, code]), key(...done, { kind: "main" })];
}

/** What is wrong with an answer that was changed: what is missing may stay so. */
function faultIn(app, sheet, picker, code) {
  if (!(code in sheet.draft.values)) return "";
  if (code !== "birth_year" || sheet.stage() !== "young") return picker.fault();
  return _("Work is for people of {age} years or more.", { age: app.market.terms.legal_working_age });
}

async function save(app, sheet, profile) {
  await change(app, profile.id, sheet.draft.values);
  await sheet.draft.forget();
  app.say(_("Saved on this tablet."));
  await app.replace("person", profile.id);
}
