// One key presses a button or follows a link that bears it in data-key; one with data-again is followed by itself after
// so many seconds, unless something on the page is in use. Everything works without this file.
"use strict";
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  for (const element of document.querySelectorAll("[data-key]")) {
    if (element.dataset.key === event.key.toLowerCase()) {
      event.preventDefault();
      element.click();
      return;
    }
  }
});
const again = document.querySelector("[data-again]");
if (again) {
  const watch = setInterval(() => {
    if (document.activeElement !== document.body) return;
    clearInterval(watch); // a slow line needs longer than we wait
    location.replace(again.href);
  }, 1000 * again.dataset.again);
}
