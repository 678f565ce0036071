/**
 * Time without a clock: core receives every moment as an argument.
 *
 * `Micros` is whole microseconds since 1970-01-01T00:00:00Z (safe in a double until the year 2255). STIX timestamps may
 * be finer (STIX 2.1 section 2.16), so they are kept as text and compared by `instantKey`.
 */
export type Micros = number;

const pattern = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?Z$/;
const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const doe = yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy;
  return era * 146_097 + doe - 719_468;
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/**
 * Parses an RFC 3339 timestamp in UTC with `Z`; digits beyond microseconds are cut. Null when it is not one
 * (31 April, hour 24, second 60 and offsets are refused).
 */
export function parseTimestamp(text: string): Micros | null {
  const m = pattern.exec(text);
  if (m === null) return null;
  const year = Number(m[1]);
  const month = Number(m[2]);
  const day = Number(m[3]);
  if (month < 1 || month > 12 || day < 1) return null;
  const last = month === 2 && isLeap(year) ? 29 : (daysInMonth[month - 1] ?? 0);
  if (day > last) return null;
  const h = Number(m[4]);
  const min = Number(m[5]);
  const s = Number(m[6]);
  if (h > 23 || min > 59 || s > 59) return null;
  const fraction = m[7] === undefined ? 0 : Number(m[7].slice(0, 6).padEnd(6, '0'));
  return ((daysFromCivil(year, month, day) * 24 + h) * 60 + min) * 60_000_000 + s * 1_000_000 + fraction;
}

/**
 * The key by which two valid timestamps compare as instants at any precision: string order of keys is time order, equal
 * keys are equal instants (`…:00Z` and `…:00.000Z` share one).
 */
export function instantKey(text: string): string {
  let end = text.length - 1;
  if (text.indexOf('.') !== -1) {
    while (text.charCodeAt(end - 1) === 48) end--;
    if (text.charCodeAt(end - 1) === 46) end--;
  }
  return text.slice(0, end);
}

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);

/** TAXII 2.1 section 2: exactly six fraction digits. */
export function formatMicros(at: Micros): string {
  const micros = ((at % 1_000_000) + 1_000_000) % 1_000_000;
  const seconds = (at - micros) / 1_000_000;
  const s = ((seconds % 60) + 60) % 60;
  const minutes = (seconds - s) / 60;
  const min = ((minutes % 60) + 60) % 60;
  const hours = (minutes - min) / 60;
  const h = ((hours % 24) + 24) % 24;
  const days = (hours - h) / 24;
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const day = doy - Math.floor((153 * mp + 2) / 5) + 1;
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(h)}:${two(min)}:${two(s)}.${String(micros).padStart(6, '0')}Z`;
}

const durationPattern = /^P(?:(\d+)W|(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)$/;

/** ISO 8601 durations of weeks, days, hours, minutes, seconds (`P14D`, `PT6H`, `P2W`); null for others, months included. */
export function parseDuration(text: string): Micros | null {
  const m = durationPattern.exec(text);
  if (m === null || text === 'P' || text.endsWith('T')) return null;
  const [w, d, h, min, s] = [m[1], m[2], m[3], m[4], m[5]].map((x) => (x === undefined ? 0 : Number(x)));
  const total = (((w! * 7 + d!) * 24 + h!) * 60 + min!) * 60 + s!;
  return Number.isSafeInteger(total * 1_000_000) ? total * 1_000_000 : null;
}
