// A kind of work: by its line of work, or typed in any words that people use.

import { _, language } from "../texts.js";
import { asked, box, keys } from "./parts.js";

/** A picker of an occupation, by its code. `recent` codes are the first keys. */
export function work(app, { label, value = null, onchoose, typed = "", ontyped, recent = [], isShort = false }) {
  const { market } = app;
  const { occupations } = market;
  const options = keys();
  let text = typed;
  let sector;
  let isListed = !isShort;
  let found = text ? readWork(market, text) : undefined;
  const typing = box(_("Type the work, or choose below"), {
    typed,
    ontype(words) {
      text = words.trim();
      sector = undefined;
      found = text ? readWork(market, text) : undefined;
      ontyped?.(words);
      set(found?.length === 1 ? found[0] : null, false);
    },
  });
  // The first text takes a moment, as the reader is built then: it may while the keyboard comes up.
  typing.input.addEventListener("focus", () => setTimeout(() => market.read(label)), { once: true });
  const set = (code, isDone) => {
    element.value = code;
    show();
    onchoose(code, isDone);
  };
  const tapped = (code) => () => {
    sector = undefined;
    isListed = !isShort;
    set(code, true);
  };
  const chosen = (code) => [occupations.label(code, language()), tapped(code), "", code === element.value];
  const show = () => options.show(shown());
  const shown = () => {
    if (text) return found.map(chosen);
    const walk = (to) => () => {
      sector = to;
      isListed = true;
      show();
    };
    if (sector) {
      const below = occupations.inSector(sector.id).map(({ id }) => chosen(id));
      return [...below, [_("Another kind of work"), walk(undefined), "plain"]];
    }
    const first = [...new Set([element.value, ...recent])].filter((code) => occupations.has(code)).map(chosen);
    if (!isListed) return [...first, [_("Choose from a list"), walk(undefined), "plain"]];
    const sectorKey = (each) => [occupations.sectorLabel(each.id, language()), walk(each), "onward"];
    return [...first, ...occupations.sectors.map(sectorKey)];
  };
  const element = asked(label, typing, options);
  element.value = value;
  element.fault = () => {
    if (element.value !== null) return "";
    return text && !found.length ? _("We did not find the work {text}.", { text }) : _("Please choose the work.");
  };
  show();
  return element;
}

/** Codes of the work that words may mean; one alone is meant. */
function readWork(market, words) {
  const reading = market.read(words);
  return reading.sureWork ? [reading.sureWork] : reading.work;
}
