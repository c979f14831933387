// What is asked of a person, and what has to be settled before they are saved.

import assert from "node:assert/strict";
import { test } from "node:test";

import { stage } from "../../../sync/tablet/screens/register/age.js";
import { isAsked } from "../../../sync/tablet/screens/register/known.js";
import { NEEDED, QUESTIONS, unanswered } from "../../../sync/tablet/screens/register/questions.js";
import { fillingIn } from "../../../sync/tablet/screens/register/sheet.js";

const here = { market: { year: () => 2026, terms: { legal_working_age: 18 } }, now: 0 };
const WHO = { name: "Asha", birth_year: 1995, phones: [] };
const WHOLE = { ...WHO, place: "003", occupation: "7112", experience: "none", least_pay: 0 };

test("all that matching needs is asked, and no phone and no least pay are answers", () => {
  assert.deepEqual(NEEDED.map(({ code }) => code), Object.keys(WHOLE));
  assert.deepEqual(QUESTIONS.filter(({ aside }) => aside).map(({ code }) => code), ["skills", "language"]);
  assert.deepEqual(unanswered(WHOLE), []);
  const half = { ...WHOLE, phones: null, least_pay: undefined };
  assert.deepEqual(unanswered(half).map(({ code }) => code), ["phones", "least_pay"]);
});

test("in the year of the birthday that makes somebody old enough it is asked whether it was", () => {
  const at = (birth_year, birthday) => stage(here, { birth_year, birthday });
  assert.deepEqual([at(null), at(2007), at(2008), at(2009)], ["", "", "unsure", "young"]);
  assert.equal(at(2008, { year: 2008, passed: true }), "");
  assert.equal(at(2008, { year: 2008, passed: false }), "young");
  assert.equal(at(2008, { year: 1995, passed: true }), "unsure");
});

test("whoever may be known is asked for once the year is typed, or where the phone is theirs", () => {
  const [byName, byPhone] = [{ reasons: ["name"] }, { reasons: ["phone"] }];
  assert.equal(isAsked({ name: "Asha" }, [byName]), false);
  assert.equal(isAsked({ name: "Asha", birth_year: 1995 }, [byName]), true);
  assert.equal(isAsked({ name: "Asha" }, [byName, byPhone]), true);
  assert.equal(isAsked({ name: "Asha", birth_year: 1995 }, []), false);
});

test("of who is known already only what was missing is filled in, and a further phone", () => {
  const profile = { name: "Asha W", birth_year: 1995, phones: ["+1"], skills: [], least_pay: null };
  const typed = { name: "Asha", birth_year: 1996, phones: ["+1", "+2"], skills: ["a"], least_pay: 0, place: null };
  assert.deepEqual(fillingIn(profile, typed), { phones: ["+1", "+2"], skills: ["a"], least_pay: 0 });
  assert.deepEqual(fillingIn(profile, { name: "Asha", phones: [] }), {});
});
