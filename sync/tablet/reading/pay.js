// Pay: an amount in a text, and per how long, as people write it. The rules are the server's.

const [BEGIN, END] = ["(?<![\\p{L}\\p{N}_])", "(?![\\p{L}\\p{N}_])"]; // of a word, whatever its letters
const AMOUNT = new RegExp(
  `(?<before>${BEGIN}(?:elfu|kes|kshs?|sh|rwf|fbu|fc|cfa|usd)(?![a-z])[. ]?|\\$)?\\s*(?<![\\d.,])(?<!\\d )` +
    "(?<number>\\d{1,3}(?:[ .,]\\d{3})+|\\d{1,9})(?:[.,]00?)?" +
    `\\s*(?<after>k${END}|elfu${END}|mille${END}|thousand${END})?(?<sign>\\+|/=|/-)?` +
    `\\s*(?<unit>(?:bob|kes|kshs?|sh|shillings?|shilingi|francs?|fc|fbu|cfa)${END})?`,
  "giu",
);
const PERIODS = {
  hour: "hour|hr|saa|heure",
  day: "day|daily|siku|jour|journalier|journee|journée",
  week: "week|weekly|wiki|semaine|hebdo",
  month: "month|monthly|mwezi|mois|mensuel|pm",
};
const PERIOD = new RegExp(
  "\\s*(?:per|a|an|each|every|kwa|kila|par|/)?\\s*(?:" +
    Object.entries(PERIODS)
      .map(([name, words]) => `(?<${name}>(?:${words})${END})`)
      .join("|") +
    ")",
  "iuy",
);
const LEAST_BARE = 1000; // a bare number below is a house, an age or a choice
const MOST_BARE = 2_000_000;
const LEAST_BY_PERIOD = 50; // "24 hour" is no pay, "500 a day" is
const THOUSANDS = new Set(["k", "elfu", "mille", "thousand"]);
const LETTER_OR_DIGIT = /[\p{L}\p{N}]$/u;

/**
 * The first pay that a tidied text names: "30k+", "500 bob a day", "elfu 15 kwa mwezi", "KES 15,000". Null: none.
 *
 * `amount` is in whole units of the currency; `period` is hour, day, week or month, null where it is not said; `start`
 * and `end` are where it stands in the text.
 */
export function readPay(text) {
  for (const found of text.matchAll(AMOUNT)) {
    const { number, sign, unit } = found.groups;
    const before = (found.groups.before ?? "").replace(/[ .]+$/, "").toLowerCase();
    const after = (found.groups.after ?? "").toLowerCase();
    const amount = Number(number.replace(/\D/g, "")) * (before === "elfu" || THOUSANDS.has(after) ? 1000 : 1);
    const start = found.index;
    let end = start + found[0].length;
    PERIOD.lastIndex = end;
    const period = PERIOD.exec(text);
    if (period) end += period[0].length;
    const isSaid = before || after || sign || unit || (period && amount >= LEAST_BY_PERIOD);
    if (amount && (isSaid || isBarePay(amount, text, text.indexOf(number, start)))) {
      const name = period && Object.keys(PERIODS).find((each) => period.groups[each] !== undefined);
      return { amount, period: name, start, end };
    }
  }
  return null;
}

/** A round number of the size of a month's pay, and no year, phone number or part of a word. */
function isBarePay(amount, text, start) {
  const isAlone = !LETTER_OR_DIGIT.test(text.slice(0, start));
  const isYear = amount >= 1940 && amount <= 2060;
  return isAlone && amount >= LEAST_BARE && amount <= MOST_BARE && amount % 50 === 0 && !isYear;
}
