// Where the app begins: what is shown before the copy is open, and locking it again.

import { openIndexedDB } from "../client/indexeddb.js";
import { StoreBusy } from "../client/store.js";
import { App } from "./app.js";
import { fill } from "./dom.js";
import { busy, enrol, over, unlock, unsafe, wiped } from "./gate.js";
import { IDLE_MS, isLocked, isOver } from "./lock.js";
import { base } from "./place.js";
import { settings } from "./settings.js";
import { speak } from "./texts.js";
import { renew, watch } from "./updating.js";

const STORE = "fursa";
const root = document.getElementById("app");
let app;
let idle;

async function start() {
  await speak(settings().language);
  document.body.classList.toggle("large", settings().large);
  if (!globalThis.isSecureContext || !globalThis.indexedDB) return fill(root, unsafe());
  watch(() => !app?.isForm);
  await gate();
}

/** What stands between a person and the data: a code and a PIN, or the PIN. */
async function gate() {
  let store;
  try {
    store = await openIndexedDB(STORE);
  } catch (error) {
    if (!(error instanceof StoreBusy)) throw error;
    return fill(root, busy(() => gate()));
  }
  const code = taken();
  const options = { store, address: location.origin, client: `fursa-tablet ${base().split("/").pop()}` };
  const show = (page) => fill(root, page);
  if (await isLocked(store)) show(unlock({ options, code, entered, again: () => gate(), show }));
  else show(enrol({ options, code, entered, show }));
}

/** The copy is open. */
async function entered(copy) {
  app = new App(root, copy, { onWiped: ended, onLock: lock });
  globalThis.fursa = app; // for whoever looks into it, and for tests
  if (isOver(copy)) return fill(root, over(app, { go: () => app.open(), lock, ended }));
  await app.open();
  moved();
}

async function lock() {
  clearTimeout(idle);
  const closing = app;
  app = undefined;
  fill(root);
  if (closing) await closing.close();
  document.body.classList.remove("practice");
  if (await renew()) return; // a new version was waiting for this moment, and loads the page anew
  await gate();
}

function ended() {
  clearTimeout(idle);
  app = undefined;
  fill(root, wiped());
}

/** The code that came with the address, as by a QR. It does not stay there. */
function taken() {
  const code = location.hash.slice(1);
  if (!code || code.startsWith("/")) return "";
  history.replaceState(null, "", location.pathname);
  return decodeURIComponent(code);
}

/** Somebody is here: lock when nobody was for a while. Timers sleep with the tablet, so the clock counts. */
let movedAt = Date.now();
function moved() {
  if (app && Date.now() - movedAt > IDLE_MS) return void lock();
  movedAt = Date.now();
  clearTimeout(idle);
  if (app) idle = setTimeout(() => lock(), IDLE_MS);
}
for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, moved, { capture: true, passive: true });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") moved();
});

start();
