// Done: the rows that were saved last, what became of each, and taking one back before it is sent.

import { fill, h } from "../../dom.js";
import { live } from "../../live.js";
import { entry, key } from "../../parts.js";
import { _, language } from "../../texts.js";
import { takeBack, waits } from "../../unsent.js";
import { nameOf } from "../profile.js";

/**
 * The list of rows, the last first: each is `{id, numbers, was}`, `was` being "new", "alike" (somebody alike is known)
 * or "known". `ontaken(row)` is told of one that was taken back. `update` draws the list anew.
 */
export function doneList(app, rows, ontaken) {
  const element = h("ul", { class: "list" });
  let shown = "";
  const show = async () => {
    if (app.isClosed) return;
    const saved = rows();
    const profiles = await Promise.all(saved.map(({ id }) => app.copy.get("profiles", id)));
    const now = JSON.stringify(saved.map((row, at) => [row.id, profiles[at]?.version, waits(app.copy, row.numbers)]));
    if (now === shown) return; // a key that is just being tapped stays
    shown = now;
    fill(
      element,
      saved.map((row, at) => profiles[at] && done(app, row, profiles[at], () => undo(row))),
    );
  };
  const undo = async (row) => {
    const isDone = await takeBack(app.copy, row.numbers);
    if (isDone) await ontaken(row);
    else app.say(_("It is sent already. Open the person to change it."));
    shown = "";
    await show();
  };
  element.update = show;
  return live(app, element, show);
}

function done(app, row, profile, undo) {
  const { market, copy } = app;
  const isWaiting = waits(copy, row.numbers);
  const marks = { known: _("Known before"), alike: _("Somebody is alike") };
  const told = [market.occupations.label(profile.occupation, language()), market.places.label(profile.place)];
  const shown = entry({
    title: nameOf(profile),
    lines: [told.filter(Boolean).join(" · "), isWaiting && _("not sent yet")],
    mark: marks[row.was],
    to: ["person", profile.id],
  });
  shown.classList.add("with-key");
  if (isWaiting) {
    const button = key(
      _("Undo"),
      () => {
        button.disabled = true; // what is on its way is waited for
        return undo();
      },
      { "aria-label": _("Undo: {name}", { name: nameOf(profile) }) },
    );
    shown.append(button);
  }
  return shown;
}
