import { formatMicros, instantKey, type Micros, parseDuration, parseTimestamp } from '../time.ts';
import type { Comparator } from './comparator.ts';
import { compareNumbers, onlyText, triOf, type ValueDomain } from './value-domain.ts';

const ordering: readonly Comparator[] = ['at-least', 'at-most', 'more-than', 'less-than'];
const second = 1_000_000;

/** A moment with as few fraction digits as it needs. */
export const showInstant = (at: Micros): string => {
  const text = formatMicros(at);
  let end = text.length - 1;
  while (text[end - 1] === '0') end--;
  return `${text.slice(0, text[end - 1] === '.' ? end - 1 : end)}Z`;
};

/** An ISO 8601 duration; what lies below a second is written as a fraction (for people only). */
export function showDuration(micros: Micros): string {
  const whole = Math.trunc(micros / second);
  const [days, rest] = [Math.trunc(whole / 86_400), whole % 86_400];
  const [h, m, s] = [Math.trunc(rest / 3600), Math.trunc((rest % 3600) / 60), rest % 60];
  const fraction = Math.abs(micros % second);
  const seconds = fraction === 0 ? (s === 0 ? '' : `${s}S`) : `${s}.${String(fraction).padStart(6, '0')}S`;
  const time = `${h === 0 ? '' : `${h}H`}${m === 0 ? '' : `${m}M`}${seconds}`;
  if (days === 0 && time === '') return 'PT0S';
  return `P${days === 0 ? '' : `${days}D`}${time === '' ? '' : `T${time}`}`;
}

/** Lengths of time in microseconds. A stated fact may also be the moment from which the length counts. */
export const durationDomain: ValueDomain = {
  kind: 'duration',
  comparators: ordering,
  order: null,
  words: null,
  invalid: (text) =>
    parseDuration(text) === null ? 'weeks, days, hours, minutes or seconds, for example P14D or PT6H' : null,
  read: (stated, at) => {
    const text = onlyText(stated);
    if (text === null) return null;
    const length = parseDuration(text);
    if (length !== null) return length;
    const from = parseTimestamp(text);
    return from === null || at === null || from > at ? null : at - from;
  },
  test: (comparator, values) => {
    const bound = parseDuration(values[0] ?? '') ?? Number.NaN;
    return (fact) => (typeof fact === 'number' && !Number.isNaN(bound) ? compareNumbers(comparator, fact, bound) : 'U');
  },
  show: (fact) => showDuration(Number(fact)),
};

const validInstant = 'a time in UTC, for example 2026-12-01T06:00:00Z';

/** Moments of the clock, in microseconds. */
export const clockDomain: ValueDomain = {
  kind: 'instant',
  comparators: ordering,
  order: null,
  words: null,
  invalid: (text) => (parseTimestamp(text) === null ? validInstant : null),
  read: (stated) => {
    const text = onlyText(stated);
    return text === null ? null : parseTimestamp(text);
  },
  test: (comparator, values) => {
    const bound = parseTimestamp(values[0] ?? '') ?? Number.NaN;
    return (fact) => (typeof fact === 'number' && !Number.isNaN(bound) ? compareNumbers(comparator, fact, bound) : 'U');
  },
  show: (fact) => showInstant(Number(fact)),
};

/** Timestamps of an object, at whatever precision they were written (STIX 2.1 section 2.16): facts are instant keys. */
export const writtenInstantDomain: ValueDomain = {
  kind: 'instant',
  comparators: ordering,
  order: null,
  words: null,
  invalid: clockDomain.invalid,
  read: (stated) => {
    const text = onlyText(stated);
    return text === null || parseTimestamp(text) === null ? null : instantKey(text);
  },
  test: (comparator, values) => {
    const bound = instantKey(values[0] ?? '');
    return (fact) => {
      if (typeof fact !== 'string') return 'U';
      if (comparator === 'at-least') return triOf(fact >= bound);
      if (comparator === 'at-most') return triOf(fact <= bound);
      if (comparator === 'more-than') return triOf(fact > bound);
      return comparator === 'less-than' ? triOf(fact < bound) : 'U';
    };
  },
  show: (fact) => `${String(fact)}Z`,
};
