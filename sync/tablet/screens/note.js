// Note: what an officer writes down about somebody.

import { h } from "../dom.js";
import { draft } from "../form.js";
import { field, key } from "../parts.js";
import { _ } from "../texts.js";
import { absent, nameOf } from "./profile.js";

const LONGEST = 2000; // characters, as the server has it

export const note = {
  tab: "people",
  async draw(app, id = "") {
    const profile = await app.copy.get("profiles", id);
    if (!profile) return absent();
    const half = await draft(app, `draft note ${profile.id}`);
    const oninput = () => half.type("text", box.value);
    const value = half.typed.text;
    const box = h("textarea", { rows: "8", maxlength: String(LONGEST), autofocus: true, value, oninput });
    const help = _("Only what helps to find work. The office can read it too.");
    const text = field(_("Note"), box, { help });
    const save = async () => {
      const written = box.value.trim();
      if (!written) return text.tell(_("Please type the note."));
      await app.save("notes", half.id, { profile_id: profile.id, text: written, written_at: app.now() });
      await half.forget();
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
