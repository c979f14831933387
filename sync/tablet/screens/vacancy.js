// A vacancy as screens show it: a line in a list, and all its facts.

import { entry, facts } from "../parts.js";
import { _, language, marked, ngettext } from "../texts.js";
import { day, pay, phoneShown } from "../wording.js";

const CONTACTS = {
  service: marked("through Fursa"),
  call: marked("by calling"),
  visit: marked("by coming"),
};

/** One of a list. `why` it is shown, `mark` at its side; with `person`, an id, it leads to applying for that person. */
export function vacancyEntry({ market }, vacancy, { why, mark, person } = {}) {
  return entry({
    title: vacancy.title,
    lines: [
      joined(vacancy.employer, market.places.label(vacancy.place)),
      joined(...[pay(market, vacancy), posts(vacancy), closes(market, vacancy)].map(unbroken)),
      why,
    ],
    mark,
    to: ["job", vacancy.id, ...(person ? [person] : [])],
  });
}

/** All that is known of it. */
export function vacancyFacts({ market }, vacancy) {
  const skills = (vacancy.skills ?? []).map((each) => market.skills.label(each, language()));
  return facts([
    [_("Employer"), vacancy.employer],
    [_("Work"), market.occupations.label(vacancy.occupation, language())],
    [_("Place"), market.places.label(vacancy.place)],
    [_("Pay"), pay(market, vacancy)],
    [_("Posts"), vacancy.posts && String(vacancy.posts)],
    [_("Skills"), skills.join(", ")],
    [_("How people apply"), howToApply(vacancy)],
    [_("Open until"), vacancy.deadline && day(market, vacancy.deadline)],
    [_("Number"), vacancy.id],
  ]);
}

/** "by calling: +254 712 345 678" */
function howToApply({ contact = "service", contact_detail: detail }) {
  const shown = detail && (contact === "call" ? phoneShown(detail) : detail);
  return [_(CONTACTS[contact] ?? contact), shown].filter(Boolean).join(": ");
}

function posts({ posts: number }) {
  return number && ngettext("{number} post", "{number} posts", number, { number });
}

function closes(market, { deadline }) {
  return deadline && _("until {day}", { day: day(market, deadline) });
}

/** Kept on one line: an amount and its currency, "until" and its day. */
function unbroken(text) {
  return text && text.replaceAll(" ", "\u00a0");
}

function joined(...parts) {
  return parts.filter(Boolean).join(" · ");
}
