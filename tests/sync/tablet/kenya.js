// The market of Kenya as a tablet has it after its first sync, made from the pack's own tables.

import { readFileSync } from "node:fs";

import { Market } from "../../../sync/tablet/market.js";
import { keys } from "../../../sync/tablet/reading/forms.js";

const PACK = new URL("../../../markets/kenya/", import.meta.url);

/** The market. `terms` has what stands in none of the tables: languages, levels, home_level. */
export function kenya(terms) {
  const labels = (row) => Object.fromEntries(terms.languages.map((each) => [each, row[`label_${each}`]]));
  const called = grouped(rows("lexicon.csv"), "code");
  const small = grouped(rows("speech.csv"), "role");
  const near = rows("near.csv").flatMap(({ a, b, nearness }) => [
    { from: a, to: b, nearness },
    { from: b, to: a, nearness },
  ]);
  const nearTo = grouped(near, "from");
  const siblings = new Map();
  const speech = Object.fromEntries([...small].map(([role, those]) => [role, joined(those)]));
  return new Market({
    markets: [{ id: "kenya", ...terms, speech }],
    places: sorted(
      rows("places.csv").map(({ code: id, parent, level, name, aliases }) => {
        siblings.set(parent, (siblings.get(parent) ?? 0) + 1);
        const rank = siblings.get(parent);
        return { id, parent: parent || null, level, name, aliases: split(aliases), rank };
      }),
    ),
    sectors: sorted(rows("sectors.csv").map((row, at) => ({ id: row.code, rank: at + 1, labels: labels(row) }))),
    occupations: sorted(
      rows("occupations.csv").map((row) => ({
        id: row.code,
        title: row.title,
        sector: row.sector || null,
        rank: row.sector ? Number(row.rank) : null,
        labels: row.sector ? labels(row) : {},
        near: Object.fromEntries((nearTo.get(row.code) ?? []).map(({ to, nearness }) => [to, Number(nearness) / 100])),
        words: Object.fromEntries(
          [...grouped(called.get(row.code) ?? [], "weight")].map(([weight, those]) => [weight, joined(those)]),
        ),
      })),
    ),
    skills: sorted(
      rows("skills.csv").map((row) => ({
        id: row.code,
        labels: labels(row),
        words: terms.languages.flatMap((language) => split(row[`words_${language}`])),
      })),
    ),
  });
}

/** The lines of a table, each a value by column. */
function rows(name) {
  const text = readFileSync(new URL(name, PACK), "utf-8").replace(/^\uFEFF/, "");
  const records = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
    records.at(-1).push((quoted?.replaceAll('""', '"') ?? plain).trim().normalize("NFC"));
    if (end !== ",") records.push([]);
  }
  const [heading, ...lines] = records.filter((record) => record.length > 1);
  return lines.map((cells) => Object.fromEntries(heading.map((column, at) => [column, cells[at] ?? ""])));
}

function grouped(lines, column) {
  const groups = new Map();
  for (const line of lines) groups.set(line[column], [...(groups.get(line[column]) ?? []), line]);
  return groups;
}

/** Words as they are compared, each once, with | between. */
function joined(lines) {
  return [...new Set(lines.map(({ words }) => keys(words).join(" ")))].filter(Boolean).join("|");
}

function split(cell) {
  return cell.split("|").map((each) => each.trim()).filter(Boolean);
}

/** As the copy has documents: by id. */
function sorted(documents) {
  return documents.sort((one, other) => (one.id < other.id ? -1 : 1));
}
