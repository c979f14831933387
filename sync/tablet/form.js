// Forms: what is half answered lives through a lock and a reload, and keys of a keyboard answer as taps do.

const KEEP_MS = 300; // letters that follow each other so fast are kept together

const open = new WeakMap(); // copy -> name -> draft: what was typed is there before it is kept

/**
 * What is answered of a form so far: `values`, and `typed`, what stands in its boxes. `set` and `type` change it,
 * `keep` waits until it is kept, `hide` takes it from the tablet until the next change, and `forget` for good.
 * What is made of it has its `id`: saved just before the tablet went dark, it is not made a second time.
 * @param {import("./app.js").App} app
 */
export async function draft(app, name) {
  const { copy } = app;
  if (!open.has(copy)) open.set(copy, new Map());
  const drafts = open.get(copy);
  const kept = drafts.has(name) ? undefined : await copy.kept(name);
  if (!drafts.has(name)) drafts.set(name, made(copy, name, kept, () => drafts.delete(name)));
  return drafts.get(name);
}

function made(copy, name, { id = copy.newId(), values = {}, typed = {} } = {}, ended) {
  let timer;
  const hide = async () => {
    clearTimeout(timer);
    await copy.keep(name, undefined);
  };
  const self = {
    id,
    values,
    typed,
    set(changed) {
      Object.assign(values, changed);
      later();
    },
    type(code, text) {
      typed[code] = text;
      later();
    },
    async keep() {
      clearTimeout(timer);
      await copy.keep(name, { id, values, typed });
    },
    hide,
    async forget() {
      ended();
      await hide();
    },
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => copy.isClosed || self.keep(), KEEP_MS);
  };
  return self;
}

/**
 * Answer a form by keyboard: a digit taps that key of the picker in which the cursor is, or of `first` where it is in
 * none; Enter in a box, or where nothing is chosen, goes on by `onward(element)`.
 */
export function byKeyboard(form, onward, first = null) {
  form.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const isBox = target.matches("input, textarea");
    if (key === "Enter" && !target.matches("a, button, textarea, summary")) {
      event.preventDefault();
      onward(target);
    } else if (/^[1-9]$/.test(key) && !isBox) {
      const tapped = (target.closest(".picker") ?? first)?.querySelectorAll(".options .key")[key - 1];
      if (!tapped) return;
      event.preventDefault();
      tapped.click();
    }
  });
}
