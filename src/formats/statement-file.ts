import { type PartyId, parsePartyId } from '../core/ids.ts';
import { type AdmiraltyGrade, parseGrade, type Statement, type Topic, ungraded } from '../core/position/index.ts';
import { type Fault, fail, ok, type Result } from '../core/result.ts';
import { type Micros, parseTimestamp } from '../core/time.ts';
import { type FieldReader, fileEntries, isMapValue, readFields } from './field-reader.ts';

/** What a statement is checked against, and what only the node can say. */
export interface StatementContext {
  /** Known parties with their registered organs; an empty list of organs admits any. */
  readonly parties: ReadonlyMap<PartyId, readonly string[]>;
  readonly topics: ReadonlyMap<string, Topic>;
  /** Our clock: every statement of the file is recorded at this moment. */
  readonly recorded: Micros;
  /** At least 32 lower-case hexadecimal digits of a cryptographic hash of the text. */
  readonly digest: (text: string) => string;
}

const statementsPerFileMax = 10_000;
const pathsMax = 1_000;
const viaMax = 50;
const dayMicros = 86_400_000_000;
const idPattern = /^[A-Za-z0-9][A-Za-z0-9:._-]{0,127}$/;
const times = 'a UTC time such as 2016-01-09T12:00:00Z, a day such as 2016-01-09, or {from, until}';

/**
 * Statements from a value read out of YAML or JSON: one statement, a list, or `statements: [...]`. All faults of the file
 * together; nothing is taken from a file with a fault.
 *
 * A statement: `party`, `organ`, `topic`, `value`, `said` (instant, day, or `{from, until}`), and optionally `id`, `grade`
 * (of the attribution chain; `F6` when nobody has judged it), `paths` (default 1), `signed`, `via` (list), `source`, `url`,
 * `note`, `retracted: true`. When it was recorded is the node's to say and is refused in a file (threat T-NEG-07).
 */
export function statementsFromValue(value: unknown, context: StatementContext): Result<readonly Statement[], Fault[]> {
  const faults: Fault[] = [];
  const statements: Statement[] = [];
  const seen = new Set<string>();
  for (const { at, map } of fileEntries(value, 'statements', statementsPerFileMax, faults)) {
    const fields = readFields(map, at, faults);
    const before = faults.length;
    const statement = readStatement(fields, context);
    if (faults.length > before || statement === null) continue;
    if (seen.has(statement.id)) fields.complain('id', `"${statement.id}" is there twice`, 'each statement once');
    seen.add(statement.id);
    statements.push(statement);
  }
  return faults.length === 0 ? ok(statements) : fail(...faults);
}

function readStatement(fields: FieldReader, context: StatementContext): Statement | null {
  const party = readParty(fields, context);
  const organ = readOrgan(fields, context, party);
  const { topic, value } = readTopicValue(fields, context);
  const said = readSaid(fields, context.recorded);
  const grade = readGrade(fields);
  const paths = readPaths(fields);
  const signed = fields.bool('signed', false);
  const retracted = fields.bool('retracted', false);
  const via = fields.texts('via', 500, viaMax, 'a speaker, outlet or relay, first hop first');
  const source = { text: fields.text('source', 2_000, false, 'where it can be read'), url: readUrl(fields) };
  const note = fields.text('note', 10_000, false, 'a remark');
  const id = fields.text('id', 128, false, 'letters, digits and : . _ -');
  if (id !== null && !idPattern.test(id)) fields.complain('id', `"${id}" is not an id`, 'letters, digits and : . _ -');
  for (const name of ['known', 'recorded', 'retractedAt']) {
    if (fields.take(name) !== undefined) fields.complain(name, 'is set by this node', 'leave it out');
  }
  fields.refuseOthers();
  if (party === null || organ === null || topic === null || value === null || said === null) return null;
  return {
    id: id ?? derivedId([party, organ, topic, value, said.from, said.until, via, source.text, source.url], context),
    party,
    organ,
    topic,
    value,
    said: said.until,
    saidFrom: said.from,
    recorded: context.recorded,
    grade,
    paths,
    signed,
    retractedAt: retracted ? context.recorded : null,
    via,
    source,
    note,
  };
}

