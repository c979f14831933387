// The least pay that somebody would work for.

import { _ } from "../texts.js";
import { money } from "../wording.js";
import { asked, box, keys } from "./parts.js";

/** A picker of the least pay, told by the month; 0 is any pay. It is asked by the period of the market. */
export function leastPay(app, { label, value = null, onchoose, typed, ontyped }) {
  const { market } = app;
  const { least_period: period, least_amounts: amounts } = market.terms.pay;
  const options = keys();
  const set = (chosen, isDone) => {
    element.value = chosen;
    show();
    onchoose(chosen, isDone);
  };
  const entry = (text, monthly) => [text, () => set(monthly, true), "", monthly === element.value];
  const show = () =>
    options.show([
      entry(_("Any pay"), 0),
      ...amounts.map((amount) => entry(money(market, amount), market.perMonth(amount, period))),
    ]);
  const typing = box(_("Or type an amount"), {
    typed: typed ?? "",
    inputmode: "numeric",
    ontype(text) {
      ontyped?.(text);
      set(readPay(market, text), false);
    },
  });
  const element = asked(label, options, typing);
  element.value = value;
  element.fault = () =>
    element.value === null ? _("Please type an amount in digits, like {example}.", { example: amounts[0] }) : "";
  show();
  return element;
}

/** The amount for a month that was typed for the period of the market; null where it cannot be right. */
export function readPay(market, text) {
  const { least_period: period, least, most } = market.terms.pay;
  const found = /^\s*\D{0,5}?(\d{1,9}(?:[ .,]\d{3})*)\s*(k)?\s*$/i.exec(text);
  if (!found) return null;
  const monthly = market.perMonth(Number(found[1].replace(/\D/g, "")) * (found[2] ? 1000 : 1), period);
  return monthly >= least && monthly <= most ? monthly : null;
}
