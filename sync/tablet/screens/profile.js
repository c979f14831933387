// A profile as screens show it: the name, the facts, and what stands in its place.

import { h } from "../dom.js";
import { facts, notice, way } from "../parts.js";
import { _, language } from "../texts.js";
import { alerts, experience, languageName, pay, phoneShown } from "../wording.js";

/** What a screen about somebody shows who is not there: given to another officer, deleted, or not come yet. */
export function absent() {
  const body = notice(_("This person is not on this tablet."), "", way(_("People"), "", "people"));
  return { title: _("Person"), body };
}

/** What to call somebody. */
export function nameOf(profile) {
  return profile.name || _("No name yet");
}

/** Before anything is done for somebody, they are asked. */
export function consentMissing(profile) {
  return notice(
    _("{name} has not agreed to the service, so no jobs are looked for yet.", { name: nameOf(profile) }),
    "warn",
    way(_("Ask for consent"), "main", "consent", profile.id, "service"),
  );
}

/** All that is known of somebody. */
export function profileFacts(app, profile) {
  const { market } = app;
  const { birth_year: year, least_pay: least, phones = [], skills = [] } = profile;
  return facts([
    [_("Born in"), year && _("{year}, turns {age} this year", { year, age: market.year(app.now()) - year })],
    [_("Place"), market.places.label(profile.place)],
    [_("Work"), market.occupations.label(profile.occupation, language())],
    [_("Experience"), experience(profile.experience)],
    [_("Skills"), skills.map((each) => market.skills.label(each, language())).join(", ")],
    [_("Least pay"), least == null ? null : leastPay(market, least)],
    [phones.length > 1 ? _("Phones") : _("Phone"), phones.length ? phones.map(called) : _("none")],
    [_("Language"), profile.language && languageName(profile.language)],
    [_("Job alerts"), alerts(profile.alerts)],
  ]);
}

function leastPay(market, amount) {
  return amount ? pay(market, { pay: amount, pay_period: "month" }) : _("Any pay");
}

function called(phone) {
  return h("a", { class: "phone", href: `tel:${phone}` }, phoneShown(phone));
}
