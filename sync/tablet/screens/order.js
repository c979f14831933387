// Order: a job that an employer asks for is taken down, seen as a whole and posted; then what becomes of it.

import { fieldName, shown as told } from "../documents.js";
import { fill, h } from "../dom.js";
import { draft } from "../form.js";
import { hasEnded, isPending, lastDay, numberTyped, payFault, standing, titleOf } from "../orders.js";
import { ask, facts, key, notice, section, way } from "../parts.js";
import { box, choose } from "../pickers/parts.js";
import { phone as phonePicker } from "../pickers/phone.js";
import { isHome, place as placePicker } from "../pickers/place.js";
import { work as workPicker } from "../pickers/work.js";
import { openVisit } from "../registering.js";
import { _, language, marked } from "../texts.js";
import { day, pay, phoneShown } from "../wording.js";

const [LONGEST_NAME, LONGEST_CONTACT, LONGEST_DETAIL, MOST_POSTS] = [120, 80, 120, 10_000];
const UNTIL = [
  [7, marked("1 week")],
  [14, marked("2 weeks")],
  [30, marked("1 month")],
];
const CONTACTS = ["service", "call", "visit"];

export const order = {
  tab: "today",
  async draw(app, id, from) {
    if (!app.market.isThere) return { title: _("Post a job"), body: notice(_("The first copy is still coming.")) };
    if (id === "new") return form(app, undefined, from && (await app.copy.get("employers", from)));
    const found = id && (await app.copy.get("job_orders", id));
    if (!found) return absent();
    if (from === "change" && isPending(found)) return form(app, found);
    return { title: found.title, body: shown(app, found) };
  },
};

function absent() {
  const body = [notice(_("This job is not on the tablet.")), way(_("Employers met"), "", "employers")];
  return { title: _("Vacancy"), body };
}

function shown(app, found) {
  const remove = async () => {
    const [question, yes] = hasEnded(found)
      ? [_("Take it from your list?"), _("Yes, take it away")]
      : [_("Withdraw this job? Nobody will see it."), _("Yes, withdraw it")];
    if (!(await ask(question, yes))) return;
    await app.drop("job_orders", found.id);
    app.say(_("It is removed."));
    await app.replace("employers");
  };
  const kind = { open: "good", filled: "good", held: "warn", refused: "bad" }[found.status] ?? "";
  return [
    notice(standing(found), kind, isPending(found) && h("p", {}, _("You see here when it is open."))),
    whole(app, found),
    isPending(found) &&
      h(
        "div",
        { class: "keys" },
        way(_("Change"), "", "order", found.id, "change"),
        key(_("Withdraw this job"), remove, { kind: "danger" }),
      ),
    hasEnded(found) && key(_("Take it from the list"), remove, { kind: "plain" }),
  ];
}

/** The whole job, as it is read out to the employer before it is posted. */
function whole(app, order) {
  const { market } = app;
  const how = told(app, "contact", order.contact ?? "service");
  const values = {
    title: order.title,
    occupation: market.occupations.label(order.occupation, language()),
    posts: String(order.posts ?? 1),
    pay: pay(market, order),
    place: market.places.label(order.place),
    deadline: day(market, order.deadline),
    contact: order.contact_detail ? `${how}: ${order.contact_detail}` : how,
    employer: order.employer,
    phone: order.phone && phoneShown(order.phone),
    contact_name: order.contact_name,
  };
  const pairs = Object.entries(values).map(([name, value]) => [fieldName(name), value]);
  return facts([[_("Number of the job"), order.vacancy_id], ...pairs]);
}

