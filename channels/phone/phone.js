// The phone and, behind it, the gateway: it keeps the calls, posts each step to the service and shows the answer.

const setup = JSON.parse(document.body.dataset.setup);
const element = (id) => document.getElementById(id);
const [handset, screen, input] = [element("handset"), element("text"), element("input")];

const GATEWAY_PATIENCE_MS = 15000;
const KEPT = "fursa.phones";
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

function switchedOn(number) {
  // `shows`: idle, waiting, open (an answer is asked for), closed. `call` is forgotten when the caller or the line ends it.
  return { number, shows: "idle", text: idleText(), draft: "", call: null, request: null, page: null };
}

function idleText() {
  return `Dial ${setup.serviceCode}\nand press call.`;
}

// Calling

function press() {
  if (phone.shows === "waiting") return;
  const typed = input.value;
  phone.draft = "";
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
  Object.assign(phone, { call: null, page: null, draft: "", shows: "idle", text });
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

// Drawing

function draw() {
  handset.classList.toggle("waiting", phone.shows === "waiting");
  element("number").textContent = phone.number;
  if (screen.textContent !== phone.text) {
    screen.textContent = phone.text;
    screen.scrollTop = 0;
  }
  // A screen that must be scrolled has to be reachable by the keyboard.
  if (screen.scrollHeight > screen.clientHeight) screen.tabIndex = 0;
  else screen.removeAttribute("tabindex");
  const open = phone.shows === "open";
  input.readOnly = phone.shows === "waiting";
  input.value = phone.draft;
  input.placeholder = open ? "" : setup.serviceCode;
  input.inputMode = open ? "text" : "tel";
  input.ariaLabel = open ? "Your answer" : "Number to dial";
  element("drop").disabled = !phone.call || phone.shows === "closed";
  element("again").disabled = !phone.call || phone.shows === "waiting";
  drawPhones();
  drawPage();
}

function drawPhones() {
  for (const row of element("phones").querySelectorAll(".sim")) {
    const { shows } = phones.get(row.dataset.number);
    row.querySelector("input").checked = row.dataset.number === phone.number;
    row.querySelector("em").textContent = shows === "open" || shows === "waiting" ? "in a call" : "";
  }
}

function drawPage() {
  const { page, request } = phone;
  const limit = page ? setup.limits[page.encoding] : 1;
  element("length").textContent = page ? `${page.length} of ${limit}` : "-";
  element("length").classList.toggle("long", page?.length > limit);
  element("encoding").textContent = page ? { gsm7: "GSM-7", ucs2: "UCS-2" }[page.encoding] : "-";
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

function type(text) {
  if (phone.shows === "waiting") return;
  input.value += text;
  typed();
}

function clear() {
  if (phone.shows === "waiting") return;
  input.value = input.value.slice(0, -1);
  typed();
}

/** A number to dial has no letters; an answer may be any text. */
function typed() {
  if (phone.shows !== "open" && /[^0-9*#+]/.test(input.value)) input.value = input.value.replace(/[^0-9*#+]/g, "");
  phone.draft = input.value;
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
  // Space presses buttons and scrolls; it is a letter only in an answer.
  const letter = key === " " ? phone.shows === "open" && !target.closest("button, input, pre, #text") : key.length === 1;
  if (key === "Escape") hangUp(phone, idleText());
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
element("keys").addEventListener("mousedown", (event) => event.preventDefault());
element("call").addEventListener("click", press);
element("clear").addEventListener("click", clear);
element("end").addEventListener("click", () => hangUp(phone, idleText()));
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
if (matchMedia("(pointer: fine)").matches) input.focus(); // On a touch screen that would raise the other keyboard.
