import { type Span, type Spans, type SpanUnit, spanUnits } from '../core/position/index.ts';
import { type FieldReader, isMapValue, readFields } from './field-reader.ts';
import type { StatementContext } from './statement-context.ts';

const spansMax = 50;
const shape = '{from, to, text} with offsets in the unit, or the words themselves where they stand once in the copy';

/** The copy's text, counted in a unit. */
interface Ruler {
  readonly length: number;
  readonly slice: (from: number, to: number) => string | null;
  readonly find: (words: string) => readonly number[];
  readonly measure: (words: string) => number;
}

/** Whether an offset in UTF-16 lies between the two halves of one character: half of it is no text. */
const cutsPair = (text: string, at: number): boolean => at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff;

function ruler(text: string, unit: SpanUnit, context: StatementContext): Ruler {
  const inUnits = (words: string): number =>
    unit === 'utf-16'
      ? words.length
      : unit === 'code-point'
        ? Array.from(words).length
        : context.encodeUtf8(words).length;
  const find = (words: string): readonly number[] => {
    const first = text.indexOf(words);
    if (first < 0) return [];
    const second = text.indexOf(words, first + 1);
    return [first, ...(second < 0 ? [] : [second])].map((at) => inUnits(text.slice(0, at)));
  };
  const points = unit === 'code-point' ? Array.from(text) : null;
  const bytes = unit === 'byte' ? context.encodeUtf8(text) : null;
  const slice = (from: number, to: number): string | null => {
    if (points !== null) return points.slice(from, to).join('');
    if (bytes === null) return cutsPair(text, from) || cutsPair(text, to) ? null : text.slice(from, to);
    try {
      return context.decodeUtf8(bytes.subarray(from, to));
    } catch {
      return null;
    }
  };
  return { length: inUnits(text), slice, find, measure: inUnits };
}

/** Where an attribution stands in its copy. Every span must lie in the copy, and its words, when given, must be there. */
export function readSpans(fields: FieldReader, text: string | null, context: StatementContext): Spans | null {
  const value = fields.take('spans');
  if (value === undefined) return null;
  const at = fields.at === '' ? 'spans' : `${fields.at}.spans`;
  if (!isMapValue(value)) {
    fields.complain('spans', 'not a map', '{unit, source, cue, content, quotes, owner}');
    return null;
  }
  const inner = readFields(value, at, fields.faults);
  const named = inner.text('unit', 16, false, spanUnits.join(', ')) ?? 'utf-16';
  const unit = spanUnits.find((u) => u === named) ?? null;
  if (unit === null) inner.complain('unit', `"${named}" is not a unit`, spanUnits.join(', '));
  if (text === null)
    inner.complain('unit', 'spans need the copy they stand in, as text', 'copy: the SHA-256 or address of a copy');
  const measure = text === null || unit === null ? null : ruler(text, unit, context);
  const one = (name: string): Span | null => readSpan(inner.take(name), name, inner, measure);
  const many = (name: string): readonly Span[] => {
    const list = inner.take(name);
    const items: readonly unknown[] = list === undefined ? [] : Array.isArray(list) ? list : [list];
    if (items.length > spansMax) inner.complain(name, `${items.length} spans`, `at most ${spansMax}`);
    return items
      .slice(0, spansMax)
      .map((item, i) => readSpan(item, `${name}[${i}]`, inner, measure))
      .filter((span) => span !== null);
  };
  const spans = {
    source: one('source'),
    cue: one('cue'),
    content: many('content'),
    quotes: many('quotes'),
    owner: inner.text('owner', 200, false, 'whose words these are'),
  };
  inner.refuseOthers();
  return unit === null ? null : { unit, ...spans };
}

function readSpan(value: unknown, name: string, fields: FieldReader, measure: Ruler | null): Span | null {
  if (value === undefined) return null;
  if (typeof value === 'string') return located(value, name, fields, measure);
  if (!isMapValue(value)) {
    fields.complain(name, 'not a span', shape);
    return null;
  }
  const inner = readFields(value, `${fields.at}.${name}`, fields.faults);
  const [from, to] = [inner.take('from'), inner.take('to')];
  const words = inner.take('text');
  const owner = inner.text('owner', 200, false, 'whose words these are');
  inner.refuseOthers();
  if (!isOffset(from) || !isOffset(to) || to <= from) {
    fields.complain(name, 'offsets are missing or run backwards', shape);
    return null;
  }
  if (words !== undefined && typeof words !== 'string') fields.complain(`${name}.text`, 'not text', shape);
  if (measure === null) return null;
  const there = to > measure.length ? null : measure.slice(from, to);
  if (there === null) {
    fields.complain(name, `from ${from} to ${to} is not in the copy`, `offsets up to ${measure.length}`);
    return null;
  }
  if (typeof words === 'string' && words !== there)
    fields.complain(`${name}.text`, 'the copy says something else there', JSON.stringify(there.slice(0, 120)));
  return { from, to, text: there, owner };
}

const isOffset = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function located(words: string, name: string, fields: FieldReader, measure: Ruler | null): Span | null {
  if (measure === null) return null;
  const found = words === '' ? [] : measure.find(words);
  if (found.length === 1) return { from: found[0]!, to: found[0]! + measure.measure(words), text: words, owner: null };
  const problem =
    found.length === 0 ? 'these words are not in the copy' : 'these words stand in the copy more than once';
  fields.complain(name, problem, found.length === 0 ? 'words as they stand in the copy' : '{from, to, text}');
  return null;
}
