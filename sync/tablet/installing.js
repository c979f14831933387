// Installing: the browser's offer to put the app among the tablet's own, kept until the officer takes it.

let offer;

globalThis.addEventListener?.("beforeinstallprompt", (event) => {
  event.preventDefault(); // its own banner would come over whatever is being done
  offer = event;
});
globalThis.addEventListener?.("appinstalled", () => (offer = undefined));

/** Whether the browser offers it now. */
export function canInstall() {
  return offer !== undefined;
}

/** Whether the app runs as one of the tablet's own. */
export function isInstalled() {
  return matchMedia("(display-mode: standalone)").matches;
}

/** Take the offer. Resolves with whether the officer agreed. */
export async function install() {
  const taken = offer;
  offer = undefined; // an offer counts once
  await taken.prompt();
  return (await taken.userChoice).outcome === "accepted";
}
