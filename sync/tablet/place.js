// Where this version of the app lies on the server, and what the page knows before anything is loaded.

/** The address of this version's files, without a slash at the end. */
export function base() {
  return document.documentElement.dataset.base;
}

/** The languages of the market, in menu order. */
export function languages() {
  return (document.documentElement.dataset.languages || "en").split(" ");
}
