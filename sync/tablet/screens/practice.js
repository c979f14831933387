// Practice: trying the app out with invented people, of whom nothing is sent.

import { h } from "../dom.js";
import { key, notice } from "../parts.js";
import { practise } from "../practice.js";
import { choose } from "../settings.js";
import { _ } from "../texts.js";

export const practice = {
  tab: "today",
  async draw(app) {
    if (app.copy !== app.real) return { title: _("Practice"), body: ending(app) };
    return { title: _("Practice"), body: beginning(app) };
  },
};

function beginning(app) {
  const begin = async () => {
    choose({ practised: true });
    await app.use(await practise(app.real, { market: app.market, now: app.now() }));
  };
  return [
    h("p", {}, _("Try everything, as often as you like. There are three invented people, and the real jobs.")),
    h(
      "p",
      {},
      _(
        "Nothing of it is sent, and nobody gets a message. When you end it, or lock the tablet, all of it is forgotten.",
      ),
    ),
    app.market.isThere
      ? key(_("Begin to practise"), begin, { kind: "main" })
      : notice(_("The first copy is still coming. Practice needs its places and jobs.")),
  ];
}

function ending(app) {
  const end = async () => {
    choose({ practised: false });
    await app.use(app.real);
    app.say(_("Practice is over. What you write now is sent."));
  };
  return [
    h("p", {}, _("You are practising. Nothing of it is sent.")),
    h("p", {}, _("When you end it, what you wrote in practice is forgotten. Your real work is untouched.")),
    key(_("End practice"), end, { kind: "main" }),
  ];
}
