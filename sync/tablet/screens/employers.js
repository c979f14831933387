// Employers met: the jobs that the officer posted for them, and the employers of the area.

import { fill, h } from "../dom.js";
import { hasEnded, standing } from "../orders.js";
import { entry, field, list, notice, section, way } from "../parts.js";
import { key as compared } from "../spelling.js";
import { _, language } from "../texts.js";

const MOST = 20; // employers that are listed at a time
const searches = new WeakMap(); // what was typed, while the app is open

export const employers = {
  tab: "today",
  async draw(app) {
    const before = searches.get(app);
    if (before?.box.contains(document.activeElement)) {
      await before.show(); // somebody types: the box stays, what is below it is new
      return undefined;
    }
    const [orders, problems] = await Promise.all([app.copy.query("job_orders"), app.copy.problems()]);
    orders.sort((a, b) => hasEnded(a) - hasEnded(b) || b.deadline - a.deadline);
    const isRefused = problems.some((each) => each.collection === "job_orders" && each.result.status === "refused");
    return {
      title: _("Employers met"),
      body: [
        way(_("Post a job"), "main", "order", "new"),
        isRefused &&
          notice(_("A job that you posted was not taken."), "warn", way(_("Look at it"), "", "conflicts")),
        section(
          _("Jobs that you posted"),
          orders.length
            ? list(...orders.map((order) => orderEntry(app, order)))
            : h("p", { class: "help" }, _("None yet. Post a job when an employer asks you for people.")),
        ),
        section(_("Employers of the area"), await search(app, before?.text ?? "")),
      ],
    };
  },
};

function orderEntry(app, order) {
  const { id, title, employer, place } = order;
  const lines = [[employer, app.market.places.label(place)].filter(Boolean).join(" - "), standing(order)];
  return entry({ title, lines, to: ["order", id] });
}

/** A box, and the employers whose names begin with what is typed. */
async function search(app, text) {
  const found = h("div", { role: "status" });
  const oninput = () => {
    self.text = input.value;
    self.show();
  };
  const input = h("input", { type: "search", autocomplete: "off", value: text, oninput });
  const self = { text, box: field(_("Name of the business"), input), show: () => show(app, self.text, found) };
  searches.set(app, self);
  await self.show();
  return [self.box, found];
}

async function show(app, text, found) {
  const typed = compared(text);
  const fits = ({ name }) => ` ${compared(name)}`.includes(` ${typed}`);
  const all = await app.copy.query("employers", { where: fits, sort: "name" });
  const none = typed ? _("No employer of this name is on the tablet.") : _("None yet.");
  if (!all.length) return fill(found, h("p", { class: "help" }, none));
  const { places, occupations } = app.market;
  const entries = all.slice(0, MOST).map(({ id, name, place, sector }) => {
    const lines = [places.label(place), occupations.sectorLabel(sector, language())];
    return entry({ title: name, lines, to: ["order", "new", id] });
  });
  fill(
    found,
    list(...entries),
    all.length > MOST && h("p", { class: "help" }, _("There are more. Please type more of the name.")),
  );
}
