// Ratio: how far two words are from each other, counted as on the server.

/** How much of two texts is the same, letter by letter and in order, from 0 to 100: 100 where they are equal. */
export function ratio(first, second) {
  const most = first.length + second.length;
  return most ? (1 - (most - 2 * common(first, second)) / most) * 100 : 100;
}

/** The length of the longest run of letters, with others between, that both have. */
function common(first, second) {
  const row = new Uint16Array(second.length + 1);
  for (let at = 0; at < first.length; at++) {
    let corner = 0;
    for (let other = 1; other <= second.length; other++) {
      const above = row[other];
      row[other] = first[at] === second[other - 1] ? corner + 1 : Math.max(above, row[other - 1]);
      corner = above;
    }
  }
  return row[second.length];
}

let rows = [0, 0, 0].map(() => new Uint16Array(64));

/** How many letters were put in, left out, changed or swapped with their neighbour; above `cutoff` it is cutoff + 1. */
export function osa(first, second, cutoff = Infinity) {
  const [wide, long] = [first.length, second.length];
  const most = Math.min(cutoff, Math.max(wide, long));
  if (Math.abs(wide - long) > most) return cutoff + 1;
  if (long >= rows[0].length) rows = rows.map(() => new Uint16Array(2 * long));
  let [before, above, row] = rows;
  for (let other = 0; other <= long; other++) above[other] = other;
  for (let at = 1; at <= wide; at++) {
    // Only cells that near the diagonal can be within the cutoff; those beside them stand for "too far".
    const [from, to] = [Math.max(1, at - most), Math.min(long, at + most)];
    row[from - 1] = from === 1 ? at : most + 1;
    if (at + most <= long) above[to] = most + 1;
    let least = row[from - 1];
    const letter = first.charCodeAt(at - 1);
    for (let other = from; other <= to; other++) {
      const beside = second.charCodeAt(other - 1);
      let slips = above[other - 1];
      if (letter !== beside) {
        slips = 1 + Math.min(slips, above[other], row[other - 1]);
        const swapped = at > 1 && other > 1 && letter === second.charCodeAt(other - 2);
        if (swapped && beside === first.charCodeAt(at - 2)) slips = Math.min(slips, before[other - 2] + 1);
      }
      row[other] = slips;
      if (slips < least) least = slips;
    }
    if (least > most) return cutoff + 1;
    [before, above, row] = [above, row, before];
  }
  return above[long] > most ? cutoff + 1 : above[long];
}
