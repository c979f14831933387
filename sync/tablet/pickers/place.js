// A place: one of those used lately, typed, or down the tree of places.

import { key as compared } from "../spelling.js";
import { _ } from "../texts.js";
import { asked, box, keys } from "./parts.js";

const MOST_FOUND = 8;
const SHORTEST_BEGINNING = 2; // letters: below that too many places begin with them

/** A picker of a place that is exact enough for a home, by its code. `recent` codes are the first keys. */
export function place(app, { label, value = null, onchoose, typed = "", ontyped, recent = [], isShort = false }) {
  const { places } = app.market;
  const options = keys();
  let text = typed.trim();
  let at = places.get(places.area(app.officer?.places[0])) ?? places.root;
  let isListed = !isShort;
  let isWalking = false;
  let found = text ? findPlaces(app.market, text, at.id) : [];
  const set = (code, isDone) => {
    element.value = code;
    show();
    onchoose(code, isDone);
  };
  const typing = box(_("Type the place, or choose below"), {
    typed,
    ontype(words) {
      text = words.trim();
      found = text ? findPlaces(app.market, text, at.id) : [];
      ontyped?.(words);
      set(found.length === 1 && isHome(app.market, found[0]) ? found[0].id : null, false);
    },
  });
  const entry = (each, name) =>
    isHome(app.market, each)
      ? [name, tapped(each.id), "", each.id === element.value]
      : [name, walk(each), "onward"];
  const tapped = (code) => () => {
    isListed = !isShort;
    isWalking = false;
    set(code, true);
  };
  const named = (each) => entry(each, places.label(each.id));
  const walk = (to) => () => {
    isWalking = isListed;
    isListed = true;
    at = to;
    text = typing.input.value = "";
    ontyped?.("");
    show();
  };
  const show = () => {
    if (text) return options.show(found.slice(0, MOST_FOUND).map(named));
    const known = isWalking ? [] : [element.value, value, ...recent].map((code) => places.get(code));
    const first = [...new Set(known)].filter(Boolean);
    if (!isListed) return options.show([...first.map(named), [_("Choose from a list"), walk(at), "plain"]]);
    const below = standing(app.market, at).filter((each) => !first.includes(each));
    const above = places.get(at.parent);
    return options.show([
      ...first.map(named),
      ...below.map((each) => entry(each, each.name)),
      ...(above ? [[_("Elsewhere"), walk(above), "plain"]] : []),
    ]);
  };
  const element = asked(label, typing, options);
  element.value = value;
  element.fault = () => {
    if (element.value !== null) return "";
    return text && !found.length ? _("We did not find the place {text}.", { text }) : _("Please choose the place.");
  };
  show();
  return element;
}

/** Whether a place is exact enough for a home. */
export function isHome({ places, terms }, { id, level }) {
  return places.levels.indexOf(level) >= places.levels.indexOf(terms.home_level) || !places.children(id).length;
}

/** The places among which to choose below one: of a single one those below it. */
function standing(market, at) {
  const below = market.places.children(at.id);
  return below.length === 1 && !isHome(market, below[0]) ? standing(market, below[0]) : below;
}

/** Places of that name, else those whose name begins so, the ones in an area first. */
export function findPlaces({ places }, text, area) {
  const exact = places.find(text);
  const start = compared(text);
  if (exact.length || start.length < SHORTEST_BEGINNING) return exact;
  const begins = new Set();
  for (const [name, named] of places.names()) if (name.startsWith(start)) for (const each of named) begins.add(each);
  const near = new Set(places.under(area));
  return [...begins].sort((one, other) => near.has(other.id) - near.has(one.id));
}
