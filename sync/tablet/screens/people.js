// People: everybody whom the officer looks after, and finding one of them.

import { fieldName } from "../documents.js";
import { fill, h } from "../dom.js";
import { focusAgain, focusIn } from "../focus.js";
import { live } from "../live.js";
import { entry, field, key, list, way } from "../parts.js";
import { find, missing, newestFirst } from "../roll.js";
import { _, language, ngettext } from "../texts.js";
import { people as unsent } from "../unsent.js";
import { nameOf } from "./profile.js";

const PAGE = 50; // people that are drawn at a time: a cheap tablet takes a second for five hundred
const searches = new WeakMap(); // copy -> what was typed: it is there when the officer comes back from somebody

export const people = {
  tab: "people",
  async draw(app) {
    await app.copy.query("profiles"); // loads them, so that each letter finds them at once
    const search = searches.get(app.copy) ?? { text: "", most: PAGE };
    searches.set(app.copy, search);
    const value = search.text;
    const box = h("input", { type: "search", value, autocomplete: "off", spellcheck: "false", enterkeyhint: "search" });
    const told = h("p", { class: "help", role: "status" });
    const found = h("div");
    const show = async () => {
      const profiles = newestFirst(await app.copy.query("profiles"));
      const text = box.value.trim();
      const shown = text ? find(profiles, text, app.market.terms.phone?.trunk) : profiles;
      const waiting = unsent(app.copy);
      const more = () => {
        search.most += PAGE;
        return show();
      };
      const focused = focusIn(found);
      told.textContent = said(shown.length, text);
      fill(
        found,
        list(shown.slice(0, search.most).map((profile) => person(app, profile, waiting))),
        shown.length > search.most && key(_("Show more"), more),
      );
      if (focused) focusAgain(found, focused);
    };
    box.addEventListener("input", () => {
      Object.assign(search, { text: box.value, most: PAGE });
      return show();
    });
    await show();
    live(app, found, () => app.syncing.isRunning || app.isClosed || show());
    return {
      title: _("People"),
      body: [
        h(
          "div",
          { class: "keys doors" },
          way(_("Register somebody"), "main", "register"),
          way(_("Paper register"), "", "paper"),
        ),
        field(_("Find by name or phone"), box),
        told,
        found,
      ],
      isForm: true, // what is typed into the box stays; the list below it renews itself
    };
  },
};

function person(app, profile, waiting) {
  const { occupations, places } = app.market;
  const fields = missing(profile).map(fieldName).join(", ");
  return entry({
    title: nameOf(profile),
    lines: [
      [occupations.label(profile.occupation, language()), places.label(profile.place)].filter(Boolean).join(" · "),
      fields && _("Still to be asked: {fields}", { fields }),
    ],
    mark: waiting.has(profile.id) ? _("not sent yet") : null,
    to: ["person", profile.id],
  });
}

function said(count, text) {
  if (!count) return text ? _("Nobody of that name or number.") : _("Nobody is registered yet.");
  const n = { n: count };
  return text ? ngettext("{n} found", "{n} found", count, n) : ngettext("{n} person", "{n} people", count, n);
}
