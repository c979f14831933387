// Age: whether somebody is old enough to be registered for work, and what is said where they are not.

import { fill, h } from "../../dom.js";
import { key, notice } from "../../parts.js";
import { _ } from "../../texts.js";

/**
 * "young" for who is under the legal working age, "unsure" in the year of that birthday, else "". `birthday` is what
 * the person said of it: `{year, passed}`.
 */
export function stage({ market, now }, { birth_year: year, birthday }) {
  if (!year) return "";
  const age = market.year(now) - year;
  const least = market.terms.legal_working_age;
  if (age !== least) return age < least ? "young" : "";
  if (birthday?.year !== year) return "unsure";
  return birthday.passed ? "" : "young";
}

/** What is asked or said of the age. `update` follows the answers; `onbirthday(passed)` and `onend` hear the keys. */
export function agePanel(app, sheet, { onbirthday, onend }) {
  const element = h("div", { role: "status", tabindex: "-1" });
  const age = app.market.terms.legal_working_age;
  const contents = {
    unsure: () => [
      h("p", {}, _("Is the person {age} years old already?", { age })),
      h("div", { class: "keys" }, key(_("Yes"), () => onbirthday(true)), key(_("Not yet"), () => onbirthday(false))),
    ],
    young: () =>
      notice(
        _("Work here is for people of {age} years or more: this person cannot be registered yet.", { age }),
        "warn",
        h("p", {}, _("Please tell them kindly that they are welcome later. Nothing is kept of them.")),
        h("div", { class: "keys" }, key(_("Next person"), onend)),
      ),
  };
  let shown = "";
  element.update = () => {
    const now = sheet.stage();
    if (now !== shown) fill(element, contents[now]?.());
    shown = now;
  };
  element.isStopping = () => sheet.stage() !== "";
  return element;
}
