import { type Micros, parseTimestamp } from '../core/time.ts';
import { type FieldReader, isMapValue, readFields } from './field-reader.ts';

const dayMicros = 86_400_000_000;
const times = 'a UTC time such as 2016-01-09T12:00:00Z, a day such as 2016-01-09, or {from, until}';

export interface Interval {
  readonly from: Micros | null;
  readonly until: Micros;
}

/** A day is the interval of its 24 hours in UTC. */
function moment(value: unknown): Interval | null {
  if (typeof value !== 'string' || value.length > 64) return null;
  const instant = parseTimestamp(value);
  if (instant !== null) return { from: null, until: instant };
  const day = value.length === 10 ? parseTimestamp(`${value}T00:00:00Z`) : null;
  return day === null ? null : { from: day, until: day + dayMicros - 1 };
}

/** When it was said: an instant, a day, or an interval. What is on record by `recorded` had been said by then. */
export function readSaid(fields: FieldReader, recorded: Micros): Interval | null {
  const value = fields.take('said');
  if (value === undefined) {
    fields.complain('said', 'missing', times);
    return null;
  }
  const said = isMapValue(value) ? interval(value, fields) : moment(value);
  if (said === null) {
    if (!isMapValue(value)) fields.complain('said', `${JSON.stringify(value).slice(0, 80)} is not a time`, times);
    return null;
  }
  if (said.from !== null && said.from <= recorded && said.until > recorded) return { from: said.from, until: recorded };
  return said;
}

function interval(value: Readonly<Record<string, unknown>>, fields: FieldReader): Interval | null {
  const inner = readFields(value, fields.at === '' ? 'said' : `${fields.at}.said`, fields.faults);
  const [from, until] = ['from', 'until'].map((name) => {
    const read = moment(inner.take(name));
    if (read === null)
      inner.complain(name, 'missing or not a time', 'a UTC time such as 2016-01-09T12:00:00Z, or a day');
    return read;
  });
  inner.refuseOthers();
  if (!from || !until) return null;
  const start = from.from ?? from.until;
  if (start <= until.until) return { from: start, until: until.until };
  inner.complain('until', 'lies before `from`', 'a time at or after `from`');
  return null;
}

/** A moment or a day (`end` says which end of the day counts); null when left out or not a time. */
export function readMoment(fields: FieldReader, name: string, end: 'first' | 'last' = 'first'): Micros | null {
  const value = fields.take(name);
  if (value === undefined) return null;
  const read = moment(value);
  if (read === null) {
    fields.complain(
      name,
      `${JSON.stringify(value).slice(0, 80)} is not a time`,
      'a UTC time, or a day such as 2016-01-09',
    );
    return null;
  }
  return end === 'first' ? (read.from ?? read.until) : read.until;
}
