// The phone and, behind it, the gateway: it keeps the calls, posts each step to the service and shows the answer.
// Messages go through the simulated gateway, which keeps those that phones received.

const setup = JSON.parse(document.body.dataset.setup);
const element = (id) => document.getElementById(id);
const [handset, screen, input] = [element("handset"), element("text"), element("input")];

const messages = element("messages");

const GATEWAY_PATIENCE_MS = 15000;
const INBOX_EVERY_MS = 2000;
const LONGEST = { call: 182, sms: 480 }; // characters: a USSD answer, and a few SMS in one
const KEPT = "fursa.phones";
const ENCODINGS = { gsm7: "GSM-7", ucs2: "UCS-2" };
const basic = new Set(setup.basic);
const extension = new Set(setup.extension);

/** The alphabet a text needs and its length there, in septets or 16-bit units. */
export function measure(text) {
  let septets = 0;
  for (const character of text) {
    if (!basic.has(character) && !extension.has(character)) return { encoding: "ucs2", length: text.length };
    septets += extension.has(character) ? 2 : 1;
  }
  return { encoding: "gsm7", length: septets };
}

const phones = new Map();
const own = kept().filter((number) => !setup.phones.includes(number));
for (const number of [...setup.phones, ...own]) phones.set(number, switchedOn(number));
let phone = phones.get(setup.phones[0]);
let looking = false;

function switchedOn(number) {
  // `shows`: idle, waiting, open (an answer is asked for), closed. `call` is forgotten when the caller or the line ends it.
  // `view` is what the screen is used for; what is typed waits in `draft` of each.
  return {
    number, view: "call", draft: { call: "", sms: "" }, shows: "idle", text: idleText(), call: null, request: null,
    page: null, messages: [], last: null, unread: 0,
  };
}

function idleText() {
  return `Dial ${setup.serviceCode}\nand press call.`;
}

// Calling

function press() {
  if (isBusy()) return;
  const typed = input.value;
  phone.draft[phone.view] = "";
  if (phone.view === "sms") return text(phone, typed);
  if (phone.shows === "open") {
    phone.call.answers.push(typed);
    send(phone);
  } else {
    dial(phone, typed || setup.serviceCode);
  }
}

