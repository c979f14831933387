// Live: parts of a screen that follow the syncing as long as they are shown.

/** Tell now, and again with each change of the syncing until the element is shown no more. Returns the element. */
export function live(app, element, tell) {
  let wasShown = false;
  const changed = () => {
    if (wasShown && !element.isConnected) return app.syncing.removeEventListener("change", changed);
    wasShown ||= element.isConnected;
    tell(element);
  };
  app.syncing.addEventListener("change", changed);
  tell(element);
  return element;
}
