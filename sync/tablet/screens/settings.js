// Settings: language, size of text, the PIN, practice, locking, and what this app is.

import { WrongPin } from "../../client/vault.js";
import { h } from "../dom.js";
import { fault, pinBox } from "../gate.js";
import { canInstall, install, isInstalled } from "../installing.js";
import { FREE_TRIES } from "../lock.js";
import { choice, facts, field, key, notice, section, way } from "../parts.js";
import { base, languages } from "../place.js";
import { choose } from "../settings.js";
import { _, language, speak } from "../texts.js";
import { languageName } from "../wording.js";

export const settings = {
  tab: "today",
  async draw(app, part) {
    if (part === "pin") return { title: _("Change the PIN"), isForm: true, body: pinForm(app) };
    const isPractice = app.copy !== app.real;
    return {
      title: _("Settings"),
      body: [
        choice(
          _("Language"),
          languages().map((code) => [code, languageName(code)]),
          { value: language(), onchoose: (code) => speakFrom(app, code) },
        ),
        onOff(_("Size of the text"), [_("Normal"), _("Large")], app.settings.large, (large) => {
          choose({ large });
          document.body.classList.toggle("large", large);
        }),
        onOff(_("Questions of a form"), [_("One a screen"), _("All on one page")], app.settings.onePage, (onePage) =>
          choose({ onePage }),
        ),
        section(
          _("On this tablet"),
          h(
            "div",
            { class: "keys" },
            key(_("Lock now"), () => app.onLock()),
            way(_("Change the PIN"), "", "settings", "pin"),
            way(isPractice ? _("End practice") : _("Practise"), "", "practice"),
          ),
        ),
        installing(app),
        section(_("About"), await aboutThis(app)),
        section(
          _("Help"),
          h(
            "p",
            {},
            _(
              "What you write is kept on this tablet and sent by itself when there is signal. Lost the tablet? Tell the office at once: they shut it out.",
            ),
          ),
        ),
      ],
    };
  },
};

/** Speak a language from now on, and say everything anew. */
async function speakFrom(app, code) {
  choose({ language: code });
  await speak(code);
  app.frame();
  await app.draw();
  app.main.querySelector("input:checked")?.focus();
}

function onOff(label, [off, on], value, onchoose) {
  const options = [
    [false, off],
    [true, on],
  ];
  return choice(label, options, { value, onchoose });
}

function installing(app) {
  if (isInstalled()) return null;
  const go = async () => {
    app.say((await install()) ? _("It is installed.") : _("It is not installed."));
    await app.refresh();
  };
  return section(
    _("Install the app"),
    canInstall()
      ? [
          h("p", {}, _("It then opens with one tap, and the tablet keeps its data.")),
          key(_("Install on this tablet"), go),
        ]
      : h(
          "p",
          {},
          _(
            "Open the menu of the browser and choose to add it to the home screen. It then opens with one tap, and the tablet keeps its data.",
          ),
        ),
  );
}

async function aboutThis(app) {
  const { usage } = (await navigator.storage?.estimate?.()) ?? {};
  const { officer, market } = app;
  return facts([
    [_("Officer"), officer?.name],
    [_("Places"), officer?.places.map((code) => market.places.name(code)).join(", ")],
    [_("Version"), base().split("/").pop()],
    [_("Takes up"), usage && _("{n} MB", { n: (usage / 1e6).toFixed(1) })],
  ]);
}

/** The PIN once more before it is changed: whoever finds the tablet open must not shut its officer out. */
function pinForm(app) {
  const [old, first, again] = [pinBox(), pinBox(), pinBox()];
  const fields = [
    field(_("Your PIN"), old),
    field(_("The new PIN, 6 digits"), first),
    field(_("The new PIN once more"), again),
  ];
  let wrong = 0;
  const change = async () => {
    for (const each of fields) each.tell("");
    const weak = fault(first.value);
    if (weak) return fields[1].tell(weak);
    if (first.value !== again.value) return fields[2].tell(_("These are not the same. Type both again."));
    try {
      await app.real.changePin(old.value, first.value);
    } catch (error) {
      if (!(error instanceof WrongPin)) throw error;
      wrong += 1;
      old.value = "";
      return wrong < FREE_TRIES ? fields[0].tell(_("That is not the PIN.")) : app.onLock();
    }
    app.say(_("The PIN is changed."));
    app.back();
  };
  return h(
    "form",
    { novalidate: true, onsubmit: (event) => event.preventDefault() },
    notice(_("You type it each time you open the app. Tell nobody.")),
    fields,
    key(_("Change the PIN"), change, { kind: "main", type: "submit" }),
  );
}