/** The same words from the same place get the same id, however they are graded: adding a file twice adds nothing. */
const derivedId = (parts: readonly unknown[], context: StatementContext): string =>
  `statement:${context.digest(JSON.stringify(parts)).slice(0, 32)}`;

function readParty(fields: FieldReader, context: StatementContext): PartyId | null {
  const known = [...context.parties.keys()].slice(0, 20).join(', ');
  const text = fields.text('party', 70, true, known);
  if (text === null) return null;
  const party = parsePartyId(text);
  if (party.ok && context.parties.has(party.value)) return party.value;
  fields.complain('party', `"${text}" is not a known party`, known === '' ? 'a party added before' : `one of ${known}`);
  return null;
}

function readOrgan(fields: FieldReader, context: StatementContext, party: PartyId | null): string | null {
  const organs = party === null ? [] : (context.parties.get(party) ?? []);
  const valid = organs.length === 0 ? 'the name of the organ that spoke' : `one of ${organs.join(', ')}`;
  const organ = fields.text('organ', 100, true, valid);
  if (organ === null) return null;
  if (organ === 'any' || organ === 'all') fields.complain('organ', `"${organ}" cannot be the name of an organ`, valid);
  else if (organs.length > 0 && !organs.includes(organ)) {
    fields.complain('organ', `"${organ.slice(0, 80)}" is not an organ of ${party}`, valid);
  }
  return organ;
}

function readTopicValue(
  fields: FieldReader,
  context: StatementContext,
): { readonly topic: string | null; readonly value: string | null } {
  const known = [...context.topics.keys()].slice(0, 20).join(', ');
  const id = fields.text('topic', 64, true, known);
  const topic = id === null ? undefined : context.topics.get(id);
  if (id !== null && topic === undefined) {
    fields.complain('topic', `"${id}" is not a known topic`, known === '' ? 'a topic added before' : `one of ${known}`);
  }
  const scale = topic?.scale.values.join(', ') ?? '';
  const value = fields.text('value', 64, true, scale === '' ? "a value of the topic's scale" : `one of ${scale}`);
  if (value !== null && topic !== undefined && !topic.scale.values.includes(value)) {
    fields.complain('value', `"${value}" is not on the scale of ${topic.id}`, `one of ${scale}`);
  }
  return { topic: topic?.id ?? null, value };
}

interface Said {
  readonly from: Micros | null;
  readonly until: Micros;
}

/** A day is the interval of its 24 hours in UTC. */
function moment(value: unknown): Said | null {
  if (typeof value !== 'string' || value.length > 64) return null;
  const instant = parseTimestamp(value);
  if (instant !== null) return { from: null, until: instant };
  const day = value.length === 10 ? parseTimestamp(`${value}T00:00:00Z`) : null;
  return day === null ? null : { from: day, until: day + dayMicros - 1 };
}

function readSaid(fields: FieldReader, recorded: Micros): Said | null {
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
  // What is on record by now had been said by now, however long the interval goes on.
  if (said.from !== null && said.from <= recorded && said.until > recorded) return { from: said.from, until: recorded };
  return said;
}

function interval(value: Readonly<Record<string, unknown>>, fields: FieldReader): Said | null {
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

function readGrade(fields: FieldReader): AdmiraltyGrade {
  const text = fields.text('grade', 2, false, 'a letter A–F and a digit 1–6, such as B2');
  if (text === null) return ungraded;
  const grade = parseGrade(text);
  if (grade === null)
    fields.complain('grade', `"${text}" is not an Admiralty grade`, 'a letter A–F and a digit 1–6, such as B2');
  return grade ?? ungraded;
}

function readPaths(fields: FieldReader): number {
  const value = fields.take('paths');
  if (value === undefined) return 1;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= pathsMax) return value;
  fields.complain('paths', 'not a number of independent paths', `a whole number from 1 to ${pathsMax}`);
  return 1;
}

function readUrl(fields: FieldReader): string | null {
  const url = fields.text('url', 2_000, false, 'an http or https address');
  // Shown as a link one day: no other scheme, nothing that is not printable ASCII.
  if (url === null || /^https?:\/\/[!-~]+$/i.test(url)) return url;
  fields.complain('url', `"${url.slice(0, 80)}" is not an address`, 'an http or https address, percent-encoded');
  return null;
}
