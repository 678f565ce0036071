import { type PartyId, parsePartyId } from '../core/ids.ts';
import {
  type AdmiraltyGrade,
  parseGrade,
  quotationModes,
  type RetrievedCopy,
  type Statement,
  speechActs,
  statementKinds,
  ungraded,
} from '../core/position/index.ts';
import { readCertainty, readChain, readInferred } from './chain-fields.ts';
import { readUrl, textOf } from './copy-fields.ts';
import type { FieldReader } from './field-reader.ts';
import { readSpans } from './span-fields.ts';
import { derivedId, type StatementContext } from './statement-context.ts';
import { readSaid } from './time-fields.ts';

const idPattern = /^[A-Za-z0-9][A-Za-z0-9:._-]{0,127}$/;
const languagePattern = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$/;
const holdersMax = 50;

/** A statement as it was read, and whether the file takes it back at once. */
export interface ReadStatement {
  readonly statement: Statement;
  readonly retracted: boolean;
}

/** One map of a statement file; several rows where an attribution is joint. Empty when something is wrong with it. */
export function readStatement(
  fields: FieldReader,
  context: StatementContext,
  copyNamed: (name: string) => RetrievedCopy | null,
): readonly ReadStatement[] {
  const kind = oneOf(fields, 'kind', statementKinds) ?? 'statement';
  const holders = readHolders(fields, context);
  const party = holders === null ? readParty(fields, context) : (holders[0] ?? null);
  const organ = readOrgan(fields, context, holders === null ? party : null);
  const mode = oneOf(fields, 'mode', quotationModes);
  const drift = oneOf(fields, 'drift', ['softened', 'hardened'] as const);
  const needsValue = kind !== 'claim' && drift === null;
  const { topic, value } = readTopicValue(fields, context, needsValue);
  const said = readSaid(fields, context.recorded);
  const copy = readCopyName(fields, copyNamed);
  const rest = {
    kind,
    organ,
    mode,
    drift,
    value,
    speaker: fields.text('speaker', 200, false, 'who spoke'),
    role: fields.text('role', 200, false, 'as what the speaker spoke'),
    addressee: fields.text('addressee', 200, false, 'to whom'),
    assessor: readAssessor(fields, context, kind),
    act: oneOf(fields, 'act', speechActs),
    condition: fields.text('condition', 2_000, false, 'what the speaker makes it depend on'),
    saidCertainty: readCertainty(fields, 'saidCertainty'),
    language: readLanguage(fields),
    inferred: readInferred(fields),
    spans: readSpans(fields, copy === null ? null : textOf(copy), context),
    chain: readChain(fields, context),
    copy: copy?.sha256 ?? null,
    signed: fields.bool('signed', false),
    grade: readGrade(fields),
    source: { text: fields.text('source', 2_000, false, 'where it can be read'), url: readUrl(fields) },
    note: fields.text('note', 10_000, false, 'a remark'),
  };
  const retracted = fields.bool('retracted', false);
  const id = readId(fields);
  refuseOwn(fields);
  if (drift !== null && mode !== 'narrator-claim')
    fields.complain('drift', 'is the word of a narrator', 'mode: narrator-claim beside it');
  if (party === null || topic === null || said === null || (needsValue && value === null)) return [];
  const time = { said: said.until, saidFrom: said.from };
  const parts = [
    kind,
    organ,
    topic,
    value,
    time.saidFrom,
    time.said,
    rest.chain,
    rest.source,
    rest.copy,
    rest.assessor,
  ];
  const group = holders === null ? null : (id ?? derivedId('joint', [holders, ...parts], context));
  return (holders ?? [party]).map((holder) => ({
    retracted,
    statement: {
      id: idOf(id, holder, group, () => derivedId('statement', [holder, ...parts], context)),
      party: holder,
      topic,
      ...rest,
      ...time,
      recorded: context.recorded,
      by: context.by,
      joint: group,
      awaits: null,
    },
  }));
}

/** The same words from the same place get the same id, however they are graded: adding a file twice adds nothing. */
function idOf(id: string | null, holder: PartyId, group: string | null, derive: () => string): string {
  if (id === null) return derive();
  return group === null ? id : `${id}.${holder}`;
}

function oneOf<T extends string>(fields: FieldReader, name: string, values: readonly T[]): T | null {
  const text = fields.text(name, 32, false, values.join(', '));
  if (text === null) return null;
  const found = values.find((v) => v === text) ?? null;
  if (found === null) fields.complain(name, `"${text}" is not one of them`, values.join(', '));
  return found;
}

/** `joint: [party, party]`: one attribution to several holders, none of whom is confirmed by it. */
function readHolders(fields: FieldReader, context: StatementContext): readonly PartyId[] | null {
  const given = fields.take('joint');
  if (Array.isArray(given) && given.length === 0)
    // Left out silently, it would make an attribution to nobody in particular the position of `party`.
    fields.complain('joint', 'names no holder', 'party, or at least two holders');
  const names = fields.texts('joint', 70, holdersMax, 'a party');
  if (names.length === 0) return null;
  const known = [...context.parties.keys()].slice(0, 20).join(', ');
  const holders: PartyId[] = [];
  names.forEach((name, i) => {
    const party = parsePartyId(name);
    if (!party.ok || !context.parties.has(party.value))
      fields.complain(`joint[${i}]`, `"${name}" is not a known party`, known);
    else if (holders.includes(party.value))
      fields.complain(`joint[${i}]`, `"${name}" is there twice`, 'each party once');
    else holders.push(party.value);
  });
  if (names.length === 1) fields.complain('joint', 'names one holder only', 'party, or at least two holders');
  if (fields.take('party') !== undefined) fields.complain('party', 'says the same as `joint`', 'one of the two');
  return holders;
}

