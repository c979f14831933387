// The app while it is open: which screen is shown, and what all screens share.

import { h, fill } from "./dom.js";
import { loadMarket } from "./market.js";
import { address } from "./parts.js";
import { SCREENS } from "./screens/screens.js";
import { settings } from "./settings.js";
import { Syncing } from "./syncing.js";
import { _, ngettext } from "./texts.js";

const SAID_MS = 6000;
const HOME = "today";

/**
 * A screen: `draw(app, ...params)` resolves with `{title, body, isForm}`. `title` is its heading, `body` a node or an
 * array of them; with `isForm` it is never redrawn, and the app not renewed, while it is shown.
 * `tab` is the key at the bottom to which it belongs.
 * @typedef {{tab?: string, draw: (app: App, ...params: string[]) => Promise<object>}} Screen
 */

/** One for each time that the copy is opened. */
export class App {
  constructor(root, copy, { onWiped, onLock }) {
    Object.assign(this, { root, copy, onWiped, onLock, turn: 0 });
    this.real = copy;
    this.syncing = new Syncing(copy, (progress) => this.synced(progress));
    this.syncing.addEventListener("change", () => this.tellUnsent());
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
    addEventListener("hashchange", this.route);
    await this.draw();
    this.syncing.run();
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
    history.replaceState(null, "", address(screen, ...params));
    return this.draw();
  }

  back() {
    if (history.length > 1) history.back();
    else this.go(HOME);
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
    const tab = (screen, text, mark) => h("a", { href: address(screen), "data-tab": screen }, mark, h("span", {}, text));
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
    const [name, ...params] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
    const screen = SCREENS[name] ?? SCREENS[HOME];
    const drawn = await screen.draw(this, ...params);
    if (turn !== this.turn || this.isClosed || !drawn) return; // another was asked for meanwhile
    const { title, body, isForm = false } = drawn;
    this.isForm = isForm;
    this.title.textContent = title;
    document.title = `${title} · Fursa`;
    const scrolled = scrollY;
    fill(this.main, body);
    for (const tab of this.tabs.children) {
      if (tab.dataset.tab === (screen.tab ?? name)) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
    this.root.dataset.screen = name in SCREENS ? name : HOME;
    if (isSame) return scrollTo(0, scrolled);
    scrollTo(0, 0);
    (this.main.querySelector("[autofocus]") ?? this.title).focus();
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
