// Known perhaps: people on the tablet who may be the one at the door, shown while the name and the number are typed.

import { fill, h } from "../../dom.js";
import { find } from "../../duplicates.js";
import { key } from "../../parts.js";
import { _ } from "../../texts.js";
import { phoneShown } from "../../wording.js";

const MOST_SHOWN = 3;
const PAUSE_MS = 200; // all people are compared: letters that follow each other so fast are looked at together

/** Who may be this person, without those of whom the officer said that they are somebody else. */
export function likely({ market }, values, profiles) {
  const { name, phones, birth_year, place, others = [] } = values;
  if (!name && !phones?.length) return [];
  const found = find(market, { name, phones: phones ?? [], birth_year, place }, profiles);
  return found.filter(({ profile }) => !others.includes(profile.id)).slice(0, MOST_SHOWN);
}

/**
 * Whether the officer has to say who it is before the form goes on. By a name alone many are alike: then it is shown
 * and not asked.
 */
export function isAsked(values, found) {
  return found.some(({ reasons }) => values.birth_year || reasons.includes("phone"));
}

/** Those who may be the person. `update` follows the answers; `onsame(profile)` and `onother(ids)` hear the keys. */
export function knownPanel(app, sheet, { onsame, onother }) {
  const element = h("section", { class: "known", "aria-live": "polite", tabindex: "-1" });
  let shown = "";
  let timer;
  const show = () => {
    const found = sheet.likely().map(({ profile }) => profile);
    const ids = found.map(({ id }) => id);
    if (ids.join() === shown) return;
    shown = ids.join();
    fill(
      element,
      found.length > 0 && [
        h("h2", {}, _("Perhaps known already:")),
        h("ul", { class: "list" }, found.map((profile) => person(app.market, profile, onsame))),
        h("div", { class: "keys" }, key(_("Somebody else"), () => onother(ids))),
      ],
    );
  };
  element.update = () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE_MS);
  };
  element.isStopping = () => {
    show();
    return isAsked(sheet.values(), sheet.likely());
  };
  return element;
}

function person(market, profile, onsame) {
  const { name, birth_year: year, place, phones = [] } = profile;
  const told = [year, place && market.places.label(place), phones[0] && phoneShown(phones[0])].filter(Boolean);
  return h(
    "li",
    { class: "entry" },
    h("span", { class: "what" }, h("strong", {}, name || _("No name yet")), h("span", {}, told.join(", "))),
    key(_("Same person"), () => onsame(profile)),
  );
}
