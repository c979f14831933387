// Consent: what people are asked, read out to them in their language, and what they say.

import { languageKeys, readOut } from "../aloud.js";
import { isGiven, OFTEN, oftenOf, PURPOSES, say, wordOn } from "../consent.js";
import { fill, h } from "../dom.js";
import { ask, choice, key, notice } from "../parts.js";
import { _, marked } from "../texts.js";
import { alerts, day, languageName } from "../wording.js";
import { unsentMark } from "./mark.js";
import { absent, nameOf } from "./profile.js";

const NAMES = { service: marked("The service"), alerts: marked("Job alerts") };
const CHANNELS = { tablet: marked("by an officer's tablet"), staff: marked("by staff") };
const CONFIRMED = marked("A confirmation goes to their phone by SMS after the next sync.");
const OWN_PHONE = marked("by phone"); // whatever other channel it was

export const consent = {
  tab: "people",
  async draw(app, id = "", asked) {
    const profile = await app.copy.get("profiles", id);
    if (!profile) return absent();
    const purpose = PURPOSES.includes(asked) ? asked : PURPOSES[0];
    if (!app.market.isThere) return { title: purposeName(purpose), body: notice(_("The first copy is still coming.")) };
    const word = await wordOn(app.copy, profile.id, purpose);
    const chosen = { language: languageFor(app.market, profile), often: oftenOf(word, profile) };
    const read = h("div", {});
    const told = h("p", { class: "help", role: "status" });
    const draw = () => {
      fill(read, readOut(app.market, purpose, chosen.language));
      told.textContent = whatIsSaved(app, chosen.language);
    };
    draw();
    return {
      title: purposeName(purpose),
      body: [
        isGiven(word) && stands(app, word),
        languageKeys(app.market, chosen.language, (code) => {
          chosen.language = code;
          draw();
        }),
        h("p", {}, _("Read this out to {name}:", { name: nameOf(profile) })),
        read,
        purpose === "alerts" && oftenChoice(chosen),
        answers(app, profile, purpose, isGiven(word), chosen),
        told,
        !isGiven(word) && profile.phones?.length > 0 && h("p", { class: "help" }, _(CONFIRMED)),
      ],
      isForm: true, // a language that was chosen must not change while it is read out
    };
  },
};

/** What a purpose is called. */
export function purposeName(purpose) {
  return _(NAMES[purpose]);
}

/** "Yes, since 26 Nov, by phone"; what was not sent yet has no day, as the server counts it from when it comes. */
export function wordShown({ market }, word, isUnsent) {
  if (!word) return _("not asked yet");
  const { at, channel } = word;
  const said = isGiven(word) ? _("Yes") : _("No");
  if (isUnsent || !at) return said;
  const values = { word: said, day: day(market, at), channel: _(CHANNELS[channel] ?? OWN_PHONE) };
  return _("{word}, since {day}, {channel}", values);
}

function stands(app, word) {
  const mark = unsentMark(app.copy, "consents", word.id);
  return notice(wordShown(app, word, mark), "good", mark && h("p", {}, mark));
}

function languageFor(market, { language }) {
  return market.languages.includes(language) ? language : market.languages[0];
}

function oftenChoice(chosen) {
  const options = OFTEN.map((code) => [code, alerts(code)]);
  return choice(_("How often"), options, { value: chosen.often, onchoose: (code) => (chosen.often = code) });
}

function answers(app, profile, purpose, isAgreed, chosen) {
  const name = nameOf(profile);
  const answer = async (given) => {
    await say(app, profile.id, purpose, given, chosen);
    app.say(_("Saved."));
    app.back();
  };
  const no = async () => {
    if (await ask(takenBack(purpose, name), _("Yes, take it back"))) await answer(false);
  };
  if (!isAgreed) {
    return [
      key(_("Yes, agrees"), () => answer(true), { kind: "main" }),
      h("div", { class: "keys" }, key(_("No"), () => answer(false))),
    ];
  }
  return [
    purpose === "alerts" && key(_("Save"), () => answer(true), { kind: "main" }),
    h("div", { class: "keys" }, key(_("{name} takes it back", { name }), no, { kind: "danger" })),
  ];
}

function takenBack(purpose, name) {
  if (purpose === "alerts") return _("Does {name} want no more job alerts?", { name });
  return _("Does {name} take this back? Then no jobs are looked for any more.", { name });
}

function whatIsSaved(app, language) {
  const values = { officer: app.officer?.name, day: day(app.market, app.now()), language: languageName(language) };
  return _("Saved with it: asked by {officer}, on {day}, in {language}.", values);
}
