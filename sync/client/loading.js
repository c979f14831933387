// Loading first copies, part by part, from where a former sync was cut.

import { prefix } from "./draft.js";
import { LineCut } from "./wire.js";
import * as wire from "./wire.js";

const SLICE = 500; // documents of a write: what an officer saves meanwhile waits for no more

/** Load the first copies, part by part, from where a former sync was cut. Their cursor counts once all are there. */
export async function load(sync) {
  const { copy } = sync;
  for (let next; !copy.isClosed && (next = copy.state.loading?.list.find((each) => each.done < each.parts));) {
    await sync.patiently(async () => {
      count(sync, copy.state.loading.list);
      const onPart = (part) => takePart(sync, next, part);
      const before = next.done;
      try {
        await wire.snapshot(next.url, next.done, { ...sync.connection(), onPart });
      } catch (error) {
        // Revoked tablets get none, and why is told by the exchange alone.
        if (error.code === "unauthorised") return sync.goesOn(await sync.exchange("begin"));
        if (error.code !== "not_found") throw error;
        sync.startsAgain();
        return await list(sync, copy.state.fresh ? undefined : copy.state.cursor);
      }
      if (next.done === before) throw new LineCut(new Error("no part came"));
      return true;
    });
  }
  if (copy.isClosed) return false;
  await copy.change((draft) => {
    if (draft.state.loading) draft.state.cursor = draft.state.loading.cursor;
    draft.state.loading = undefined;
  });
  return true;
}

async function takePart(sync, snapshot, { part, collection, documents }) {
  const { copy, progress } = sync;
  if (part !== snapshot.done) return;
  const { bucket, url } = snapshot;
  let start = 0;
  do {
    const some = documents.slice(start, start + SLICE);
    start += SLICE;
    await copy.change(async (draft) => {
      const keys = some.map(([id]) => prefix(collection, id) + bucket);
      const held = await copy.store.getMany("documents", keys);
      some.forEach(([id, version, document], index) => {
        draft.record({ bucket, collection, id, version, document }, held[index]);
      });
      if (start < documents.length) return;
      const list = draft.state.loading.list.map((each) => (each.url === url ? { ...each, done: part + 1 } : each));
      draft.state.loading = { ...draft.state.loading, list };
    });
  } while (start < documents.length);
  snapshot.done = part + 1;
  progress.received += documents.length;
  sync.moved = true;
  count(sync, copy.state.loading.list);
}

/** Ask for the list of first copies. What was loaded of those that are on it still is not loaded again. */
async function list(sync, cursor) {
  const { copy } = sync;
  const answer = await sync.patiently(() => wire.snapshots({ ...sync.connection(), cursor }));
  await copy.change(async (draft) => {
    if (answer.reset) return draft.startAnew(answer.reset);
    for (const bucket of answer.drop ?? []) await draft.drop(bucket);
    const before = new Map((draft.state.loading?.list ?? []).map((each) => [each.url, each]));
    const after = listed(answer.snapshots).map((each) => ({ ...each, done: before.get(each.url)?.done ?? 0 }));
    for (const { url, bucket, done } of before.values()) {
      // The new cursor knows nothing of what was removed since that one was made.
      if (done && !after.some((each) => each.url === url)) await draft.drop(bucket);
    }
    draft.state.loading = { cursor: answer.cursor, list: after };
  });
}

/** How far loading has come. */
function count(sync, list) {
  const sum = (number) => list.reduce((total, each) => total + number(each), 0);
  Object.assign(sync.progress, {
    parts: sum((each) => each.done),
    allParts: sum((each) => each.parts),
    bytes: Math.round(sum((each) => ((each.bytes ?? 0) * each.done) / each.parts)),
    allBytes: sum((each) => each.bytes ?? 0),
  });
  sync.tell("load");
}

/** A list of first copies as it is kept: with how many parts of each are done. The smallest comes first. */
export function listed(snapshots = []) {
  const some = snapshots.filter((each) => each.parts > 0).map((each) => ({ ...each, done: 0 }));
  return some.sort((a, b) => (a.bytes ?? 0) - (b.bytes ?? 0));
}
