// Conflicts: what was sent and is not shown, for the officer to answer or to know.

import { about, fieldName, shown } from "../documents.js";
import { h } from "../dom.js";
import { facts, key, notice, section, way } from "../parts.js";
import { isWorthAgain, why } from "../reasons.js";
import { _ } from "../texts.js";

export const conflicts = {
  tab: "sync",
  async draw(app) {
    const { asked, problems } = await open(app);
    const body = [
      asked.length > 0 &&
        section(_("The office asks you"), await Promise.all(asked.map((each) => question(app, each)))),
      problems.length > 0 &&
        section(
          _("Not taken as you sent it"),
          h("p", {}, _("Nothing is lost: the office has what you sent and looks at it.")),
          await Promise.all(problems.map((each) => problem(app, each))),
        ),
      asked.length + problems.length === 0 && notice(_("Nothing waits for you here."), "good"),
    ];
    return { title: _("To look at"), body };
  },
};

/** What waits for the officer: conflicts that staff sent back, and problems. */
export async function open(app) {
  const [asked, all] = await Promise.all([app.copy.query("conflicts", { sort: "-at" }), app.copy.problems()]);
  // What staff ask about is told as their question alone.
  return { asked, problems: all.filter((each) => !asked.some((conflict) => isAbout(app, each, conflict))) };
}

function isAbout(app, problem, conflict) {
  return problem.collection === conflict.collection && app.copy.known(problem.id) === conflict.document;
}

/** The officer has answered what staff asked. */
async function answered(app, conflict) {
  const told = (await app.copy.problems()).filter((each) => isAbout(app, each, conflict));
  for (const { n } of told) await app.copy.dismiss(n);
  await app.drop("conflicts", conflict.id);
}

/** What staff sent back: what was sent, what is shown, why, and what can be done. */
async function question(app, conflict) {
  const { collection, document: id, field, value, reason } = conflict;
  const isWhole = field === "";
  const held = await app.copy.get(collection, id);
  const answer = async (said) => {
    await answered(app, conflict);
    app.say(said);
    await app.refresh();
  };
  const again = async () => {
    await send(app, { collection, id, fields: isWhole ? value : { [field]: value } });
    await answer(_("It is sent again."));
  };
  const told = isWhole ? sent(app, value) : compared(app, field, value, held ? held[field] : conflict.shown);
  return card(await about(app, { collection, id, fields: isWhole ? value : undefined }), {
    of: isWhole ? "" : fieldName(field),
    told,
    because: [why(reason), conflict.why && _("The office writes: {text}", { text: conflict.why })],
    keys: [
      isWorthAgain(reason) && (isWhole || held) && key(_("Send mine again"), again),
      key(isWhole ? _("Leave it") : _("Keep what is shown"), () => answer(_("Saved."))),
    ],
  });
}

/** What was refused, or lost to another's change. */
async function problem(app, { n, collection, id, fields, result }) {
  const isRefused = result.status === "refused";
  const dismiss = async () => {
    await app.copy.dismiss(n);
    await app.refresh();
  };
  const again = async () => {
    await send(app, { collection, id, fields });
    app.say(_("It is sent again."));
    await dismiss();
  };
  const held = await app.copy.get(collection, id);
  const lost = (result.lost ?? []).map((field) => [
    h("h4", {}, fieldName(field)),
    compared(app, field, fields?.[field], held?.[field]),
    h("p", {}, why(result.invalid?.[field] ?? "both_changed")),
  ]);
  const wrong = Object.entries(isRefused ? (result.invalid ?? {}) : {});
  return card(await about(app, { collection, id, fields }), {
    told: isRefused ? sent(app, fields) : lost,
    because: isRefused
      ? [why(result.reason), ...wrong.map(([field, code]) => `${fieldName(field)}: ${why(code)}`)]
      : [],
    keys: [isRefused && isWorthAgain(result.reason) && key(_("Send it again"), again), key(_("Understood"), dismiss)],
  });
}

function card({ title, kind, to }, { of, told, because, keys }) {
  return h(
    "article",
    { class: "matter", "aria-label": title },
    h("h3", {}, title),
    h("p", { class: "help" }, [kind, of].filter(Boolean).join(", ")),
    told,
    because.filter(Boolean).map((text) => h("p", {}, text)),
    h("div", { class: "keys" }, ...keys, to && way(_("Look at it"), "", ...to)),
  );
}

function compared(app, field, mine, theirs) {
  return facts([
    [_("You sent"), shown(app, field, mine)],
    [_("Shown now"), shown(app, field, theirs)],
  ]);
}

/** All that an operation had; `fields` null or undefined for a removal. */
function sent(app, fields) {
  if (!fields) return h("p", {}, _("You removed it."));
  const told = Object.entries(fields).filter(([field]) => field !== "profile_id" && field !== "vacancy_id");
  return facts(told.map(([field, value]) => [fieldName(field), shown(app, field, value)]));
}

/** Do it once more: on what is there now, with its version. */
function send(app, { collection, id, fields }) {
  return fields ? app.save(collection, id, fields) : app.drop(collection, id);
}
