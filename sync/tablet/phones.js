// Phones: numbers as people type them, made into E.164. The server reads more ways and judges; here slips are found.

import { tidy } from "./words.js";

const LONGEST = 40; // letters that are looked at
const WRITTEN = /^\+*[\d\s.()/\p{Pd}]+$/u;
const WITH_CALLING_CODE = /^[1-9]\d{7,14}$/;

/**
 * The number as E.164 ("+254712345678"), or null where it cannot be a mobile number.
 * @param {string} typed
 * @param {{calling_code?: string, lengths?: number[], trunk?: string}} [country] where numbers without a calling code
 *   are from: `market.terms.phone`
 */
export function normalise(typed, country = {}) {
  const number = tidy(typed.trim().slice(0, LONGEST)).replace(/^00/, "+").replace(/^[^\d+]+|\D+$/g, "");
  if (!WRITTEN.test(number)) return null;
  const digits = number.replace(/\D/g, "");
  const code = country.calling_code;
  const isFromHere = Boolean(code) && digits.startsWith(code);
  const known = isFromHere ? national(digits.slice(code.length), country) : null;
  if (!number.startsWith("+")) return national(digits, country) ?? known;
  return isFromHere || !WITH_CALLING_CODE.test(digits) ? known : `+${digits}`;
}

/** A number without its calling code, with or without what is dialled in its place; null for a wrong length. */
function national(digits, { calling_code: code, lengths = [], trunk }) {
  const number = trunk && digits.startsWith(trunk) ? digits.slice(trunk.length) : digits;
  return lengths.includes(number.length) ? `+${code}${number}` : null;
}
