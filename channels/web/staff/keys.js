// One key presses a button or follows a link that bears it in data-key. Everything works without this file.
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
