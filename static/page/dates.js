/**
 * Numbers, sizes, durations and dates as people of the page's language read them.
 *
 * Persian has its own digits and the Jalali calendar. Times are a Date, or what Date takes (ISO 8601,
 * milliseconds). What is unknown (null, undefined, not a number) becomes the empty string.
 */

const LANGUAGE = document.documentElement.lang || "en";
const IS_PERSIAN = LANGUAGE.startsWith("fa");
const LOCALE = IS_PERSIAN ? "fa-IR-u-ca-persian-nu-arabext" : LANGUAGE;

const SIZES = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
const STEP = 1024;
const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const AGES = [
  ["second", 1],
  ["minute", MINUTE],
  ["hour", HOUR],
  ["day", DAY],
  ["month", 30 * DAY],
  ["year", 365 * DAY],
];

/** 1234.5 → "1,234.5"; `options` are those of Intl.NumberFormat. */
export function number(value, options = {}) {
  return isKnown(value) ? formatter(Intl.NumberFormat, options).format(value) : "";
}

/** 0 to 1 → "45%", rounded down: 100% is what has arrived. */
export function percent(share) {
  return isKnown(share) ? number(Math.floor(share * 100) / 100, { style: "percent" }) : "";
}

/** 12345 → "12K": for what nobody counts one by one. */
export function roughly(value) {
  return number(value, { notation: "compact" });
}

/** The digits in a text: "1080p" stays, or becomes "۱۰۸۰p". */
export function digits(text) {
  return String(text ?? "").replace(/\d/g, (digit) => number(Number(digit)));
}

/** Bytes → "45.3 MB"; a unit is 1,024 of the one before. */
export function bytes(value) {
  return size(value, (unit) => unit);
}

/** Bytes a second → "1.5 MB/s". */
export function speed(bytesPerSecond) {
  return size(bytesPerSecond, (unit) => `${unit}-per-second`);
}

/** Seconds → "0:07", "12:34" or "1:02:03", as players show it. */
export function duration(seconds) {
  if (!isKnown(seconds)) {
    return "";
  }
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / MINUTE) % 60, whole % MINUTE];
  if (whole >= HOUR) {
    parts.unshift(Math.floor(whole / HOUR));
  }
  return parts.map((part, index) => number(part, index ? { minimumIntegerDigits: 2 } : { useGrouping: false })).join(":");
}

/** Seconds → "40 seconds", "3 minutes", "2 hours", "5 days": for what is only known about. */
export function about(seconds) {
  if (!isKnown(seconds)) {
    return "";
  }
  const whole = Math.max(0, Math.round(seconds));
  const [unit, length] = age(whole);
  return number(Math.round(whole / length), { style: "unit", unit, unitDisplay: "long" });
}

/** How long until a time: "29:59" while it is less than a day, then "2 days"; "0:00" once it has come. */
export function countdown(until, now = Date.now()) {
  const seconds = Math.max(0, Math.ceil((moment(until) - now) / 1000));
  return seconds < DAY ? duration(seconds) : about(seconds);
}

/** A past or coming time: "5 minutes ago", "tomorrow". */
export function ago(time, now = Date.now()) {
  const seconds = Math.round((moment(time) - now) / 1000);
  if (!isKnown(seconds)) {
    return "";
  }
  const [unit, length] = age(Math.abs(seconds));
  const count = Math.trunc(seconds / length);
  return formatter(Intl.RelativeTimeFormat, { numeric: "auto" }).format(count, unit);
}

/** A day: "15 January 2025" or "۲۶ دی ۱۴۰۳". */
export function date(time) {
  return written(time, { dateStyle: "long" });
}

/** A day that the platform gives as YYYYMMDD, whatever the reader's time zone. */
export function day(text) {
  const [, year, month, dayOfMonth] = /^(\d{4})(\d{2})(\d{2})$/.exec(text ?? "") ?? [];
  return year ? written(Date.UTC(year, month - 1, dayOfMonth), { dateStyle: "long", timeZone: "UTC" }) : "";
}

/** A day and the time of day, in the reader's time zone. */
export function dateTime(time) {
  return written(time, { dateStyle: "long", timeStyle: "short" });
}

/** The time of day. */
export function clock(time) {
  return written(time, { timeStyle: "short" });
}

/** ["a", "b", "c"] → "a, b, and c". */
export function list(items) {
  return formatter(Intl.ListFormat, { type: "conjunction" }).format(items.map(String));
}

/** "de" → "German"; a code that nobody knows stays as it is. */
export function languageName(code) {
  try {
    return formatter(Intl.DisplayNames, { type: "language" }).of(code) ?? code;
  } catch {
    return code; // it is no code at all, such as "en-orig-2x"
  }
}

function isKnown(value) {
  return typeof value === "number" && Number.isFinite(value);
}

/** Milliseconds since the epoch; NaN for what is no time. */
function moment(time) {
  return time === null || time === undefined ? NaN : new Date(time).getTime();
}

function written(time, options) {
  const milliseconds = moment(time);
  return isKnown(milliseconds) ? formatter(Intl.DateTimeFormat, options).format(milliseconds) : "";
}

function size(value, unitOf) {
  if (!isKnown(value)) {
    return "";
  }
  let power = 0;
  // 1023.9 kB would be shown as 1024.
  while (Math.round(value / STEP ** power) >= STEP && power < SIZES.length - 1) {
    power += 1;
  }
  const amount = value / STEP ** power;
  const maximumFractionDigits = power > 1 && amount < 100 ? 1 : 0;
  // Persian writes the word.
  const unitDisplay = IS_PERSIAN || power === 0 ? "long" : "short";
  return number(amount, { style: "unit", unit: unitOf(SIZES[power]), unitDisplay, maximumFractionDigits });
}

/** The largest unit of which there is at least one. */
function age(seconds) {
  return AGES.findLast(([, length]) => seconds >= length) ?? AGES[0];
}

const formatters = new Map();

/** Making a formatter costs a hundred times what using it does, and a list uses thousands. */
function formatter(Kind, options) {
  const key = `${Kind.name} ${JSON.stringify(options)}`;
  if (!formatters.has(key)) {
    formatters.set(key, new Kind(LOCALE, options));
  }
  return formatters.get(key);
}
