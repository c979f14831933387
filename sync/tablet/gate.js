// The gate: what is shown while the copy is closed. Letting the tablet in, the PIN, and when neither helps.

import { WrongPin } from "../client/vault.js";
import { LineCut, Problem } from "../client/wire.js";
import { fill, h } from "./dom.js";
import { DAYS, PIN_DIGITS, unlock as opened, Wait, waitsUntil } from "./lock.js";
import { ask, choice, field, key, notice } from "./parts.js";
import { languages } from "./place.js";
import { choose, settings } from "./settings.js";
import { _, ngettext, speak } from "./texts.js";
import { languageName } from "./wording.js";

const CODE = /^[A-Z0-9]{4}-?[A-Z0-9]{4}$/;
const EASY = ["0123456789", "9876543210"];

/** Let this tablet in: the code of the office, and a PIN of one's own. */
export function enrol({ options, code, entered, show }) {
  const draw = () => show(enrol({ options, code: codeInput.value, entered, show }));
  const codeInput = codeBox(code);
  const [first, again] = [pinBox(), pinBox()];
  const fields = {
    code: field(_("Code from the office"), codeInput, { help: _("8 letters and digits. It works once.") }),
    first: field(_("Choose a PIN of 6 digits"), first, {
      help: _("You type it each time you open the app. Tell nobody."),
    }),
    again: field(_("The PIN once more"), again),
  };
  const go = waiting(_("Let this tablet in"), async () => {
    for (const each of Object.values(fields)) each.tell("");
    if (!CODE.test(tidied(codeInput.value)))
      return fields.code.tell(_("A code has 8 letters and digits, such as K7QM-2RXF."));
    const weak = fault(first.value);
    if (weak) return fields.first.tell(weak);
    if (first.value !== again.value) return fields.again.tell(_("These are not the same. Type both again."));
    const copy = await opened({ ...options, pin: first.value });
    const problem = await letIn(copy, codeInput.value);
    if (!problem) return entered(copy);
    show(letInAgain({ copy, code: codeInput.value, entered, problem })); // the PIN stands, the code does not
  });
  return page(_("Welcome to Fursa"), languageKeys(draw), form(go, ...Object.values(fields), go));
}

/** Open the copy with the PIN. */
export function unlock({ options, code, entered, again, show }) {
  const anew = () => show(unlock({ options, code, entered, again, show }));
  const pin = pinBox();
  const box = field(_("Your PIN"), pin);
  const go = waiting(_("Open"), async () => {
    box.tell("");
    try {
      await entered(await opened({ ...options, pin: pin.value }), code);
    } catch (error) {
      pin.value = "";
      if (error instanceof Wait) return anew();
      if (!(error instanceof WrongPin)) throw error;
      box.tell(
        ngettext("That is not the PIN. {n} more try.", "That is not the PIN. {n} more tries.", error.left, {
          n: error.left,
        }),
      );
    }
  });
  pin.addEventListener("input", () => pin.value.length === PIN_DIGITS && go.click());
  pin.setAttribute("autofocus", "");
  const asked = form(go, box, go);
  const shown = page(
    "Fursa",
    languageKeys(anew),
    asked,
    key(_("I forgot my PIN"), () => show(forgot({ options, again, back: anew })), { kind: "plain" }),
  );
  waitsUntil(options.store, Date.now).then((until) => {
    if (until) countDown(asked, until, anew);
  });
  queueMicrotask(() => pin.focus());
  return shown;
}

/** The PIN is right, and the tablet is nobody's yet, or somebody came with a new code. */
export function letInAgain({ copy, code, entered, problem = "" }) {
  const input = codeBox(code);
  const box = field(_("Code from the office"), input, { help: _("8 letters and digits. It works once.") });
  const go = waiting(_("Let this tablet in"), async () => {
    box.tell("");
    const fault = await letIn(copy, input.value);
    if (fault) return box.tell(fault);
    await entered(copy);
  });
  const on = copy.officer && key(_("Go on without a code"), () => entered(copy), { kind: "plain" });
  queueMicrotask(() => box.tell(problem));
  return page("Fursa", form(go, box, go, on));
}

/** Change a code for a place at the server. Resolves with what to tell where that fails. */
export async function letIn(copy, code) {
  try {
    await copy.enrol(tidied(code));
    return "";
  } catch (error) {
    if (error instanceof LineCut)
      return _("No signal. The code is good until tomorrow: try again where there is signal.");
    if (!(error instanceof Problem)) return _("This tablet holds the work of another officer. The office can help.");
    if (error.code === "wrong_code")
      return _("That code does not work. Codes work once, and for a day. Ask the office for a new one.");
    if (error.code === "too_many") return _("Too many wrong codes. Wait a while, then try again.");
    return _("The server cannot do that now. Try again in a while.");
  }
}

/** Too long without the server: the PIN is right, and one sync is needed first. */
export function over(copy, { go, lock, ended }) {
  const unsent = copy.unsent();
  const said = h("p", { role: "status" });
  const next = waiting(_("Connect now"), async () => {
    said.textContent = _("Connecting...");
    await copy.sync().then(
      (progress) => (progress.phase === "wiped" ? ended() : go()),
      (error) => {
        if (error.code === "wiped") return ended();
        said.textContent = _("No connection yet. Your work is safe here: try again where there is signal.");
      },
    );
  });
  return page(
    _("Connect once to go on"),
    notice(
      ngettext("This tablet was not connected for {n} day.", "This tablet was not connected for {n} days.", DAYS, {
        n: DAYS,
      }),
    ),
    unsent > 0 &&
      h(
        "p",
        {},
        ngettext("{n} thing waits to be sent. It is kept.", "{n} things wait to be sent. They are kept.", unsent, {
          n: unsent,
        }),
      ),
    said,
    next,
    key(_("Lock"), lock, { kind: "plain" }),
  );
}

