// The same person: asked where somebody on the list seems to be known.

import { h } from "../../dom.js";
import { facts, key } from "../../parts.js";
import { _, language } from "../../texts.js";
import { phoneShown } from "../../wording.js";
import { nameOf } from "../profile.js";

/** Resolves with true, false, or undefined where the officer goes back to the row. */
export function isSamePerson(app, profile) {
  return new Promise((resolve) => {
    const question = _("The same person?");
    const end = (answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    const answers = [
      [_("Yes, the same"), true, "main"],
      [_("No, somebody else"), false, ""],
    ];
    const keys = answers.map(([text, answer, kind], at) =>
      key([h("b", { class: "digit" }, `${at + 1} `), text], () => end(answer), { kind }),
    );
    const dialog = h("dialog", { class: "ask", "aria-label": question });
    dialog.append(h("h2", {}, question), known(app, profile), ...keys);
    dialog.addEventListener("keydown", (event) => {
      event.stopPropagation();
      keys[Number(event.key) - 1]?.click();
    });
    dialog.addEventListener("cancel", () => end(undefined));
    app.main.append(dialog); // it goes with the screen, as when the app is locked
    dialog.showModal();
  });
}

function known({ market }, profile) {
  const { birth_year: year, phones = [], place, occupation } = profile;
  return facts([
    [_("Name"), nameOf(profile)],
    [_("Born in"), year],
    [_("Phone"), phones.map(phoneShown).join(", ")],
    [_("Place"), market.places.label(place)],
    [_("Work"), market.occupations.label(occupation, language())],
  ]);
}
