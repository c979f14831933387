// Reasons: why something that was sent is not shown, as the officer reads the codes of docs/sync.md.

import { _, marked } from "./texts.js";

const REASONS = {
  unknown_collection: marked("The office cannot take this kind of thing yet. It is kept there."),
  unknown_document: marked("What it is about is not known at the office."),
  read_only: marked("Tablets may not change this."),
  invalid: marked("Something in it is not right."),
  not_in_scope: marked("It is about somebody or something that is not in your places."),
  gone: marked("What it is about was deleted meanwhile."),
  consent_missing: marked("The person had not agreed yet."),
  vacancy_closed: marked("The vacancy had closed."),
  not_pending: marked("The office had looked at the vacancy already. Staff decide on your change."),
  deadline_passed: marked("The last day of the vacancy was over when it arrived."),
  limit_reached: marked("The employer has as many vacancies or posts as their level allows."),
  employer_blocked: marked("The employer is blocked."),
  revoked: marked("This tablet was taken out of use. Staff look at what it sent."),
  both_changed: marked("Somebody else changed the same before this arrived. Theirs is shown."),
  own_word: marked("The person said otherwise from their own phone."),
  replaced: marked("A newer word took its place."),
};
const FAULTS = {
  required: marked("It must be filled in."),
  type: marked("It is not of the right kind."),
  read_only: marked("Tablets may not change this."),
  fixed: marked("It cannot be changed afterwards."),
  too_long: marked("It is too long."),
  out_of_range: marked("The number is too small or too large."),
  unreadable: marked("It cannot be read."),
  malformed_id: marked("It belongs to nothing that is known."),
  malformed_phone: marked("It is not a phone number."),
  malformed_date: marked("It is not a day."),
  unknown_place: marked("There is no such place."),
  unknown_occupation: marked("There is no such work."),
  unknown_language: marked("The service does not speak this language."),
  unknown_choice: marked("It is none of the answers that there are."),
};
// The same may be taken another time. What is wrong, or over for good, will not.
const WORTH_AGAIN = new Set([
  "both_changed",
  "replaced",
  "consent_missing",
  "not_in_scope",
  "unknown_document",
  "unknown_collection",
  "limit_reached",
  "revoked",
]);

/** Why: a sentence for every code, also for one that is not known here. */
export function why(code) {
  const table = [REASONS, FAULTS].find((each) => Object.hasOwn(each, code));
  return table ? _(table[code]) : _("The office could not take it. It is kept there.");
}

/** Whether sending the same once more may help. */
export function isWorthAgain(code) {
  return WORTH_AGAIN.has(code);
}
