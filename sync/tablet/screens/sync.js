// Send: what waits to be sent, sending it, and whether what is on the tablet is safe there.

import { about, counted, moment } from "../documents.js";
import { fill, h } from "../dom.js";
import { letIn } from "../gate.js";
import { live } from "../live.js";
import { entry, field, key, list, notice, section, way } from "../parts.js";
import { _, language, marked, ngettext } from "../texts.js";
import { isNew, renew } from "../updating.js";
import { open } from "./conflicts.js";

const LITTLE_SPACE = 50e6; // bytes
const MOST_LISTED = 30;
const ERRORS = {
  cut: marked("The line was cut. It goes on by itself."),
  unauthorised: marked("The office does not know this tablet any more. Ask there for a new code, and type it here."),
  too_many: marked("Many tablets send just now. It goes on by itself in a few minutes."),
  unavailable: marked("The server cannot answer just now. It goes on by itself."),
  failed: marked("Something went wrong on this tablet. Try again, and tell the office if it stays so."),
};

export const sync = {
  tab: "sync",
  async draw(app) {
    const title = _("Send");
    if (app.copy !== app.real)
      return {
        title,
        body: [notice(_("You are practising. Nothing of it is sent.")), way(_("End practice"), "main", "practice")],
      };
    // It follows by itself. Drawn anew, it would take the focus from under the officer's finger.
    const drawn = app.main.querySelector(".sending");
    if (drawn) return void drawn.renew();
    return { title, body: [sending(app), await safety(app)] };
  },
};

/** How a sync stands, in a sentence. */
export function standing({ isRunning, error, progress, unsent: waits }) {
  if (isRunning) return _("Sending and fetching...");
  if (error)
    return _(ERRORS[error] ?? marked("The server could not do that. Try again, and tell the office if it stays so."));
  if (!progress) return "";
  const { sent, unsent, results } = progress;
  if (!sent) return waits ? "" : _("Everything is up to date.");
  const values = { saved: results.applied + results.merged, all: sent + unsent, merged: results.merged };
  const told = _("{saved} of {all} saved, {merged} merged, {refused} refused.", {
    ...values,
    refused: results.refused,
  });
  const apart = results.conflict;
  return apart
    ? `${told} ${ngettext("{n} was changed by others too.", "{n} were changed by others too.", apart, { n: apart })}`
    : told;
}

/** How far a sync has come: "45 of 180 KB", "12 of 12 saved". */
export function steps({ sent, unsent, bytes, allBytes, arrived }) {
  const kilobytes = (number) => new Intl.NumberFormat(language()).format(Math.round(number / 1000));
  const came = allBytes
    ? _("{part} of {all} KB", { part: kilobytes(bytes), all: kilobytes(allBytes) })
    : arrived >= 1000 && _("{part} KB came", { part: kilobytes(arrived) });
  const went = sent + unsent > 0 && _("{part} of {all} saved", { part: sent, all: sent + unsent });
  return [went, came].filter(Boolean).join(", ");
}

function sending(app) {
  const { syncing, real } = app;
  const [number, waits, last, step] = [h("strong", { class: "number" }), h("span"), h("p"), h("p", { class: "help" })];
  const said = h("p", { role: "status", class: "standing" });
  const bar = h("progress", { "aria-label": _("How far it has come") });
  const go = key(_("Send and fetch now"), () => syncing.run(), { kind: "main" });
  const [code, problems, waiting, version] = [h("div"), h("div"), h("div"), h("div")];
  const element = h("div", { class: "sending" }, h("p", { class: "unsent" }, number, " ", waits), last, go);
  element.append(said, bar, step, code, problems, version, waiting);
  let listed;
  const once = switches();

  element.renew = async () => {
    const { asked, problems: taken } = await open(app);
    const count = asked.length + taken.length;
    fill(
      problems,
      count > 0 && way(ngettext("{n} thing to look at", "{n} things to look at", count, { n: count }), "", "conflicts"),
    );
  };
  element.renew();
  return live(app, element, () => {
    const { unsent, isRunning, error, progress } = syncing;
    number.textContent = String(unsent);
    waits.textContent = ngettext("thing waits to be sent", "things wait to be sent", unsent);
    last.textContent = _("Sent and fetched last: {when}", {
      when: real.heard ? moment(app, real.heard.at) : _("never"),
    });
    go.setAttribute("aria-disabled", String(isRunning)); // truly disabled it would lose the focus
    bar.hidden = step.hidden = !isRunning || !progress;
    if (isRunning && progress) {
      step.textContent = steps(progress);
      if (progress.allBytes) Object.assign(bar, { max: progress.allBytes, value: progress.bytes });
      else bar.removeAttribute("value");
    }
    const told = standing(syncing);
    if (said.textContent !== told) said.textContent = told; // read out once for each
    once(code, error === "unauthorised", () => codeAsked(app));
    once(version, isNew(), renewal);
    if (listed !== real.waiting) {
      listed = real.waiting;
      whatWaits(app).then((found) => listed === real.waiting && fill(waiting, found));
    }
  });
}

/** Fills elements, or empties them, only when there is a change: somebody may be typing into them. */
function switches() {
  const on = new Set();
  return (element, isOn, content) => {
    if (on.has(element) === isOn) return;
    on[isOn ? "add" : "delete"](element);
    fill(element, isOn && content());
  };
}

/** What waits, each with whose it is. */
async function whatWaits(app) {
  const { waiting } = app.real;
  if (!waiting.length) return null;
  const latest = new Map(waiting.map((operation) => [`${operation.collection} ${operation.id}`, operation]));
  const told = await Promise.all(
    [...latest.values()].slice(0, MOST_LISTED).map(async (operation) => {
      const { title, kind, to } = await about(app, operation);
      return entry({ title, lines: [operation.delete ? _("{kind}, removed", { kind }) : kind], to });
    }),
  );
  const more = latest.size - told.length;
  return section(
    _("What waits"),
    h("p", {}, counted(waiting)),
    list(...told),
    more > 0 && h("p", {}, ngettext("and {n} more", "and {n} more", more, { n: more })),
  );
}

function codeAsked(app) {
  const input = h("input", {
    class: "code",
    autocapitalize: "characters",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: "12",
  });
  const box = field(_("Code from the office"), input, { help: _("8 letters and digits. It works once.") });
  const go = key(_("Let this tablet in"), async () => {
    go.disabled = true;
    box.tell(await letIn(app.real, input.value));
    go.disabled = false;
    if (!input.hasAttribute("aria-invalid")) await app.syncing.run();
  });
  return [box, go];
}

function renewal() {
  return notice(
    _("There is a new version of the app. It asks for your PIN again."),
    "good",
    key(_("Use the new version"), renew),
  );
}

/** Whether the browser keeps what is on the tablet. */
async function safety(app) {
  const isKept = await app.real.persisted;
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  const free = quota - usage;
  return section(
    _("Is it safe here?"),
    isKept
      ? h("p", {}, _("This tablet keeps your data when space gets short."))
      : notice(
          _("The browser may delete your data when space gets short. Install the app: then it keeps it."),
          "warn",
          way(_("Settings"), "", "settings"),
        ),
    free < LITTLE_SPACE &&
      notice(
        _("Only {n} MB are free on this tablet. Remove pictures or apps that you do not need.", {
          n: Math.floor(free / 1e6),
        }),
        "warn",
      ),
    h("p", {}, _("Everything is encrypted with your PIN. Send often: what was sent is safe at the office.")),
  );
}
