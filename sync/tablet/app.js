// The app while it is open: which screen is shown, and what all screens share.

import { h, fill } from "./dom.js";
import { focusAgain, focusIn } from "./focus.js";
import { loadMarket } from "./market.js";
import { address, notice, way } from "./parts.js";
import { SCREENS } from "./screens/screens.js";
import { settings } from "./settings.js";
import { Syncing } from "./syncing.js";
import { _, ngettext } from "./texts.js";

const SAID_MS = 6000;
const HOME = "today";
const REFERENCE = "reference"; // the bucket of what the market pack says
const LONG_TITLE = 24; // letters: what is longer is written smaller

/**
 * A screen: `draw(app, ...params)` resolves with `{title, body, isForm}`. `title` is its heading, `body` a node or an
 * array of them; with `isForm` it is never redrawn, and the app not renewed, while it is shown.
 * `tab` is the key at the bottom to which it belongs.
 * @typedef {{tab?: string, draw: (app: App, ...params: string[]) => Promise<object>}} Screen
 */

/** One for each time that the copy is opened. */
export class App {
  constructor(root, copy, { onWiped, onLock }) {
    Object.assign(this, { root, copy, onWiped, onLock, turn: 0, depth: history.state?.depth ?? 0, left: [] });
    this.real = copy;
    this.syncing = new Syncing(copy, (progress) => this.synced(progress));
    this.syncing.addEventListener("change", () => {
      this.tellUnsent();
      this.meet();
    });
    this.route = () => this.draw();
  }

  /** The officer: `{id, name, places}`. */
  get officer() {
    return this.real.officer;
  }

  get settings() {
    return settings();
  }

  /** UTC seconds: by the server's clock, as far as it was heard. The tablet's own clock may be days off. */
  now() {
    const { heard } = this.real;
    const now = Date.now();
    return Math.floor((heard ? heard.at * 1000 + (now - heard.clock) : now) / 1000);
  }

  /** The day in the market, such as "2026-11-30". */
  today() {
    return this.market.day(this.now());
  }

  /** Show the first screen and begin to sync. */
  async open() {
    this.market = await loadMarket(this.copy);
    document.body.classList.toggle("large", this.settings.large);
    this.frame();
    history.scrollRestoration = "manual"; // the screen that was left is not drawn yet when the browser would scroll it
    addEventListener("hashchange", this.route);
    await this.draw();
    this.syncing.run();
    await this.prepare();
  }

  /** The first copy comes: what places and kinds of work there are is of use before the vacancies are all here. */
  async meet() {
    if (this.isMeeting || !this.market || this.market.isThere || !this.real.has(REFERENCE)) return;
    this.isMeeting = true;
    this.market = await loadMarket(this.copy, this.market);
    this.isMeeting = false;
    await this.refresh();
    await this.prepare();
  }

  /** Learn the words of the market and open its jobs between other things, before somebody looks for the first. */
  async prepare() {
    const pause = () => new Promise((resolve) => (globalThis.requestIdleCallback ?? setTimeout)(resolve));
    if (!this.market.isThere || this.isClosed) return;
    await this.market.prepare(pause);
    if (!this.isClosed) await this.copy.query("vacancies");
  }

  /** Let go of everything; what is half typed was kept by its screen. */
  async close() {
    this.isClosed = true;
    removeEventListener("hashchange", this.route);
    this.syncing.stop();
    await this.real.close();
  }

  /** Go to a screen. */
  go(screen, ...params) {
    const to = address(screen, ...params);
    if (location.hash === to) this.draw();
    else location.hash = to;
  }

  /** Go to a screen in the place of this one: the way back leads past it. */
  replace(screen, ...params) {
    const to = address(screen, ...params);
    if (this.left[this.depth - 1]?.hash === to) return history.back(); // twice in a row, the way back leads nowhere
    history.replaceState({ depth: this.depth }, "", to);
    return this.draw();
  }

  /** Go to the screen before this one; from the first to the start, and never out of the app. */
  back() {
    const isThere = globalThis.navigation?.canGoBack ?? true; // browsers forget all but the last fifty or so
    if (this.depth > 0 && isThere) history.back();
    else this.replace(HOME);
  }

  /** Draw the screen anew, unless somebody types into it. */
  async refresh() {
    if (!this.isForm) await this.draw(true);
  }

  /** Tell in a line that comes and goes, which is read out too. */
  say(text) {
    clearTimeout(this.silence);
    this.said.textContent = text;
    this.said.classList.add("shown");
    this.silence = setTimeout(() => this.said.classList.remove("shown"), SAID_MS);
  }

  /** Make or change a document, and send it soon. Resolves with its id. */
  async save(collection, id, fields) {
    const known = await this.copy.put(collection, id, fields);
    if (this.copy === this.real) this.syncing.saved();
    return known;
  }

  /** Remove a document. */
  async drop(collection, id) {
    const isGone = await this.copy.remove(collection, id);
    if (this.copy === this.real) this.syncing.saved();
    return isGone;
  }

  /** Keep something of this tablet's own, encrypted: half a form. `undefined` forgets it. */
  keep(name, value) {
    return this.copy.keep(name, value);
  }