export function readParty(fields: FieldReader, context: Pick<StatementContext, 'parties'>): PartyId | null {
  const known = [...context.parties.keys()].slice(0, 20).join(', ');
  const text = fields.text('party', 70, true, known);
  if (text === null) return null;
  const party = parsePartyId(text);
  if (party.ok && context.parties.has(party.value)) return party.value;
  fields.complain('party', `"${text}" is not a known party`, known === '' ? 'a party added before' : `one of ${known}`);
  return null;
}

export function readOrgan(
  fields: FieldReader,
  context: Pick<StatementContext, 'parties'>,
  party: PartyId | null,
): string | null {
  const organs = party === null ? [] : (context.parties.get(party) ?? []);
  const valid = organs.length === 0 ? 'the name of the organ that spoke' : `one of ${organs.join(', ')}`;
  const organ = fields.text('organ', 100, false, valid);
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
  needsValue: boolean,
): { readonly topic: string | null; readonly value: string | null } {
  const known = [...context.topics.keys()].slice(0, 20).join(', ');
  const id = fields.text('topic', 64, true, known);
  const topic = id === null ? undefined : context.topics.get(id);
  if (id !== null && topic === undefined) {
    fields.complain('topic', `"${id}" is not a known topic`, known === '' ? 'a topic added before' : `one of ${known}`);
  }
  const scale = topic?.scale.values.join(', ') ?? '';
  const value = fields.text('value', 64, needsValue, scale === '' ? "a value of the topic's scale" : `one of ${scale}`);
  if (value !== null && topic !== undefined && !topic.scale.values.includes(value)) {
    fields.complain('value', `"${value}" is not on the scale of ${topic.id}`, `one of ${scale}`);
  }
  return { topic: topic?.id ?? null, value };
}

function readCopyName(fields: FieldReader, copyNamed: (name: string) => RetrievedCopy | null): RetrievedCopy | null {
  const name = fields.text('copy', 2_000, false, 'the SHA-256 or the address of a copy');
  if (name === null) return null;
  const copy = copyNamed(name);
  if (copy === null)
    fields.complain(
      'copy',
      `no copy "${name.slice(0, 80)}"`,
      'the SHA-256 or the address of a copy in this file or on record',
    );
  return copy;
}

/** `us`, a party, or `coalition:` and its id; kept as the bare party id or `coalition:ID`. */
function readAssessor(fields: FieldReader, context: StatementContext, kind: Statement['kind']): string | null {
  const valid = 'us, a party, or coalition: and its id';
  const text = fields.text('assessor', 80, kind === 'assessment', valid);
  if (text === null) return null;
  if (kind !== 'assessment') fields.complain('assessor', 'belongs to an assessment', 'kind: assessment beside it');
  if (text === 'us') return context.self;
  if (text.startsWith('coalition:') && context.coalitions.has(text.slice(10))) return text;
  const party = parsePartyId(text);
  if (party.ok && context.parties.has(party.value)) return party.value;
  fields.complain('assessor', `"${text}" is neither a known party nor a known coalition`, valid);
  return null;
}

function readLanguage(fields: FieldReader): string | null {
  const language = fields.text('language', 35, false, 'a language tag such as en or ru-RU');
  if (language !== null && !languagePattern.test(language))
    fields.complain('language', `"${language}" is not a language tag`, 'en, ru-RU (BCP 47)');
  return language;
}

export function readGrade(fields: FieldReader, required = false): AdmiraltyGrade {
  const valid = 'a letter A–F and a digit 1–6, such as B2';
  const text = fields.text('grade', 2, required, valid);
  if (text === null) return ungraded;
  const grade = parseGrade(text);
  if (grade === null) fields.complain('grade', `"${text}" is not an Admiralty grade`, valid);
  return grade ?? ungraded;
}

function readId(fields: FieldReader): string | null {
  const id = fields.text('id', 128, false, 'letters, digits and : . _ -');
  if (id !== null && !idPattern.test(id)) fields.complain('id', `"${id}" is not an id`, 'letters, digits and : . _ -');
  return id;
}

/** What only the node says (threat T-NEG-07), and what follows from the statements. */
function refuseOwn(fields: FieldReader): void {
  for (const name of ['known', 'recorded', 'retractedAt', 'awaits', 'by'])
    if (fields.take(name) !== undefined) fields.complain(name, 'is set by this node', 'leave it out');
  if (fields.take('paths') !== undefined)
    fields.complain(
      'paths',
      'is counted by this node: paths that share no relay, copy or address',
      'one statement for each chain, joined by relations of kind same-event',
    );
  fields.refuseOthers();
}
