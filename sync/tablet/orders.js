// Job orders: vacancies that employers ask the officer for, what is told of one, and what became of it.

import { key } from "./spelling.js";
import { _, language, marked } from "./texts.js";
import { money } from "./wording.js";

const [MINUTE, HOUR, DAY] = [60, 3600, 24 * 3600];
const LONGEST_TITLE = 120;

const STATUSES = {
  pending: marked("The office looks at it first"),
  open: marked("Open: people can apply"),
  held: marked("On hold"),
  refused: marked("Not accepted"),
  filled: marked("Filled"),
  expired: marked("Its last day is over"),
  closed: marked("Closed"),
};
const REASONS = {
  asks_money: marked("it seems to ask people for money"),
  not_real: marked("we could not confirm that the job is real"),
  pay_unclear: marked("the pay is not clear"),
  contact_unclear: marked("it is not clear how to reach you"),
  not_a_job: marked("it is not a job"),
  double: marked("it is there already"),
  unsafe: marked("it may not be safe for people"),
  other: marked("the office has a question"),
  reports: marked("several people reported it"),
  flags: marked("the office must look at it first"),
  changed: marked("the office must look at the change first"),
};
const ENDED = new Set(["refused", "filled", "expired", "closed"]);

/** What became of an order, in words; without a status it was not sent yet. */
export function standing({ status, reason }) {
  if (!status) return _("Not sent yet");
  const said = _(STATUSES[status] ?? status);
  return reason in REASONS ? _("{status}: {why}", { status: said, why: _(REASONS[reason]) }) : said;
}

/** Whether the officer may still change an order, and withdraw it. */
export function isPending({ status }) {
  return !status || status === "pending";
}

/** Whether nothing becomes of an order any more. */
export function hasEnded({ status }) {
  return ENDED.has(status);
}

/** The last minute of the day in the market that is so many days from now, UTC seconds. */
export function lastDay(market, now, days) {
  let at = now + days * DAY;
  const day = market.day(at);
  for (const step of [HOUR, MINUTE]) while (market.day(at + step) === day) at += step;
  return at;
}

/** What a job is called: as typed, without numbers, which are posts or pay; else as the market calls the work. */
export function titleOf(market, { typed, occupation }) {
  const words = (typed ?? "").split(/\s+/).filter((word) => key(word) && !/\d/.test(word));
  const title = words.join(" ").slice(0, LONGEST_TITLE);
  if (title.length < 2) return market.occupations.label(occupation, language());
  return title[0].toUpperCase() + title.slice(1);
}

/** What is wrong with pay, "" for nothing: it may be left open. */
export function payFault(market, { pay, pay_period: period }) {
  if (pay === null) return "";
  const { least, most, least_amounts: amounts } = market.terms.pay;
  if (!pay) return _("Please type an amount in digits, like {example}.", { example: amounts[0] });
  if (!period) return _("Please choose for what time this is paid.");
  const monthly = market.perMonth(pay, period);
  if (monthly >= least && monthly <= most) return "";
  return _("That comes to {amount} a month. Please look at it again.", { amount: money(market, monthly) });
}

/** A whole number that was typed: null for nothing, 0 for what is none. */
export function numberTyped(text) {
  const plain = text.trim().replace(/(\d)[ ,.](?=\d{3}\b)/g, "$1");
  if (!plain) return null;
  return /^\d{1,9}$/.test(plain) ? Number(plain) : 0;
}
