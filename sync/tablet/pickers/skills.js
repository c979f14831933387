// Skills: typed with commas between, or chosen from those that begin with what is typed.

import { key as compared } from "../spelling.js";
import { _, language } from "../texts.js";
import { asked, box, keys } from "./parts.js";

const MOST = 12; // of one person, and of one job
const LONGEST = 40; // letters
const MOST_SHOWN = 6;
const SHORTEST_BEGINNING = 2;

/** A picker of a list of skills: codes of the market, and own words. */
export function skills(app, { label, value = [], onchoose, typed = "", ontyped }) {
  const list = app.market.skills;
  const [held, near] = [keys("held"), keys()];
  const set = (wanted) => {
    element.value = [...new Set(wanted)].filter((each) => each.length <= LONGEST).slice(0, MOST);
    show();
    onchoose(element.value, false);
  };
  const write = (text) => {
    typing.input.value = text;
    ontyped?.(text);
  };
  const add = (found) => {
    write("");
    set([...element.value, ...found]);
    typing.input.focus();
  };
  const show = () => {
    const shown = (each) => list.label(each, language());
    const without = (each) => () => set(element.value.filter((other) => other !== each));
    held.show(element.value.map((each) => [shown(each), without(each), "", true]));
    near.show(beginning(list, typing.input.value).map((each) => [shown(each), () => add([each])]));
  };
  const typing = box(_("Type a skill"), {
    typed,
    help: _("With commas between."),
    ontype(text) {
      ontyped?.(text);
      if (/[,;]$/.test(text)) add(list.read(text));
      else show();
    },
  });
  typing.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !typing.input.value.trim()) return;
    event.preventDefault();
    add(list.read(typing.input.value));
  });
  const element = asked(label, held, typing, near);
  element.value = value;
  element.fault = () => "";
  /** What still stands in the box counts too. */
  element.settle = () => typing.input.value.trim() && add(list.read(typing.input.value));
  show();
  return element;
}

/** Skills of the market of which a name begins with what is typed. */
function beginning(list, text) {
  const start = compared(text);
  if (start.length < SHORTEST_BEGINNING) return [];
  const found = [];
  for (const { id } of list) {
    if (found.length === MOST_SHOWN) break;
    if (list.words([id]).some((name) => compared(name).startsWith(start))) found.push(id);
  }
  return found;
}
