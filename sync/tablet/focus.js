// Focus: where a keyboard or a screen reader stands on a screen, and finding the place again on it drawn anew.

const FOCUSABLE = "a[href], button, input, textarea, select, summary";

/** Where in an element the focus is, for `focusAgain`; undefined where it is elsewhere. */
export function focusIn(element) {
  const { activeElement: focused } = document;
  if (!element.contains(focused) || !focused.matches(FOCUSABLE)) return undefined;
  const name = nameOf(focused);
  return { name, at: alike(element, name).indexOf(focused) };
}

/** Put the focus on what is called the same, of several the one at that place. Returns whether there is any. */
export function focusAgain(element, { name, at }) {
  const found = alike(element, name);
  found[Math.min(at, found.length - 1)]?.focus({ preventScroll: true });
  return found.length > 0;
}

function alike(element, name) {
  return [...element.querySelectorAll(FOCUSABLE)].filter((each) => nameOf(each) === name);
}

/** What it is told by: where it leads, else what it is called, and which of several answers it is. */
function nameOf(element) {
  const label = element.labels?.[0];
  const called = label ? `${element.type === "radio" && element.value} ${label.textContent}` : element.textContent;
  return element.getAttribute("href") ?? element.getAttribute("aria-label") ?? called;
}