function dial(phone, dialled) {
  const stem = setup.serviceCode.slice(0, -1);
  if (!/^[*#].*#$/.test(dialled)) return tell(phone, `This phone dials service codes only, such as ${setup.serviceCode}`);
  if (dialled !== setup.serviceCode && !dialled.startsWith(`${stem}*`)) return tell(phone, setup.noAnswer);
  // A code dialled straight into a path arrives as the service code, and the rest as if it had been answered.
  const path = dialled.slice(stem.length + 1, -1);
  phone.call = { id: sessionId(), answers: path ? path.split("*") : [], began: Date.now(), hops: 0, ended: false, reply: "" };
  send(phone);
}

function send(phone) {
  phone.request = {
    sessionId: phone.call.id,
    phoneNumber: phone.number,
    networkCode: setup.networkCode,
    serviceCode: setup.serviceCode,
    text: phone.call.answers.join("*"),
  };
  exchange(phone);
}

async function exchange(phone) {
  const call = phone.call;
  phone.shows = "waiting";
  phone.text = "Requesting...";
  draw();
  const began = performance.now();
  const reply = await post(setup.callback, phone.request).catch(() => null);
  const milliseconds = Math.round(performance.now() - began);
  if (phone.call !== call) return; // Ended or dropped meanwhile: this answer reaches nobody.
  call.hops += 1;
  const [, verb, text] = reply?.match(/^(CON|END) ([^]*)$/) ?? [];
  if (!verb) {
    phone.page = null;
    notify(call, phone, "Failed", "No answer that a phone can show");
    tell(phone, setup.noAnswer);
  } else {
    call.reply = text;
    phone.page = { ...measure(text), milliseconds };
    phone.shows = verb === "CON" ? "open" : "closed";
    phone.text = text;
    if (verb === "END") notify(call, phone, "Success");
    else call.ended = false;
  }
  draw();
  know(phone);
}

function hangUp(phone, text) {
  if (phone.call) notify(phone.call, phone, "Incomplete");
  phone.draft.call = "";
  Object.assign(phone, { call: null, page: null, shows: "idle", text });
  draw();
  know(phone);
}

/** The gateway's word that a call is over, said once a call. */
function notify(call, phone, status, errorMessage = "") {
  if (call.ended) return;
  call.ended = true;
  post(`${setup.callback}/ended`, {
    date: new Date().toISOString().slice(0, 19).replace("T", " "),
    sessionId: call.id,
    serviceCode: setup.serviceCode,
    networkCode: setup.networkCode,
    phoneNumber: phone.number,
    status,
    cost: "0",
    durationInMillis: Date.now() - call.began,
    hopsCount: call.hops,
    input: call.answers.join("*"),
    lastAppResponse: call.reply,
    errorMessage,
  }).catch(() => {}); // A gateway does not wait for thanks either, and the phone has shown what there is to show.
}

function tell(phone, text) {
  Object.assign(phone, { shows: "closed", text });
  draw();
}

async function post(address, fields) {
  const response = await fetch(address, {
    method: "POST",
    body: new URLSearchParams(fields),
    signal: AbortSignal.timeout(GATEWAY_PATIENCE_MS),
  });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response.text();
}

function sessionId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `ATUid_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** Nothing can be typed while an answer is on its way. */
function isBusy() {
  return phone.view === "call" && phone.shows === "waiting";
}

// Messages

function turn(view) {
  phone.view = view;
  draw();
  if (view === "sms") {
    messages.scrollTop = messages.scrollHeight;
    look();
  }
}

async function text(phone, typed) {
  if (!typed.trim()) return draw();
  const message = { text: typed, at: Date.now() / 1000, isSent: true };
  phone.messages.push(message);
  draw();
  await post(setup.texts, { from: phone.number, text: typed }).catch(() => (message.isLost = true));
  draw();
}

/** Ask for what the phones received, once at a time: an older answer that overtakes a newer one would double messages. */
async function look() {
  if (looking) return;
  looking = true;
  await Promise.all([...phones.values()].map(async (asked) => {
    const answer = await fetch(setup.inboxes + encodeURIComponent(asked.number)).catch(() => null);
    const inbox = await answer?.json().catch(() => null);
    if (Array.isArray(inbox)) receive(asked, inbox); // Out of reach: the next time may do better.
  }));
  looking = false;
}

function receive(phone, inbox) {
  const fresh = inbox.slice(inbox.findIndex(({ id }) => id === phone.last) + 1);
  if (!fresh.length) return;
  phone.messages.push(...fresh);
  phone.last = fresh.at(-1).id;
  phone.unread += fresh.length;
  element("news").textContent = `New SMS on ${phone.number}`;
  draw();
}

async function watch() {
  if (!document.hidden) await look();
  setTimeout(watch, INBOX_EVERY_MS);
}

function drawMessages() {
  const state = JSON.stringify([phone.number, phone.messages]);
  if (messages.dataset.state === state) return; // Drawn anew, it would be read out again and lose its place.
  messages.dataset.state = state;
  messages.replaceChildren(...phone.messages.map((message) => {
    const shown = document.createElement("div");
    shown.className = message.isSent ? "sms sent" : "sms";
    shown.append(message.text, document.createElement("small"));
    shown.lastChild.textContent = about(message).join(", ");
    return shown;
  }));
  if (!phone.messages.length) messages.textContent = `No messages yet. Write one to ${setup.shortCode}.`;
  messages.scrollTop = messages.scrollHeight;
}

function about({ isSent, isLost, at, sender, parts, encoding }) {
  if (isSent) return ["You", isLost ? "not sent" : clock(at)];
  return [sender, clock(at), `${parts} SMS`, ENCODINGS[encoding]];
}

function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

// Drawing

function draw() {
  handset.classList.toggle("waiting", isBusy());
  const isSms = phone.view === "sms";
  screen.hidden = isSms;
  messages.hidden = !isSms;
  element("to-call").ariaPressed = String(!isSms);
  element("to-sms").ariaPressed = String(isSms);
  if (isSms) phone.unread = 0;
  element("unread").hidden = !phone.unread;
  element("unread").textContent = phone.unread;
  element("to-sms").ariaLabel = phone.unread ? `SMS, ${phone.unread} unread` : "SMS";
  drawMessages();
  element("number").textContent = phone.number;
  if (screen.textContent !== phone.text) {
    screen.textContent = phone.text;
    screen.scrollTop = 0;
  }
  // A screen that must be scrolled has to be reachable by the keyboard.
  if (screen.scrollHeight > screen.clientHeight) screen.tabIndex = 0;
  else screen.removeAttribute("tabindex");
  const open = phone.shows === "open";
  input.readOnly = isBusy();
  input.maxLength = LONGEST[phone.view];
  if (input.value !== phone.draft[phone.view]) input.value = phone.draft[phone.view];
  input.placeholder = isSms ? `Text to ${setup.shortCode}` : open ? "" : setup.serviceCode;
  input.inputMode = isSms || open ? "text" : "tel";
  input.ariaLabel = isSms ? `Text to ${setup.shortCode}` : open ? "Your answer" : "Number to dial";
  element("drop").disabled = !phone.call || phone.shows === "closed";
  element("again").disabled = !phone.call || phone.shows === "waiting";
  drawPhones();
  drawPage();
}

function drawPhones() {
  for (const row of element("phones").querySelectorAll(".sim")) {
    const listed = phones.get(row.dataset.number);
    const isCalling = listed.shows === "open" || listed.shows === "waiting";
    row.querySelector("input").checked = row.dataset.number === phone.number;
    row.querySelector("em").textContent = [isCalling && "in a call", listed.unread && `${listed.unread} new SMS`].filter(Boolean).join(", ");
  }
}

function drawPage() {
  const { page, request } = phone;
  const limit = page ? setup.limits[page.encoding] : 1;
  element("length").textContent = page ? `${page.length} of ${limit}` : "-";
  element("length").classList.toggle("long", page?.length > limit);
  element("encoding").textContent = page ? ENCODINGS[page.encoding] : "-";
  element("took").textContent = page ? `${page.milliseconds} ms` : "-";
  Object.assign(element("meter"), { max: limit, high: limit * 0.95, value: page?.length ?? 0 });
  element("request").textContent = request ? Object.entries(request).map((pair) => pair.join("=")).join("\n") : "-";
}

async function know(asked) {
  const answer = await post("/phone/state", { phoneNumber: asked.number }).then(JSON.parse).catch(() => null);
  if (asked !== phone) return;
  screen.lang = typeof answer?.language === "string" ? answer.language : "";
  element("state").replaceChildren(answer ? listed(answer) : "Not available.");
}

function listed(value) {
  if (value === null || value === "") return document.createTextNode("-");
  if (typeof value !== "object") return document.createTextNode(String(value));
  const entries = Object.entries(value);
  if (!entries.length) return document.createTextNode("nothing");
  const list = document.createElement(Array.isArray(value) ? "ul" : "dl");
  for (const [name, item] of entries) {
    const described = document.createElement(Array.isArray(value) ? "li" : "dd");
    described.append(listed(item));
    if (!Array.isArray(value)) {
      const term = document.createElement("dt");
      term.textContent = name.replaceAll("_", " ");
      list.append(term);
      described.classList.toggle("nested", described.firstElementChild !== null);
    }
    list.append(described);
  }
  return list;
}

// Typing

function type(characters) {
  if (isBusy()) return;
  input.value += characters;
  typed();
}

function clear() {
  if (isBusy()) return;
  input.value = input.value.slice(0, -1);
  typed();
}

/** A number to dial has no letters; an answer may be any text. */
function typed() {
  if (phone.view === "call" && phone.shows !== "open" && /[^0-9*#+]/.test(input.value)) input.value = input.value.replace(/[^0-9*#+]/g, "");
  phone.draft[phone.view] = input.value;
}

/** The red key: it leaves the messages, or ends the call. */
function leave() {
  if (phone.view === "sms") turn("call");
  else hangUp(phone, idleText());
}

function flash(key) {
  const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  button?.classList.add("pressed");
  setTimeout(() => button?.classList.remove("pressed"), 120);
}

addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || target.closest("[data-own-keys]")) return;
  flash(key);
  // Space presses buttons and scrolls; it is a letter only in an answer or a message.
  const takesText = phone.view === "sms" || phone.shows === "open";
  const letter = key === " " ? takesText && !target.closest("button, input, pre, #text, #messages") : key.length === 1;
  if (key === "Escape") leave();
  else if (key === "Enter" && !target.closest("button")) press();
  else if (key === "Backspace" && target !== input) clear();
  else if (letter && target !== input) type(key);
  else return; // The field itself, or the button in focus, takes this key.
  event.preventDefault();
});

input.addEventListener("input", typed);
element("entry").addEventListener("submit", (event) => {
  event.preventDefault();
  press();
});
element("keys").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.key) type(button.dataset.key);
});
// A key pressed by mouse leaves the focus where it was, so that Enter still sends instead of pressing that key again.
for (const keys of [element("keys"), element("tabs")]) keys.addEventListener("mousedown", (event) => event.preventDefault());
element("call").addEventListener("click", press);
element("clear").addEventListener("click", clear);
element("end").addEventListener("click", leave);
element("to-call").addEventListener("click", () => turn("call"));
element("to-sms").addEventListener("click", () => turn("sms"));
element("drop").addEventListener("click", () => hangUp(phone, "The line was lost."));
element("again").addEventListener("click", () => exchange(phone));

// Several phones

function kept() {
  try {
    const numbers = JSON.parse(localStorage.getItem(KEPT));
    return Array.isArray(numbers) ? numbers.filter((number) => /^\+[1-9]\d{7,14}$/.test(number)) : [];
  } catch {
    return []; // Storage is forbidden or holds something else: the phones given are enough.
  }
}

function keep() {
  try {
    localStorage.setItem(KEPT, JSON.stringify(own));
  } catch {
    // Storage is forbidden: the added phone lasts as long as the page.
  }
}

function take(number) {
  phone = phones.get(number);
  draw();
  know(phone);
}

function listPhone(number) {
  const row = document.createElement("div");
  row.className = "sim";
  row.dataset.number = number;
  const label = row.appendChild(document.createElement("label"));
  const radio = document.createElement("input");
  Object.assign(radio, { type: "radio", name: "phone", value: number });
  radio.addEventListener("change", () => take(number));
  label.append(radio, number, document.createElement("em"));
  if (own.includes(number)) {
    const remove = row.appendChild(document.createElement("button"));
    Object.assign(remove, { type: "button", className: "remove", textContent: "Remove", ariaLabel: `Remove ${number}` });
    remove.addEventListener("click", () => {
      hangUp(phones.get(number), idleText());
      own.splice(own.indexOf(number), 1);
      keep();
      phones.delete(number);
      row.remove();
      if (phone.number === number) take(setup.phones[0]);
    });
  }
  element("phones").append(row);
}

element("add").addEventListener("submit", (event) => {
  event.preventDefault();
  const number = element("new").value.replace(/[\s().-]/g, "").replace(/^00/, "+").replace(/^0/, `+${setup.callingCode}`);
  const valid = /^\+[1-9]\d{7,14}$/.test(number);
  element("wrong").textContent = valid ? "" : `Type a number such as ${setup.phones[0]}.`;
  if (!valid) return;
  if (!phones.has(number)) {
    own.push(number);
    keep();
    phones.set(number, switchedOn(number));
    listPhone(number);
  }
  element("new").value = "";
  take(number);
});

for (const number of phones.keys()) listPhone(number);
take(phone.number);
watch();
if (matchMedia("(pointer: fine)").matches) input.focus(); // On a touch screen that would raise the other keyboard.
