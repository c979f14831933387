// Note: what an officer writes down about somebody.

import { h } from "../dom.js";
import { field, key } from "../parts.js";
import { _ } from "../texts.js";
import { absent, nameOf } from "./profile.js";

const LONGEST = 2000; // characters, as the server has it
const KEEP_MS = 300; // after the last letter

export const note = {
  tab: "people",
  async draw(app, id) {
    const profile = await app.copy.get("profiles", id);
    if (!profile) return absent();
    const draft = `draft note ${profile.id}`;
    let timer;
    const oninput = () => {
      clearTimeout(timer);
      timer = setTimeout(() => app.isClosed || app.keep(draft, box.value || undefined), KEEP_MS);
    };
    const value = await app.kept(draft);
    const box = h("textarea", { rows: "8", maxlength: String(LONGEST), autofocus: true, value, oninput });
    const help = _("Only what helps to find work. The office can read it too.");
    const text = field(_("Note"), box, { help });
    const save = async () => {
      const written = box.value.trim();
      if (!written) return text.tell(_("Please type the note."));
      clearTimeout(timer);
      await app.save("notes", undefined, { profile_id: profile.id, text: written, written_at: app.now() });
      await app.keep(draft, undefined);
      app.say(_("Saved."));
      app.back();
    };
    return {
      title: _("Note about {name}", { name: nameOf(profile) }),
      body: [text, key(_("Save"), save, { kind: "main" })],
      isForm: true,
    };
  },
};
