// Consenting: what is read out to a person before anything of them is kept, and what they said.

import { aloudKey } from "../../aloud.js";
import { OFTEN } from "../../consent.js";
import { fill, h } from "../../dom.js";
import { byKeyboard } from "../../form.js";
import { choose, keys } from "../../pickers/parts.js";
import { _, direction } from "../../texts.js";
import { alerts, languageName } from "../../wording.js";

/** The question for consent to the service; the language can still be another. `yes` and `no` do what follows. */
export function serviceConsent(app, sheet, { progress, yes, no, more }) {
  const read = h("div", {});
  const show = (language) => fill(read, readOut(app.market, "service", language));
  const languages = app.market.languages.map((code) => [code, languageName(code)]);
  const { language } = sheet.values();
  const spoken = choose(_("Language"), languages, {
    value: language,
    onchoose(chosen) {
      sheet.draft.set({ language: chosen });
      show(chosen);
    },
  });
  show(language);
  const said = answers([
    [_("Yes, agrees"), yes, "main"],
    [_("No"), no],
  ]);
  return form(progress, said, [read, said, spoken, more]);
}

/** The question for job alerts. `answer` is told how often, or "off". */
export function alertsConsent(app, sheet, { progress, answer }) {
  const text = readOut(app.market, "alerts", sheet.values().language);
  const said = answers([...OFTEN, "off"].map((often) => [alerts(often), () => answer(often)]));
  return form(progress, said, [text, said]);
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

function readOut(market, purpose, language) {
  const text = market.text(`consent.${purpose}`, language);
  return [h("p", { class: "read-out", lang: language, dir: direction(language) }, text), aloudKey(text, language)];
}

/** Digits answer what is asked, and Enter does nothing: an answer is to be meant. */
function form(progress, said, children) {
  const intro = [h("p", { class: "help" }, progress), h("p", {}, _("Please read this out:"))];
  const element = h("form", { class: "consenting", tabindex: "-1", autofocus: true }, intro, children);
  byKeyboard(element, () => {}, said);
  return element;
}
