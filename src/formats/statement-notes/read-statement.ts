import { parseGrade, type Statement } from '../../core/position/index.ts';
import type { Fault } from '../../core/result.ts';
import { type Micros, parseTimestamp } from '../../core/time.ts';
import { type FieldReader, isMapValue, readFields } from '../field-reader.ts';
import type { StatementContext } from '../statement-context.ts';
import { readStatement } from '../statement-fields.ts';
import type { LaterRows } from './later-rows.ts';

/** Ids of statements and of what was done to them. */
const idPattern = /^[A-Za-z0-9][A-Za-z0-9:._-]{0,127}$/;

/** Field of the extension and field of a statement file; one set of rules holds for both doors. */
const sameFields: Readonly<Record<string, string>> = {
  statement_id: 'id',
  kind: 'kind',
  party: 'party',
  organ: 'organ',
  speaker: 'speaker',
  role: 'role',
  addressee: 'addressee',
  assessor: 'assessor',
  act: 'act',
  mode: 'mode',
  topic: 'topic',
  value: 'value',
  condition: 'condition',
  said_certainty: 'saidCertainty',
  language: 'language',
  inferred: 'inferred',
  chain: 'chain',
  copy_sha256: 'copy',
  signed: 'signed',
  grade: 'grade',
  drift: 'drift',
  source_text: 'source',
  source_url: 'url',
  remark: 'note',
};

/** Where the fields of a statement file stand in the extension, for the place of a fault. */
const extensionNames = new Map<string, string>([
  ...Object.entries(sameFields).map(([ours, theirs]) => [theirs, ours] as const),
  ['said', 'said_until'],
]);

/** One statement as its note says it, with what was done to it there. */
export interface NotedStatement extends LaterRows {
  readonly statement: Statement;
}

/**
 * Reads the extension of one note by the rules of a statement file. `hasCopy`: whether the bytes of a copy are here; spans
 * of one that is not cannot be checked and are left out. Null, with faults, when anything is wrong.
 */
export function readNotedStatement(
  extension: Readonly<Record<string, unknown>>,
  at: string,
  context: StatementContext,
  faults: Fault[],
): NotedStatement | null {
  const found: Fault[] = [];
  const fields = readFields(extension, at, found);
  fields.take('extension_type');
  const recorded = readTime(fields, 'recorded', true);
  const by = fields.text('recorded_by', 200, false, 'who recorded it');
  const joint = readId(fields, 'joint', false);
  const awaits = readCount(fields, 'awaits');
  const copyName = extension['copy_sha256'];
  const copy = typeof copyName === 'string' ? (context.copies.get(copyName) ?? null) : null;
  if (copyName !== undefined && (typeof copyName !== 'string' || !/^[0-9a-f]{64}$/.test(copyName)))
    fields.complain('copy_sha256', 'is not a SHA-256', '64 lower-case hexadecimal digits');
  const map = asFileEntry(fields, copy !== null);
  const id = readId(readFields(extension, at, found), 'statement_id', true);
  const later = readLater(fields, id ?? '');
  fields.refuseOthers();
  const inner: Fault[] = [];
  const rows = readStatement(
    readFields(map, at, inner),
    { ...context, recorded: recorded ?? context.recorded, by },
    (name) => (copy !== null && name === copy.sha256 ? copy : null),
  );
  found.push(...inner.map((fault) => inOurNames(fault, at)));
  faults.push(...found);
  const statement = rows[0]?.statement;
  if (found.length > 0 || statement === undefined) return null;
  const hash = typeof copyName === 'string' ? copyName : null;
  return { statement: { ...statement, joint, awaits, copy: hash }, ...later };
}

/** The same statement as a map of a statement file. */
function asFileEntry(fields: FieldReader, hasCopy: boolean): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  for (const [ours, theirs] of Object.entries(sameFields)) {
    const value = fields.take(ours);
    if (value !== undefined && (ours !== 'copy_sha256' || hasCopy)) map[theirs] = value;
  }
  const [from, until] = [fields.take('said_from'), fields.take('said_until')];
  if (until !== undefined) map['said'] = from === undefined ? until : { from, until };
  const spans = fields.take('spans');
  if (spans !== undefined && hasCopy) map['spans'] = isMapValue(spans) ? spansOfFile(spans) : spans;
  return map;
}

