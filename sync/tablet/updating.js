// Updating: the service worker that keeps the app for use without signal, and when a new version takes over.

const OFTEN_MS = 60 * 60 * 1000;
let registration;
let mayRenew = () => true;

/**
 * Keep the app on the tablet. `free` says whether a new version may take over now: nobody is in the middle of a form.
 * `told` is called when one waits.
 */
export async function watch(free, told) {
  mayRenew = free;
  if (!navigator.serviceWorker) return;
  let isKept = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (isKept) location.reload();
    isKept = true; // the first worker of all takes nothing over
  });
  const again = () => look().then(() => registration?.update()).catch(() => {}); // no signal: the next time will do
  setInterval(again, OFTEN_MS);
  addEventListener("online", again);
  await look();
  registration?.addEventListener("updatefound", () => {
    const { installing } = registration;
    installing?.addEventListener("statechange", () => installing.state === "installed" && told());
  });
}

/** Have the worker registered: anew, too, where the line was cut while the first one was loaded. */
async function look() {
  try {
    registration = await navigator.serviceWorker.register("/tablet/worker.js", { updateViaCache: "none" });
  } catch {
    // No signal, and nothing kept yet: it is tried again where there is signal.
  }
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
