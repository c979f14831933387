// Consent: what a person said to a purpose, as the copy has it, and what a new word saves.

/** What people are asked for. */
export const PURPOSES = ["service", "alerts"];
/** How often job alerts may come. */
export const OFTEN = ["instant", "daily", "weekly"];
const USUAL = "daily";

/** A person's latest word on a purpose, or null where nobody asked. */
export function wordOn(copy, profileId, purpose) {
  return copy.get("consents", `${profileId}.${purpose}`);
}

/** Whether the person's latest word was yes. */
export function isGiven(word) {
  return word?.given === 1;
}

/** How often alerts come by the person's latest word, which the profile tells only after a sync. */
export function oftenOf(word, profile) {
  const often = word?.often ?? profile.alerts;
  return OFTEN.includes(often) ? often : USUAL;
}

/** Save what the person said. */
export function say(app, profileId, purpose, given, { language, often }) {
  const word = { profile_id: profileId, purpose, given: given ? 1 : 0, language };
  if (given && purpose === "alerts") word.often = often;
  return app.save("consents", `${profileId}.${purpose}`, word);
}