/** Another tab or window has the copy. */
export function busy(again) {
  return page(
    _("Fursa is open already"),
    h("p", {}, _("It is open in another window of this tablet. Close it there, or go on there.")),
    key(_("Try again"), again, { kind: "main" }),
  );
}

/** The browser gives no encryption here. */
export function unsafe() {
  return page(
    _("This address is not safe"),
    h("p", {}, _("Fursa keeps people's data encrypted, and browsers do that only at addresses that begin with https. Ask the office for the right one.")),
  );
}

/** The tablet was revoked, and everything was deleted. */
export function wiped() {
  return page(
    _("This tablet was taken out of use"),
    h("p", {}, _("What was not sent is with the office. Everything on this tablet was deleted.")),
    key(_("Begin anew with a code"), () => location.reload(), { kind: "main" }),
  );
}

/** What to tell of a fault that nobody foresaw. */
export function whatFailed(error) {
  const told = _("Something went wrong on this tablet. Try again, and tell the office if it stays so.");
  if (error?.name !== "QuotaExceededError") return told;
  const full = _("Only {n} MB are free on this tablet. Remove pictures or apps that you do not need.", { n: 0 });
  return `${told} ${full}`;
}

/** Nothing else can be shown. */
export function failed(text) {
  return page("Fursa", notice(text, "bad"), key(_("Try again"), () => location.reload(), { kind: "main" }));
}

/** Without the PIN nobody can read what is here: only deleting it helps. */
function forgot({ options, again, back }) {
  const told = h("p", {}, "");
  options.store.range("operations").then(({ length }) => {
    told.textContent = length
      ? ngettext("{n} thing was not sent yet, and would be lost.", "{n} things were not sent yet, and would be lost.", length, {
          n: length,
        })
      : _("Everything on it was sent.");
  });
  const go = async () => {
    if (!(await ask(_("Delete all that is on this tablet?"), _("Yes, delete it")))) return;
    await options.store.destroy();
    await again();
  };
  return page(
    _("I forgot my PIN"),
    h("p", {}, _("Without the PIN nobody can read what is on this tablet, not even the office. If you cannot remember it, delete everything and begin anew with a new code.")),
    told,
    key(_("Back"), back, { kind: "main" }),
    key(_("Delete everything"), go, { kind: "danger" }),
  );
}

/** What is wrong with a PIN; "" for nothing. */
export function fault(pin) {
  if (!/^\d+$/.test(pin) || pin.length !== PIN_DIGITS) return _("A PIN has 6 digits.");
  if (/^(\d)\1+$/.test(pin) || EASY.some((row) => row.includes(pin)))
    return _("That PIN is easy to guess. Choose another.");
  return "";
}

/**
 * A box for a PIN. Browsers offer to keep passwords, and type them for whoever holds the tablet; what they take for a
 * code of one use they do not.
 */
export function pinBox() {
  return h("input", {
    class: "pin",
    type: "password",
    inputmode: "numeric",
    autocomplete: "one-time-code",
    maxlength: String(PIN_DIGITS),
    pattern: "[0-9]*",
    required: true,
  });
}

function codeBox(value) {
  return h("input", {
    value,
    class: "code",
    autocapitalize: "characters",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: "12",
  });
}

function tidied(code) {
  return code.toUpperCase().replace(/[\s.]/g, "").replace(/[–—]/g, "-");
}

function page(title, ...children) {
  document.title = title === "Fursa" ? title : `${title} · Fursa`;
  const brand = h("p", { class: "brand", "aria-hidden": "true" }, "Fursa");
  return h("main", { class: "gate" }, brand, h("h1", {}, title), ...children);
}

/** Fields, and what Enter does. */
function form(go, ...children) {
  const onkeydown = (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    go.click();
  };
  return h("form", { onkeydown }, ...children);
}

/** The main key of a page: once at a time. */
function waiting(text, work) {
  const button = key(
    text,
    async () => {
      if (button.disabled) return;
      button.disabled = true;
      button.setAttribute("aria-busy", "true");
      try {
        await work();
      } finally {
        button.disabled = false;
        button.removeAttribute("aria-busy");
      }
    },
    { kind: "main" },
  );
  return button;
}

function languageKeys(draw) {
  const names = languages().map((code) => [code, languageName(code)]);
  return choice(_("Language"), names, {
    value: settings().language,
    onchoose: async (code) => {
      choose({ language: code });
      await speak(code);
      draw();
      queueMicrotask(() => document.querySelector(".choice input:checked")?.focus()); // who goes by keyboard stays there
    },
  });
}

/** Too many wrong PINs: say how long it takes, and ask again then. */
function countDown(element, until, again) {
  const told = h("p", { class: "wait", role: "status" });
  fill(element, notice(_("Too many wrong PINs. Please wait."), "warn"), told);
  const tick = () => {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    if (!element.isConnected) return;
    if (seconds <= 0) return void again();
    told.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    setTimeout(tick, 500);
  };
  tick();
}
