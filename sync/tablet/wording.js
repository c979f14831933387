// Wording: values and codes as an officer reads them, in the language being spoken.

import { _, direction, language, marked, ngettext } from "./texts.js";

const [MINUTE, HOUR, DAY] = [60, 3600, 24 * 3600];
const HOURS_TOLD = 6; // what is longer ago is told by the day

const PERIODS = {
  hour: marked("{amount} an hour"),
  day: marked("{amount} a day"),
  week: marked("{amount} a week"),
  month: marked("{amount} a month"),
};
const EXPERIENCE = {
  none: marked("No experience yet"),
  under_1: marked("Less than 1 year"),
  "1_to_2": marked("1 to 2 years"),
  "3_to_5": marked("3 to 5 years"),
  over_5: marked("More than 5 years"),
};
const ALERTS = {
  off: marked("No alerts"),
  instant: marked("For each new job"),
  daily: marked("Once a day"),
  weekly: marked("Once a week"),
};
const REASONS = {
  same_work: marked("Their own work, in {place}"),
  related_work: marked("Like their work, in {place}"),
  other_work: marked("Other work, in {place}"),
};
const STATUSES = {
  applied: marked("has applied"),
  seen: marked("has applied"),
  shortlisted: marked("on the short list"),
  invited: marked("invited, no answer yet"),
  coming: marked("comes to the interview"),
  not_coming: marked("does not come"),
  hired: marked("hired"),
  refused: marked("not this time"),
  withdrawn: marked("withdrawn"),
};

/** How long somebody may have done the work, the least first. */
export const EXPERIENCES = Object.keys(EXPERIENCE);

/** "KES 18,000" */
export function money(market, amount) {
  const number = new Intl.NumberFormat(locale(market), { maximumFractionDigits: 0 }).format(amount);
  return _("{currency} {amount}", { currency: market.terms.currency, amount: number });
}

/** "KES 18,000 a month", or that it is still to be agreed. */
export function pay(market, { pay: amount, pay_period: period }) {
  if (amount == null || !period) return _("pay to be agreed");
  return _(PERIODS[period], { amount: money(market, amount) });
}

/** The day of a time in UTC seconds: "28 Nov". */
export function day(market, at) {
  return dated(market, at, ["day", "month"]);
}

/** The day of a time in UTC seconds, with its name: "Fri 27 Nov". */
export function weekday(market, at) {
  return dated(market, at, ["weekday", "day", "month"]);
}

/** How long ago a time in UTC seconds is: "5 minutes ago", "today", "3 days ago". */
export function ago(app, at) {
  const now = app.now();
  const passed = Math.max(0, now - at);
  const [minutes, hours] = [Math.floor(passed / MINUTE), Math.floor(passed / HOUR)];
  if (!minutes) return _("just now");
  if (!hours) return ngettext("{n} minute ago", "{n} minutes ago", minutes, { n: minutes });
  if (hours < HOURS_TOLD) return ngettext("{n} hour ago", "{n} hours ago", hours, { n: hours });
  const days = Math.round((Date.parse(app.market.day(now)) - Date.parse(app.market.day(at))) / (DAY * 1000));
  if (!days) return _("today");
  return days === 1 ? _("yesterday") : ngettext("{n} day ago", "{n} days ago", days, { n: days });
}

/** How long somebody has done the work; "" where nobody told. */
export function experience(code) {
  return worded(EXPERIENCE, code);
}

/** How often job alerts come; "" where nobody told. */
export function alerts(code) {
  return worded(ALERTS, code);
}

/** Why a vacancy is shown for a person: "Their own work, in Nyali". */
export function reason(market, { reason: code, area }) {
  return _(REASONS[code], { place: market.places.name(area) });
}

/** What became of somebody's application. */
export function applicationStatus(code) {
  return worded(STATUSES, code);
}

/** The language's own name: "English", "Kiswahili", "Français". */
export function languageName(code) {
  const name = new Intl.DisplayNames([code], { type: "language" }).of(code);
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

/** "+254 712 345 678": a long number is read out, and compared, by threes; among words from the right it turns not. */
export function phoneShown(number) {
  const mark = direction(language()) === "rtl" ? "\u200e" : "";
  return mark + number.replace(/\B(?=(\d{3})+$)/g, " ");
}

/** How the language being spoken writes numbers and dates in this market, with the digits that all phones have. */
function locale({ terms }) {
  return `${[language(), terms.country].filter(Boolean).join("-")}-u-ca-gregory-nu-latn`;
}

/** Parts of a date in the order of the market's other channels, whatever order the language has. */
function dated(market, at, order) {
  const options = { weekday: "short", day: "numeric", month: "short", timeZone: market.terms.time_zone };
  const parts = new Intl.DateTimeFormat(locale(market), options).formatToParts(at * 1000);
  return order.map((type) => parts.find((part) => part.type === type).value).join(" ");
}

function worded(table, code) {
  return code in table ? _(table[code]) : (code ?? "");
}
