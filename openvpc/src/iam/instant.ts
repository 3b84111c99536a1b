const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const ISO =
  /^([0-9]{4})-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?)?$/;
/** 2^63 - 1: what AWS takes for epoch seconds (observed). */
const MOST_SECONDS = 9_223_372_036_854_775_807n;

/**
 * Milliseconds since the Unix epoch of what a Date operator compares: ISO 8601 in its usual precisions, or epoch seconds
 * (IAM User Guide, "Date condition operators"). Without a zone it is UTC. A year alone is digits alone: seconds.
 */
export function parseInstant(text: string): number | undefined {
  if (/^[0-9]{1,19}$/.test(text)) return BigInt(text) <= MOST_SECONDS ? Number(text) * 1000 : undefined;
  const found = ISO.exec(text);
  if (found === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(orFirst);
  const offset = offsetMinutes(found[8] ?? 'Z');
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || offset === undefined) return undefined;
  const seconds = (daysSinceEpoch(year, month, day) * 24 + hour) * 3600 + (minute - offset) * 60 + second;
  return seconds * 1000 + Number(`0.${found[7] ?? '0'}`) * 1000;
}

/** What was left out is the first: day 1, hour 0. */
function orFirst(digits: string | undefined, part: number): number {
  return digits === undefined ? (part === 2 ? 1 : 0) : Number(digits);
}

function offsetMinutes(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysIn(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0);
}

/** Proleptic Gregorian, as ISO 8601 has it. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const before = year - 1;
  const years = before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const months = Array.from({ length: month - 1 }, (_, i) => daysIn(year, i + 1)).reduce((sum, n) => sum + n, 0);
  return years + months + day - 1 - 719_162; // days from year 1 to 1970
}
