// Consenting: what is read out to a person before anything of them is kept, and what they said.

import { languageKeys, readOut } from "../../aloud.js";
import { OFTEN } from "../../consent.js";
import { fill, h } from "../../dom.js";
import { byKeyboard } from "../../form.js";
import { keys } from "../../pickers/parts.js";
import { _ } from "../../texts.js";
import { alerts } from "../../wording.js";

/** The question for consent to the service; the language can still be another. `yes` and `no` do what follows. */
export function serviceConsent(app, sheet, { progress, yes, no, more }) {
  const read = h("div", {});
  const show = (language) => fill(read, readOut(app.market, "service", language));
  const { language, name } = sheet.values();
  const spoken = languageKeys(app.market, language, (chosen) => {
    sheet.draft.set({ language: chosen });
    show(chosen);
  });
  show(language);
  const said = answers([
    [_("Yes, agrees"), yes, "main"],
    [_("No"), no],
  ]);
  return form({ progress, name }, said, [read, said, spoken, more]);
}

/** The question for job alerts. `answer` is told how often, or "off". */
export function alertsConsent(app, sheet, { progress, answer }) {
  const { language, name } = sheet.values();
  const text = readOut(app.market, "alerts", language);
  const said = answers([...OFTEN, "off"].map((often) => [alerts(often), () => answer(often)]));
  return form({ progress, name }, said, [text, said]);
}

/** Keys of which one counts, once. */
function answers(entries) {
  let isAnswered = false;
  const once = (work) => async () => {
    if (isAnswered) return;
    isAnswered = true;
    await Promise.resolve(work()).finally(() => (isAnswered = false));
  };
  const options = keys("answers");
  options.show(entries.map(([text, work, kind]) => [text, once(work), kind]));
  return h("div", { class: "picker" }, options);
}

/** Digits answer what is asked, and Enter does nothing: an answer is to be meant. */
function form({ progress, name }, said, children) {
  const intro = [h("p", { class: "help" }, progress), h("p", {}, _("Read this out to {name}:", { name }))];
  const element = h("form", { class: "consenting", tabindex: "-1", autofocus: true }, intro, children);
  byKeyboard(element, () => {}, said);
  return element;
}