function spansOfFile(spans: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const one = (span: unknown): unknown => {
    if (!isMapValue(span)) return span;
    const { start, end, ...rest } = span;
    return { ...rest, from: start, to: end };
  };
  return Object.fromEntries(
    Object.entries(spans).map(([name, value]) => [name, Array.isArray(value) ? value.map(one) : one(value)]),
  );
}

function inOurNames(fault: Fault, at: string): Fault {
  if (!fault.at.startsWith(`${at}.`)) return fault;
  const end = ['from', 'until'].find((name) => fault.at === `${at}.said.${name}`);
  if (end !== undefined) return { ...fault, at: `${at}.said_${end}` };
  const [first = '', ...rest] = fault.at.slice(at.length + 1).split(/(?=[.[])/);
  return { ...fault, at: `${at}.${extensionNames.get(first) ?? first}${rest.join('')}` };
}

/** Grades, retractions and confirmations as they stand in the note. */
function readLater(outer: FieldReader, statement: string): LaterRows {
  const act = (f: FieldReader, id: string, by: string) => ({
    id: readId(f, id, true) ?? '',
    statement,
    recorded: readTime(f, 'recorded', true) ?? 0,
    by: f.text(by, 200, false, 'who did it'),
    awaits: readCount(f, 'awaits'),
  });
  return {
    grades: rows(outer, 'grades', (f) => {
      const grade = parseGrade(f.text('grade', 2, true, 'such as B2') ?? 'F6');
      if (grade === null) f.complain('grade', 'is not an Admiralty grade', 'a letter A–F and a digit 1–6, such as B2');
      return { ...act(f, 'grade_id', 'graded_by'), grade: grade ?? 'F6' };
    }),
    retractions: rows(outer, 'retractions', (f) => ({
      ...act(f, 'retraction_id', 'retracted_by'),
      why: f.text('why', 2_000, false, 'a reason in words'),
    })),
    confirmations: rows(outer, 'confirmations', (f) => ({
      id: readId(f, 'confirmation_id', true) ?? '',
      statement,
      by: f.text('confirmed_by', 200, true, 'who confirms') ?? '',
      recorded: readTime(f, 'recorded', true) ?? 0,
    })),
  };
}

const rowsMax = 1_000;

function rows<T>(outer: FieldReader, name: string, read: (fields: FieldReader) => T): readonly T[] {
  const value = outer.take(name);
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > rowsMax) {
    outer.complain(name, 'not a list of rows', `at most ${rowsMax}`);
    return [];
  }
  return value.map((row: unknown, i) => {
    const fields = readFields(isMapValue(row) ? row : {}, `${outer.at}.${name}[${i}]`, outer.faults);
    const one = read(fields);
    fields.refuseOthers();
    return one;
  });
}

export function readTime(fields: FieldReader, name: string, required: boolean): Micros | null {
  const value = fields.take(name);
  const at = typeof value === 'string' && value.length <= 64 ? parseTimestamp(value) : null;
  if (at === null && (required || value !== undefined))
    fields.complain(name, 'missing or not a time', 'a UTC time such as 2016-01-09T12:00:00Z');
  return at;
}

export function readId(fields: FieldReader, name: string, required: boolean): string | null {
  const id = fields.text(name, 128, required, 'letters, digits and : . _ -');
  if (id === null || idPattern.test(id)) return id;
  fields.complain(name, 'is not an id', 'letters, digits and : . _ -');
  return null;
}

export function readCount(fields: FieldReader, name: string): number | null {
  const value = fields.take(name);
  if (value === undefined) return null;
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  fields.complain(name, 'is not a count', 'a whole number from 0');
  return null;
}
