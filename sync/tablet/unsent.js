// Unsent: what waits on this tablet for the next sync, and taking it back before it goes.

/** Ids of the people about whom something waits. */
export function people(copy) {
  return new Set(copy.waiting.map(about));
}

/** Whether all operations of these numbers still wait. */
export function waits(copy, numbers) {
  return numbers.length > 0 && numbers.every((number) => copy.waiting.some(({ n }) => n === number));
}

/** Do some work on the copy. Resolves with the numbers of the operations that wait because of it. */
export async function counted(copy, work) {
  const before = new Set(copy.waiting.map(({ n }) => n));
  await work();
  return copy.waiting.map(({ n }) => n).filter((n) => !before.has(n));
}

/**
 * Take operations back, and with them whatever else waits about a person whom they made. Resolves with whether it was
 * done: what was sent cannot be taken back.
 */
export async function takeBack(copy, numbers) {
  let isDone = false;
  await copy.syncing?.catch(() => {}); // what is on its way may arrive
  await copy.change(
    (draft) => {
      if (copy.syncing || !waits(draft, numbers)) return;
      const taken = draft.waiting.filter(({ n }) => numbers.includes(n));
      const made = new Set(taken.filter(({ collection, base }) => collection === "profiles" && !base).map(about));
      const gone = draft.waiting.filter((each) => taken.includes(each) || made.has(about(each)));
      for (const { n, collection, id } of gone) {
        draft.remove("operations", n);
        draft.touch(collection, id);
      }
      draft.waiting = draft.waiting.filter((each) => !gone.includes(each));
      isDone = true;
    },
    { durable: true },
  );
  return isDone;
}

/** The person whom an operation is about, or the document where it is about nobody. */
function about({ collection, id, fields }) {
  return collection === "profiles" || collection === "consents" ? id.split(".")[0] : (fields?.profile_id ?? id);
}
