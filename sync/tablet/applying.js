// Applying: what saving an application, or taking it back, does to the copy, and when either can be.

import * as unsent from "./unsent.js";

const OPEN = ["applied", "seen", "shortlisted", "invited", "coming"]; // these a person may still take back
const [APPLIED, WITHDRAWN] = ["applied", "withdrawn"];

/** The applications of which the fields are these, such as the person or the vacancy, newest first. */
export async function applications(copy, where) {
  const found = await copy.query("applications", { where });
  return found.sort((one, other) => (other.applied_at ?? Infinity) - (one.applied_at ?? Infinity) || 0);
}

/** A person's application for a vacancy, or undefined. Of two, as before a sync joins them, the one that counts. */
export async function standing(copy, profileId, reference) {
  const found = await applications(copy, { profile_id: profileId, vacancy_id: reference });
  return found.find(counts) ?? found[0];
}

/** Whether an application was made and not taken back. */
export function counts(application) {
  return application !== undefined && application.status !== WITHDRAWN;
}

/** Whether there is something to take back: what the employer has decided stays. */
export function canTakeBack(application) {
  return OPEN.includes(application?.status);
}

/** Whether people can still apply for a vacancy of the copy. */
export function isOpen(vacancy, now) {
  return Boolean(vacancy) && !(vacancy.deadline <= now);
}

/** Apply for a person who says so; whoever took it back applies with the same application. Resolves with its id. */
export async function apply(app, profileId, reference) {
  const made = await standing(app.copy, profileId, reference);
  if (counts(made)) return made.id;
  if (made) return app.save("applications", made.id, { status: APPLIED });
  return app.save("applications", undefined, { profile_id: profileId, vacancy_id: reference, status: APPLIED });
}

/** Take an application back. Resolves with whether there was something to take back. */
export async function takeBack(app, id) {
  const made = await app.copy.get("applications", id);
  if (!canTakeBack(made)) return false;
  if (!(await unmake(app, made))) await app.save("applications", made.id, { status: WITHDRAWN });
  return true;
}

/** Let one be that was never sent: nobody needs to hear that it was made and taken back. */
async function unmake({ copy, syncing }, { id, version }) {
  if (version || copy.syncing) return false;
  const own = copy.waiting.filter((each) => each.collection === "applications" && each.id === id);
  const isDone = await unsent.takeBack(copy, own.map(({ n }) => n));
  if (isDone) syncing.changed();
  return isDone;
}
