// Questions: all that is asked about a person, once for both ways of asking.

import { name } from "../../pickers/name.js";
import { choose } from "../../pickers/parts.js";
import { leastPay } from "../../pickers/pay.js";
import { phones } from "../../pickers/phone.js";
import { place } from "../../pickers/place.js";
import { skills } from "../../pickers/skills.js";
import { work } from "../../pickers/work.js";
import { year } from "../../pickers/year.js";
import { _, language, marked } from "../../texts.js";
import { EXPERIENCES, experience, languageName, money, phoneShown } from "../../wording.js";

const LEAST_PAY = {
  hour: marked("What is the least the person would work for, an hour?"),
  day: marked("What is the least the person would work for, a day?"),
  week: marked("What is the least the person would work for, a week?"),
  month: marked("What is the least the person would work for, a month?"),
};

/**
 * In the order of asking. `code` is the field of the profile, `title` what it is called, `ask` the question, `control`
 * a picker, `shown` an answer as text. `recent` names what was lately used. One that is `aside` has an answer that
 * will do, and is asked only where somebody looks for it.
 */
export const QUESTIONS = [
  {
    code: "name",
    title: () => _("Name"),
    ask: () => _("What is the person's name?"),
    control: name,
    shown: (_app, value) => value,
  },
  {
    code: "birth_year",
    title: () => _("Born in"),
    ask: () => _("In which year was the person born?"),
    control: year,
    shown: (_app, value) => String(value),
  },
  {
    code: "phones",
    title: () => _("Phone"),
    ask: () => _("Which phone number reaches the person?"),
    control: phones,
    shown: (_app, value) => value.map(phoneShown).join(", ") || _("No phone"),
  },
  {
    code: "place",
    title: () => _("Place"),
    ask: () => _("Where does the person live?"),
    control: place,
    recent: "places",
    shown: ({ market }, value) => market.places.label(value),
  },
  {
    code: "occupation",
    title: () => _("Work"),
    ask: () => _("What work does the person do or look for?"),
    control: work,
    recent: "works",
    shown: ({ market }, value) => market.occupations.label(value, language()),
  },
  {
    code: "experience",
    title: () => _("Experience"),
    ask: () => _("How long has the person done this work?"),
    control(_app, { label, ...options }) {
      const pairs = EXPERIENCES.map((code) => [code, experience(code)]);
      return choose(label, pairs, { ...options, missing: _("Please choose one.") });
    },
    shown: (_app, value) => experience(value),
  },
  {
    code: "least_pay",
    title: () => _("Least pay"),
    ask: ({ market }) => _(LEAST_PAY[market.terms.pay.least_period]),
    control: leastPay,
    shown: ({ market }, value) => (value ? _("{amount} a month", { amount: money(market, value) }) : _("Any pay")),
  },
  {
    code: "skills",
    title: () => _("Skills"),
    ask: () => _("What else can the person do?"),
    control: skills,
    shown: ({ market }, value) => value.map((each) => market.skills.label(each, language())).join(", "),
    aside: true,
  },
  {
    code: "language",
    title: () => _("Language"),
    ask: () => _("Which language does the person read?"),
    control({ market }, { label, ...options }) {
      return choose(label, market.languages.map((code) => [code, languageName(code)]), options);
    },
    shown: (_app, value) => languageName(value),
    aside: true,
  },
];

/** Those without which nobody can be matched. */
export const NEEDED = QUESTIONS.filter(({ aside }) => !aside);

/** The needed questions without an answer. */
export function unanswered(values) {
  return NEEDED.filter(({ code }) => values[code] === undefined || values[code] === null);
}

/** The question of that code. */
export function questionOf(code) {
  return QUESTIONS.find((each) => each.code === code);
}

/** What is answered so far, in a line. */
export function summed(app, values) {
  const told = QUESTIONS.filter(({ code }) => values[code] !== undefined && values[code] !== null);
  if (told.every(({ aside }) => aside)) return "";
  return told.map(({ code, shown }) => shown(app, values[code])).filter(Boolean).join(" · ");
}
