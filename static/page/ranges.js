/** "1-5, 8" ↔ which entries of a list. People count from 1, the API from 0. Pure functions. */

// Persian and Arabic digits are typed as often as Latin ones.
const DIGITS = /[\u06f0-\u06f9\u0660-\u0669]/g;
const SEPARATORS = /[\s,،;؛]+/;
const RANGE = /^(\d*)[-–—](\d*)$/;

/** The entries as a Set of indices below `count`; null for what is no list of numbers. "5-" goes to the end. */
export function parseRanges(text, count) {
  const words = withLatinDigits(text).replace(/\s*[-–—]\s*/g, "-").split(SEPARATORS).filter(Boolean);
  const chosen = new Set();
  for (const word of words) {
    const ends = endsOf(word, count);
    if (!ends) return null;
    for (let number = Math.max(1, ends[0]); number <= Math.min(count, ends[1]); number += 1) chosen.add(number - 1);
  }
  return chosen;
}

/** The shortest text for these indices. */
export function formatRanges(indices) {
  const runs = [];
  for (const index of [...indices].sort((one, other) => one - other)) {
    const last = runs.at(-1);
    if (last?.[1] === index - 1) last[1] = index;
    else runs.push([index, index]);
  }
  return runs.map(([from, to]) => (from === to ? `${from + 1}` : `${from + 1}-${to + 1}`)).join(", ");
}

function endsOf(word, count) {
  if (/^\d+$/.test(word)) return [Number(word), Number(word)];
  const [, from, to] = RANGE.exec(word) ?? [];
  if (!from && !to) return null;
  return [Number(from || 1), Number(to || count)];
}

function withLatinDigits(text) {
  return text.replace(DIGITS, (digit) => String(digit.codePointAt(0) & 0xf));
}