  /** What was kept under a name, or undefined. */
  kept(name) {
    return this.copy.kept(name);
  }

  /** Work with another copy from now on: the practice copy, or the real one again. */
  async use(copy) {
    this.copy = copy;
    this.market = await loadMarket(copy, this.market);
    this.isForm = false;
    this.frame();
    this.go(HOME);
  }

  frame() {
    const tab = (screen, text, mark) =>
      h("a", { href: address(screen), "data-tab": screen }, mark, h("span", {}, text));
    this.badge = h("b", { class: "badge", hidden: true });
    this.title = h("h1", { tabindex: "-1" });
    this.main = h("main", { id: "main" });
    this.said = h("p", { class: "said", role: "status" });
    this.tabs = h(
      "nav",
      { class: "tabs", "aria-label": _("Main menu") },
      tab("today", _("Today"), h("i", { class: "sign sun", "aria-hidden": "true" })),
      tab("people", _("People"), h("i", { class: "sign people", "aria-hidden": "true" })),
      tab("register", _("Register"), h("i", { class: "sign plus", "aria-hidden": "true" })),
      tab("jobs", _("Jobs"), h("i", { class: "sign work", "aria-hidden": "true" })),
      tab("sync", _("Send"), [h("i", { class: "sign send", "aria-hidden": "true" }), this.badge]),
    );
    const isPractice = this.copy !== this.real;
    document.body.classList.toggle("practice", isPractice);
    fill(
      this.root,
      h(
        "header",
        { class: "top" },
        h("button", { type: "button", class: "icon back", "aria-label": _("Back"), onclick: () => this.back() }, "‹"),
        this.title,
        h("a", { class: "icon more", href: address("settings"), "aria-label": _("Settings") }, "⋮"),
      ),
      isPractice && h("p", { class: "ribbon" }, _("Practice: nothing of this is sent.")),
      this.main,
      this.said,
      this.tabs,
    );
    this.tellUnsent();
  }

  async draw(isSame = false) {
    const turn = ++this.turn;
    if (!isSame) this.coming = this.step(); // until the screen is there, even where a sync has it drawn once more
    const [name, ...params] = location.hash.replace(/^#\/?/, "").split("/").map(decoded);
    const isKnown = Object.hasOwn(SCREENS, name);
    const screen = SCREENS[isKnown ? name : HOME];
    const drawn = await this.drawn(screen, params);
    if (turn !== this.turn || this.isClosed) return; // another was asked for meanwhile
    const { coming } = this;
    this.coming = undefined;
    if (!drawn) return;
    const { title, body, isForm = false } = drawn;
    this.isForm = isForm;
    this.title.textContent = title;
    this.title.classList.toggle("long", title.length > LONG_TITLE);
    document.title = "Fursa"; // names of people stay out of the browser's history
    const { scrolled, focused } = coming ?? this.standing();
    fill(this.main, body);
    for (const tab of this.tabs.children) {
      if (tab.dataset.tab === (screen.tab ?? name)) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
    this.root.dataset.screen = isKnown ? name : HOME;
    scrollTo(0, scrolled);
    const isWaiting = coming || document.activeElement === this.title; // nobody has gone into the screen yet
    const first = isWaiting && this.main.querySelector("[autofocus]");
    if (!first && focused && focusAgain(this.main, focused)) return;
    if (isWaiting || focused) (first || this.title).focus({ preventScroll: !coming });
  }

  /** What a screen draws. Whatever goes wrong there, the officer is told, and can go on elsewhere. */
  async drawn(screen, params) {
    try {
      return await screen.draw(this, ...params);
    } catch (error) {
      if (this.isClosed) return undefined; // locked meanwhile
      console.error(error);
      if (!this.coming) return undefined; // what is there may still be read
      const text = _("Something went wrong on this tablet. Try again, and tell the office if it stays so.");
      return { title: "Fursa", body: notice(text, "warn", way(_("Today"), "", HOME)) };
    }
  }

  /** How far the screen is scrolled, and what has the focus. */
  standing() {
    return { scrolled: scrollY, focused: focusIn(this.main) };
  }

  /** Come to an entry of the browser's history. Returns how to stand there: on the way back, as it was left. */
  step() {
    const { depth: before, hash } = this;
    this.depth = history.state?.depth ?? before + (hash === undefined ? 0 : 1);
    history.replaceState({ depth: this.depth }, "");
    if (hash !== undefined) this.left[before] = { hash, ...this.standing() };
    this.hash = location.hash;
    const known = this.left[this.depth];
    return this.depth < before && known?.hash === this.hash ? known : { scrolled: 0 };
  }

  tellUnsent() {
    const unsent = this.syncing.unsent;
    this.badge.hidden = !unsent;
    this.badge.textContent = String(unsent);
    this.badge.setAttribute("aria-label", ngettext("{n} unsent", "{n} unsent", unsent, { n: unsent }));
  }

  /** A sync is over. */
  async synced(progress) {
    if (progress?.phase === "wiped") return this.onWiped();
    if (progress?.received) {
      const before = this.market;
      this.market = await loadMarket(this.copy, before);
      if (this.market !== before) this.prepare();
    }
    await this.refresh();
  }
}

/** Part of an address; as it stands where nothing could have written it so. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
