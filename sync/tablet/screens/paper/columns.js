// Columns: what is asked in each row of a paper list, each answered by typing or by one key.

import { fill, h } from "../../dom.js";
import { choice, field, key } from "../../parts.js";
import { placesMeant, workMeant } from "../../rows.js";
import { _, language, marked } from "../../texts.js";
import { EXPERIENCES, experience, languageName, money } from "../../wording.js";

const LEAST = {
  hour: marked("Least pay, an hour"),
  day: marked("Least pay, a day"),
  week: marked("Least pay, a week"),
  month: marked("Least pay, a month"),
};

/**
 * The columns of a row, in order: `{code, element, focus(), tell(text)}`, and of those that have keys `press(digit)`,
 * which tells whether a key has that digit. `changed(code, value)` is told each answer.
 */
export function columns(app, row, changed) {
  const { market } = app;
  const { least_period: period, least_amounts: amounts } = market.terms.pay;
  const set = (code) => (value) => changed(code, value);
  const around = app.officer?.places ?? [];
  const pay = amounts.map((amount) => [market.perMonth(amount, period), money(market, amount)]);
  const codes = (all, text) => all.map((code) => [code, text(code)]);
  const signed = [
    [true, _("Yes")],
    [false, _("No")],
  ];
  return [
    written("name", _("Name"), row.name, set("name"), { autocapitalize: "words", maxlength: "60", autofocus: true }),
    written("year", _("Born in"), row.year, set("year"), { inputmode: "numeric", maxlength: "4" }),
    written("phone", _("Phone"), row.phone, set("phone"), { type: "tel" }),
    meant("place", _("Place"), row.place, set("place"), {
      read: (text) => placesMeant(market, text, around),
      label: (code) => market.places.label(code),
    }),
    meant("work", _("Work"), row.work, set("work"), {
      read: (text) => workMeant(market, text),
      label: (code) => market.occupations.label(code, language()),
    }),
    chosen("experience", _("Experience"), codes(EXPERIENCES, experience), row.experience, set("experience")),
    chosen("least", _(LEAST[period]), [[0, _("Any pay")], ...pay], row.least, set("least"), 0),
    chosen("language", _("Language"), codes(market.languages, languageName), row.language, set("language")),
    chosen("signed", _("Signed for the service"), signed, row.signed, set("signed")),
  ];
}

/** A column that is typed. */
function written(code, label, value, onchange, attributes = {}) {
  const input = h("input", { autocomplete: "off", spellcheck: "false", value, ...attributes });
  const element = field(label, input, { id: `paper-${code}` });
  input.addEventListener("input", () => {
    element.tell("");
    onchange(input.value);
  });
  const focus = () => {
    input.focus();
    input.select(); // what is typed takes the place of what was there before
  };
  const tell = (text) => {
    element.tell(text);
    if (text) focus();
  };
  return { code, element, focus, tell };
}

/** A column that is typed in any words: what they may mean stands below, and one key picks it. */
function meant(code, label, { typed, code: known }, onchange, { read, label: called }) {
  let options = known ? [known] : [];
  let picked = known;
  const keys = h("div", { class: "keys meant", role: "group", "aria-label": _("Which is meant?") });
  const show = () =>
    fill(
      keys,
      options.map((each, at) =>
        key([digit(at + 1), called(each)], () => pick(each), { "aria-pressed": `${each === picked}`, tabindex: "-1" }),
      ),
    );
  const column = written(code, label, typed, (text) => {
    typed = text;
    const { codes, sure } = read(text);
    [options, picked] = [codes, sure];
    show();
    onchange({ typed, code: picked });
  });
  const pick = (option) => {
    picked = option;
    show();
    column.tell("");
    onchange({ typed, code: picked });
  };
  const press = (number) => {
    const option = options[number - 1];
    if (option) pick(option);
    return Boolean(option);
  };
  column.element.append(keys);
  show();
  return { ...column, press };
}

/** A column of few answers, with a digit for each. */
function chosen(code, label, options, value, onchange, first = 1) {
  const numbered = options.map(([each, text], at) => [each, [digit(first + at), text]]);
  const fault = h("p", { class: "fault", role: "alert" });
  const tell = (text) => {
    fault.textContent = text;
    if (text) focus();
  };
  const onchoose = (answer) => {
    tell("");
    onchange(answer);
  };
  const group = choice(label, numbered, { value, onchoose, name: `paper-${code}` });
  const inputs = [...group.querySelectorAll("input")];
  const focus = () => (inputs.find((each) => each.checked) ?? inputs[0]).focus();
  const press = (number) => {
    const input = inputs[number - first];
    if (!input) return false;
    input.checked = true;
    onchoose(options[number - first][0]);
    return true;
  };
  return { code, element: h("div", {}, group, fault), focus, tell, press };
}

function digit(number) {
  return h("b", { class: "digit" }, `${number} `);
}
