// Where the app begins: what is shown before the copy is open, and locking it again.

import { openIndexedDB } from "../client/indexeddb.js";
import { CopyClosed, StoreBusy } from "../client/store.js";
import { App } from "./app.js";
import { fill } from "./dom.js";
import { busy, enrol, failed, letInAgain, over, unlock, unsafe, whatFailed, wiped } from "./gate.js";
import { IDLE_MS, isLocked, isOver } from "./lock.js";
import { base } from "./place.js";
import { settings } from "./settings.js";
import { speak } from "./texts.js";
import { renew, watch } from "./updating.js";

const STORE = "fursa";
const root = document.getElementById("app");
const show = (page) => fill(root, page);
let copy; // while it is open
let app; // while it may be used
let idle;
let movedAt = Date.now();

async function start() {
  await speak(settings().language);
  document.body.classList.toggle("large", settings().large);
  if (!globalThis.isSecureContext || !globalThis.indexedDB) return show(unsafe());
  watch(
    () => !app?.isForm,
    () => app?.syncing.changed(),
  );
  await gate();
}

/** What stands between a person and the data: a code and a PIN, or the PIN. */
async function gate(code = taken()) {
  let store;
  try {
    store = await openIndexedDB(STORE);
  } catch (error) {
    if (!(error instanceof StoreBusy)) throw error;
    return show(busy(() => gate(code)));
  }
  store.onlost = lost;
  const options = { store, address: location.origin, client: `fursa-tablet ${base().split("/").pop()}` };
  if (await isLocked(store)) show(unlock({ options, code, entered, again: () => gate(), show }));
  else show(enrol({ options, code, entered, show }));
}

/** The copy is open. With a code somebody wants the tablet to be let in, though it may have been before. */
async function entered(opened, code = "") {
  copy = opened;
  movedAt = Date.now();
  moved();
  if (code || !copy.officer) show(letInAgain({ copy, code, entered }));
  else if (isOver(copy)) show(over(copy, { go: begin, lock, ended }));
  else await begin();
}

async function begin() {
  app = new App(root, copy, { onWiped: ended, onLock: lock });
  globalThis.fursa = app; // for whoever looks into it, and for tests
  await app.open();
}

async function lock() {
  await leave();
  await renew(); // a new version that waited for this moment loads the page anew
  await gate();
}

function ended() {
  leave();
  show(wiped());
}

/** The browser took the data away, as when somebody has it clear what sites keep. */
async function lost() {
  await leave();
  show(failed(whatFailed()));
}

/** Whatever goes wrong where nobody looked: the officer is told, and can go on. */
function trouble(error) {
  if (!error || error instanceof CopyClosed) return; // that was on its way when it was locked
  if (app?.said) app.say(whatFailed(error));
  else show(failed(whatFailed(error)));
}
addEventListener("unhandledrejection", ({ reason }) => trouble(reason));
addEventListener("error", ({ error }) => trouble(error));

/** Nothing that was open stays: not on the screen, nor where a script could find it. */
function leave() {
  clearTimeout(idle);
  const closing = app ?? copy;
  app = copy = globalThis.fursa = undefined;
  fill(root);
  for (const dialog of document.querySelectorAll("dialog")) dialog.remove();
  document.body.classList.remove("practice");
  return closing?.close();
}

/** The code that came with the address, as by a QR. It does not stay there. */
function taken() {
  const code = location.hash.slice(1);
  if (!code || code.startsWith("/")) return "";
  history.replaceState(null, "", location.pathname);
  return code;
}

/** Somebody is here: lock when nobody was for a while. Timers sleep with the tablet, so the clock counts. */
function moved() {
  if (copy && Date.now() - movedAt > IDLE_MS) return void lock();
  movedAt = Date.now();
  clearTimeout(idle);
  if (copy) idle = setTimeout(() => lock(), IDLE_MS);
}
for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, moved, { capture: true, passive: true });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") moved();
});

start();