/** Take a job down, or change one that waits. What is half answered is kept. */
async function form(app, standing, known) {
  const { market } = app;
  const half = await draft(app, `draft order ${standing?.id ?? "new"}`);
  const usual = standing ?? { employer: known?.name, place: await placeOf(app), contact: "service", posts: 1 };
  const values = new Proxy({}, { get: (_none, name) => half.values[name] ?? usual[name] ?? null });
  const set = (name) => (value) => half.set({ [name]: value });
  const typing = (name) => ({ typed: half.typed[name], ontyped: (text) => half.type(name, text) });
  const text = (name, label, longest, more = {}) => {
    const ontype = (typed) => set(name)(typed.trim());
    const element = box(label, { typed: values[name] ?? "", maxlength: String(longest), ontype, ...more });
    element.fault = () => "";
    return element;
  };
  const number = (name, label, more = {}) => {
    const ontype = (typed) => half.type(name, typed);
    return box(label, { typed: half.typed[name] ?? values[name] ?? "", inputmode: "numeric", ontype, ...more });
  };
  const numberOf = (name) => numberTyped(half.typed[name] ?? String(values[name] ?? ""));
  const oneOf = (name, label, pairs, onchoose = set(name)) => choose(label, pairs, { value: values[name], onchoose });
  const coded = (field, codes) => codes.map((code) => [code, told(app, field, code)]);

  const employer = text("employer", _("Name of the business"), LONGEST_NAME, { autocapitalize: "words" });
  employer.fault = () => (values.employer?.length > 1 ? "" : _("Please type the name of the business."));
  const phone = phonePicker(app, {
    label: _("Phone of the employer"),
    value: values.phone,
    onchoose: set("phone"),
    ...typing("phone"),
  });
  const contact = text("contact_name", fieldName("contact_name"), LONGEST_CONTACT, { autocapitalize: "words" });
  const work = workPicker(app, {
    label: _("What work is it?"),
    value: values.occupation,
    onchoose: set("occupation"),
    ...typing("work"),
  });
  const posts = number("posts", _("How many people?"));
  posts.fault = () => {
    const wanted = numberOf("posts");
    if (wanted >= 1 && wanted <= MOST_POSTS) return "";
    return _("Please type a whole number from {least} to {most}.", { least: 1, most: MOST_POSTS });
  };
  const amount = number("pay", fieldName("pay"), { help: _("A whole amount. Nothing means that it is to be agreed.") });
  const period = oneOf("pay_period", fieldName("pay_period"), coded("pay_period", market.terms.pay.periods));
  amount.fault = () => payFault(market, { pay: numberOf("pay"), pay_period: values.pay_period });
  const where = placePicker(app, {
    label: _("Where is the work?"),
    value: values.place,
    onchoose: set("place"),
    ...typing("place"),
  });
  const days = UNTIL.map(([each, name]) => [each, _(name)]);
  const until = oneOf("days", _("Until when may people apply?"), days);
  until.fault = () => (values.days || standing ? "" : _("Please choose a day."));
  const detail = text("contact_detail", fieldName("contact_detail"), LONGEST_DETAIL);
  const needsDetail = () => values.contact !== "service";
  detail.fault = () => {
    if (!needsDetail() || values.contact_detail) return "";
    return _("Please say which number to call, or where to come.");
  };
  const hide = () => (detail.hidden = !needsDetail());
  const how = oneOf("contact", _("How do people apply?"), coded("contact", CONTACTS), (chosen) => {
    set("contact")(chosen);
    if (chosen === "call" && values.phone && !values.contact_detail) {
      detail.input.value = phoneShown(values.phone);
      set("contact_detail")(detail.input.value);
    }
    hide();
  });
  hide();

  const fields = () => {
    const pay = numberOf("pay");
    const typed = half.typed.work ?? (half.values.occupation ? "" : standing?.title);
    return {
      ...(!standing && { employer: values.employer, phone: values.phone, contact_name: values.contact_name || null }),
      title: titleOf(market, { typed, occupation: values.occupation }),
      occupation: values.occupation,
      place: values.place,
      posts: numberOf("posts"),
      pay,
      pay_period: pay === null ? null : values.pay_period,
      deadline: values.days ? lastDay(market, app.now(), values.days) : standing.deadline,
      contact: values.contact,
      contact_detail: needsDetail() ? values.contact_detail : null,
    };
  };
  const whose = standing ? [] : [employer, phone, contact]; // told once
  const pickers = [...whose, work, posts, amount, period, where, until, how, detail];
  const body = h("div");
  const edit = () => fill(body, free(), pickers, key(_("See it as a whole"), echo, { kind: "main" }));
  const echo = () => {
    for (const each of pickers) each.tell(each.fault());
    const wrong = pickers.find((each) => each.fault());
    if (wrong) return wrong.querySelector("input, button").focus();
    fill(
      body,
      section(_("Read this out to the employer:"), whole(app, { ...standing, ...fields() })),
      free(),
      key(standing ? _("Save") : _("Post it"), post, { kind: "main" }),
      key(_("Change"), edit),
    );
    scrollTo(0, 0);
    body.querySelector("h2").setAttribute("tabindex", "-1");
    body.querySelector("h2").focus();
  };
  const post = async () => {
    const id = await app.save("job_orders", standing?.id ?? half.id, fields());
    await half.forget();
    app.say(standing ? _("Saved on this tablet.") : _("Saved. The office looks at it first."));
    await app.replace("order", id);
  };
  edit();
  return { title: standing ? standing.title : _("Post a job"), body, isForm: true };
}

/** Where the officer is today, else where they work, as far as that is one place. */
async function placeOf(app) {
  const here = (await openVisit(app))?.place ?? app.officer?.places[0];
  const place = app.market.places.get(here);
  return place && isHome(app.market, place) ? place.id : null;
}

function free() {
  return notice(
    _("Tell the employer: this is free, and people never pay for a job. Whoever asks people for money is stopped."),
  );
}
