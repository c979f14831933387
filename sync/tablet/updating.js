// Updating: the service worker that keeps the app for use without signal, and when a new version takes over.

const OFTEN_MS = 60 * 60 * 1000;
let registration;
let mayRenew = () => true;

/** Keep the app on the tablet. `free` says whether a new version may take over now: nobody is in the middle of a form. */
export async function watch(free) {
  mayRenew = free;
  if (!navigator.serviceWorker) return;
  let isKept = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (isKept) location.reload();
    isKept = true; // the first worker of all takes nothing over
  });
  try {
    registration = await navigator.serviceWorker.register("/tablet/worker.js", { updateViaCache: "none" });
  } catch {
    return; // no signal, and nothing kept yet: the next time will do
  }
  setInterval(() => registration.update().catch(() => {}), OFTEN_MS);
}

/** Whether a new version waits. */
export function isNew() {
  return Boolean(registration?.waiting && navigator.serviceWorker.controller);
}

/** Let a new version take over, which loads the page anew. Resolves with false where none waits, or somebody types. */
export async function renew() {
  if (!isNew() || !mayRenew()) return false;
  registration.waiting.postMessage("take over");
  return true;
}
