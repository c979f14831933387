// Paper: a list of people that was written on paper is copied, row by row and with a key for each answer.

import { isGiven, say, wordOn } from "../consent.js";
import { fill, h } from "../dom.js";
import { find } from "../duplicates.js";
import { draft } from "../form.js";
import { key, notice, section } from "../parts.js";
import { usual } from "../registering.js";
import { blank, read } from "../rows.js";
import { _, ngettext } from "../texts.js";
import { counted } from "../unsent.js";
import { columns } from "./paper/columns.js";
import { doneList } from "./paper/done.js";
import { isSamePerson } from "./paper/same.js";
import { fillingIn } from "./register/sheet.js";

const MOST_ASKED = 3; // people who may be the one on the list
const MOST_SHOWN = 10; // rows that were saved last

export const paper = {
  tab: "people",
  async draw(app) {
    const title = _("Paper register");
    if (!app.market.isThere) return { title, body: notice(_("The first copy is still coming.")) };
    const kept = await draft(app, "paper");
    if (kept.values.day !== app.today()) kept.set({ day: app.today(), count: 0, rows: [] });
    if (!kept.values.row) kept.set({ row: await first(app) });
    return { title, body: sheet(app, kept), isForm: true };
  },
};

/** The first row of a list: its people probably live where those before did. */
async function first(app) {
  const { language, place: code } = await usual(app);
  return blank({ language, place: code && { typed: app.market.places.label(code), code } });
}

/** The row that is being copied, and those that were. */
function sheet(app, kept) {
  const count = h("p", { class: "standing", role: "status" });
  const form = h("form", { class: "paper" });
  const rows = doneList(app, () => kept.values.rows, taken);
  let asked = [];
  let isSaving = false;

  function begin() {
    const { values } = kept;
    asked = columns(app, values.row, (code, value) => kept.set({ row: { ...values.row, [code]: value } }));
    fill(form, asked.map(({ element }) => element), key(_("Save this row"), save, { kind: "main" }));
    const { count: n } = values;
    count.textContent = n ? ngettext("{n} saved", "{n} saved", n, { n }) : "";
  }

  async function save() {
    if (isSaving) return;
    isSaving = true;
    try {
      const { fields, faults } = read(app.market, kept.values.row, app.now());
      for (const { code, tell } of asked) tell(faults[code] ?? "");
      const wrong = asked.find(({ code }) => faults[code]);
      if (wrong) return wrong.focus();
      const known = await whoIsIt(app, fields);
      if (known) await end(await saved(app, known, fields, kept.values.row.signed));
    } finally {
      isSaving = false;
    }
  }

  /** The row is saved: the next one begins. */
  async function end(row) {
    const { values } = kept;
    kept.set({ rows: [{ ...row, row: values.row }, ...values.rows].slice(0, MOST_SHOWN) });
    kept.set({ count: values.count + 1, row: blank(values.row) });
    await kept.keep();
    begin();
    asked[0].focus();
    await rows.update();
  }

  /** A row was taken back: it stands in the form again, unless another does. */
  async function taken(gone) {
    const { values } = kept;
    kept.set({ rows: values.rows.filter((each) => each !== gone), count: Math.max(0, values.count - 1) });
    if (!values.row.name) kept.set({ row: gone.row });
    await kept.keep();
    app.syncing.changed();
    begin();
    asked[0].focus();
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  const faults = () => read(app.market, kept.values.row, app.now()).faults;
  byKeys(form, () => asked, { faults, save });
  begin();
  return [count, form, section(_("Saved last"), rows)];
}

/** A digit chooses where the cursor is, Enter takes what is there; both go on, and save behind the last column. */
function byKeys(form, columns, { faults, save }) {
  const at = (target) => columns().findIndex(({ element }) => element.contains(target));
  const onward = (from) => {
    const [{ code, tell }, next] = columns().slice(from);
    if (!next) return save();
    const fault = faults()[code];
    return fault ? tell(fault) : next.focus();
  };
  const press = (event, digit) => {
    const from = at(event.target);
    if (!/^\d$/.test(digit ?? "") || !columns()[from]?.press?.(Number(digit))) return;
    event.preventDefault();
    onward(from);
  };
  // The keys of a touch screen tell what they type only so; those of a keyboard type nothing into a choice.
  form.addEventListener("beforeinput", (event) => press(event, event.data));
  form.addEventListener("keydown", (event) => {
    const { key: pressed, target } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || at(target) < 0) return;
    if (target.type === "radio") press(event, pressed);
    if (pressed !== "Enter" || target.matches("button")) return;
    event.preventDefault();
    onward(at(target));
  });
}

/** `{profile, was}`: whom the officer says this is, or that it is somebody new; undefined where they go back. */
async function whoIsIt(app, fields) {
  const found = find(app.market, fields, await app.copy.query("profiles"));
  for (const { profile } of found.slice(0, MOST_ASKED)) {
    const answer = await isSamePerson(app, profile);
    if (answer === undefined) return undefined;
    if (answer) return { profile, was: "known" };
  }
  return { was: found.length ? "alike" : "new" };
}

/** Make the person, or tell what was missing of a known one, and that they signed. */
async function saved(app, { profile, was }, fields, isSigned) {
  let id = profile?.id;
  const numbers = await counted(app.copy, async () => {
    const told = profile ? fillingIn(profile, fields) : fields;
    if (Object.keys(told).length) id = await app.save("profiles", id, told);
    const { language } = fields;
    if (isSigned && !isGiven(await wordOn(app.copy, id, "service"))) await say(app, id, "service", true, { language });
  });
  return { id, numbers, was };
}
