// Asking: the questions of a sheet, one on a screen or all on a page.

import { h } from "../../dom.js";
import { byKeyboard } from "../../form.js";
import { entry, key, list } from "../../parts.js";
import { _ } from "../../texts.js";
import { agePanel } from "./age.js";
import { knownPanel } from "./known.js";
import { QUESTIONS, summed } from "./questions.js";

const KNOWN_BY = ["name", "birth_year", "phones"]; // below these it is shown who may be known already

/** One question on a screen. `next` leads on from it; `faultOf(picker, code)` says what is wrong. */
export function oneQuestion(app, sheet, question, { progress, next, overview, panelKeys, faultOf = fault }) {
  const { code } = question;
  const onward = async () => {
    picker.settle?.();
    const wrong = faultOf(picker, code);
    if (wrong) return picker.tell(wrong);
    const stop = panels.find((each) => each.isStopping());
    if (stop) return stop.focus();
    await sheet.draft.keep();
    await next();
  };
  const changed = () => follow(form, sheet, panels);
  const picker = pickerOf(app, sheet, question, { label: question.ask(app), onward, changed });
  const panels = [];
  if (panelKeys && code === "birth_year") panels.push(ageOf(app, sheet, panelKeys, { onward, changed }));
  if (panelKeys && KNOWN_BY.includes(code)) panels.push(knownOf(app, sheet, panelKeys, { onward, changed }));
  const isByTap = !picker.querySelector("input") && picker.value === null; // then a tap answers, and goes on
  const told = overview && summed(app, sheet.values());
  const form = h(
    "form",
    { class: "walk", tabindex: "-1", autofocus: !picker.querySelector("[autofocus]"), "aria-label": question.title() },
    h("div", { class: "middle" }, progress && h("p", { class: "help" }, progress), picker, panels),
    h(
      "div",
      { class: "foot" },
      h("div", { class: "keys" }, backKey(app), !isByTap && key(_("Next"), onward, { kind: "main" })),
      told && h("a", { class: "so-far", href: overview, title: told }, told),
    ),
  );
  changed();
  byKeyboard(form, onward, picker);
  return form;
}

/** All questions on a page. `done` is what the last key is called, and what it does when nothing is wrong. */
export function allQuestions(app, sheet, { done: [text, next], panelKeys, faultOf = fault }) {
  const onward = async () => {
    let first;
    for (const [code, picker] of pickers) {
      picker.settle?.();
      const wrong = faultOf(picker, code);
      picker.tell(wrong);
      if (wrong) first ??= picker;
    }
    first ??= panels.find((each) => each.isStopping());
    if (first) return enter(first);
    await sheet.draft.keep();
    await next();
  };
  const changed = () => follow(form, sheet, panels);
  const pickers = new Map(
    QUESTIONS.map((question) => {
      const label = question.title();
      return [question.code, pickerOf(app, sheet, question, { label, changed, isShort: true })];
    }),
  );
  const panels = panelKeys ? [ageOf, knownOf].map((panel) => panel(app, sheet, panelKeys, { changed })) : [];
  const [age, known] = panels;
  const below = { birth_year: age, phones: known };
  const drawn = (isAside) =>
    QUESTIONS.filter(({ aside = false }) => aside === isAside).map(({ code }) => [pickers.get(code), below[code]]);
  const form = h(
    "form",
    { class: "page" },
    drawn(false),
    h("details", {}, h("summary", { class: "key plain" }, _("More")), drawn(true)),
    h("div", { class: "foot" }, key(text, onward, { kind: "main" })),
  );
  changed();
  byKeyboard(form, (from) => enterNext(form, from) || onward());
  return form;
}

/** All answers, each a way to its question. */
export function answers(app, sheet, to) {
  const values = sheet.values();
  return list(
    ...QUESTIONS.map(({ code, title, shown }) => {
      const answer = values[code] === undefined || values[code] === null ? "" : shown(app, values[code]);
      return entry({ title: title(), lines: [answer || _("not told")], to: to(code) });
    }),
  );
}

/** The picker of a question, which writes into the sheet. `changed` is told each answer, `onward` a whole one. */
function pickerOf(app, sheet, { code, control, recent }, { label, onward, changed, isShort = false }) {
  const { draft } = sheet;
  const picker = control(app, {
    label,
    value: sheet.values()[code] ?? undefined,
    typed: draft.typed[code],
    recent: sheet.lately[recent],
    isShort,
    ontyped(text) {
      draft.type(code, text);
      sheet.settle();
    },
    onchoose(value, isDone) {
      draft.set({ [code]: value });
      picker.tell("");
      changed();
      if (isDone) onward?.();
    },
  });
  return picker;
}

function ageOf(app, sheet, { onend }, { onward, changed }) {
  const onbirthday = (passed) => {
    sheet.draft.set({ birthday: { year: sheet.values().birth_year, passed } });
    changed();
    if (passed) onward?.();
  };
  return agePanel(app, sheet, { onbirthday, onend });
}

function knownOf(app, sheet, { onsame }, { onward, changed }) {
  const onother = (ids) => {
    sheet.draft.set({ others: [...(sheet.values().others ?? []), ...ids] });
    changed();
    onward?.();
  };
  return knownPanel(app, sheet, { onsame, onother });
}

/** Have all else follow an answer. */
function follow(form, sheet, panels) {
  sheet.settle();
  for (const each of panels) each.update();
  form.classList.toggle("stopped", panels.length > 0 && sheet.stage() === "young");
}

function fault(picker) {
  return picker.fault();
}

function backKey(app) {
  return key(_("Back"), () => app.back());
}

/** Put the cursor into a question, and the question into the middle of the screen. */
function enter(element) {
  element.scrollIntoView({ block: "center" });
  const inside = element.matches(".picker") && element.querySelector("input, button");
  (inside || element).focus({ preventScroll: true });
}

/** Put the cursor into the question after the one it is in. Returns false after the last. */
function enterNext(form, from) {
  const questions = [...form.querySelectorAll(".picker")].filter((each) => each.offsetParent);
  const next = questions[questions.indexOf(from.closest(".picker")) + 1];
  if (next) enter(next);
  return Boolean(next);
}
