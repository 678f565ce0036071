import { cellText, recordLines, recordTable } from './table.ts';

/** How statements read on a terminal. Everything here takes values with moments as text (stamped.ts). */

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => (value !== null && typeof value === 'object' ? (value as Fields) : {});
const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);

/** `Sputnik > RT > us`: through whom it reached us, first hop first. */
function chainText(chain: unknown): string {
  const hops = listOf(chain).map((hop) => cellText(hop['actor']));
  return hops.length === 0 ? 'heard directly' : [...hops, 'us'].join(' > ');
}

/** Why a record is no position of its party, whatever its grade. */
function standingText({ retracted, kind, mode, lacks }: Fields): unknown {
  if (retracted === true) return 'taken back';
  if (kind !== undefined && kind !== 'statement') return `is ${kind === 'assessment' ? 'an' : 'a'} ${cellText(kind)}`;
  return mode === 'narrator-claim' ? "a narrator's own word" : lacks;
}

const row = (one: unknown): Fields => {
  const fields = fieldsOf(one);
  return { ...fields, chain: chainText(fields['chain']), lacks: standingText(fields) };
};

export const statementTable = (list: readonly unknown[]): string =>
  recordTable(
    list.map(row),
    ['party', 'organ', 'topic', 'value', 'said', 'grade', 'signed', 'lacks', 'chain', 'id'],
    'no statements',
  );

/** Below a position, whose party and topic have been said. */
export const restTable = (list: readonly unknown[]): string =>
  recordTable(
    list.map(row),
    ['organ', 'value', 'said', 'grade', 'paths', 'lacks', 'chain', 'id'],
    'no statements on record',
  );

/** One statement with its copy, the words of its spans, its chain and everything that was recorded about it. */
export function statementText(statement: unknown): string {
  const { spans, chain, copy, grades, relations, retraction, confirmations, waits, inferred, source, ...plain } =
    fieldsOf(statement);
  const { text, url } = fieldsOf(source);
  const known = Object.fromEntries(
    Object.entries({ ...plain, source: text, url }).filter(([, value]) => value !== null && value !== undefined),
  );
  return [
    recordLines({ ...known, chain: chainText(chain) }),
    ...block('copy', copyRows(copy), ['sha256', 'media', 'bytes', 'url', 'fetched']),
    ...block('words', wordRows(spans), ['part', 'from', 'to', 'unit', 'owner', 'text']),
    ...block('chain', listOf(chain), ['actor', 'relation', 'certainty', 'time', 'affiliation', 'evidence']),
    ...block('inferred', listOf(inferred), ['part', 'certainty', 'why']),
    ...block('grades', listOf(grades), ['grade', 'by', 'recorded', 'since']),
    ...block('relations', listOf(relations), ['kind', 'from', 'to', 'differs', 'by', 'recorded']),
    ...block('taken back', retraction === null || retraction === undefined ? [] : [fieldsOf(retraction)], [
      'recorded',
      'by',
      'since',
      'why',
    ]),
    ...block('confirmed', listOf(confirmations), ['by', 'recorded']),
    ...block('waits for a second person', listOf(waits), ['what', 'statement', 'to', 'by', 'recorded', 'awaits']),
  ].join('\n');
}

const block = (title: string, rows: readonly Fields[], columns: readonly string[]): string[] =>
  rows.length === 0 ? [] : ['', `${title}:`, recordTable(rows, columns, '').replace(/^/gm, '  ')];

/** The same bytes found at several places are one copy: a row for each place. */
function copyRows(copy: unknown): Fields[] {
  if (copy === null || copy === undefined) return [];
  const { locators, ...head } = fieldsOf(copy);
  const places = listOf(locators);
  return (places.length === 0 ? [{}] : places).map((place) => ({ ...head, ...place }));
}

function wordRows(spans: unknown): Fields[] {
  const { source, cue, content, quotes, unit, owner } = fieldsOf(spans);
  const rows: [string, unknown][] = [
    ['source', source],
    ['cue', cue],
    ...listOf(content).map((span): [string, unknown] => ['content', span]),
    ...listOf(quotes).map((span): [string, unknown] => ['quote', span]),
  ];
  return rows
    .filter(([, span]) => span !== null && span !== undefined)
    .map(([part, span]) => ({ part, unit, ...fieldsOf(span), owner: fieldsOf(span)['owner'] ?? owner }));
}

const counted = ['statements', 'copies', 'relations', 'grades', 'retractions', 'confirmations', 'persons'] as const;

/** What a change recorded, in one line, and its statements below. */
export function recordedText(recorded: unknown): string {
  const fields = fieldsOf(recorded);
  const counts = counted
    .map((name) => [name, listOf(fields[name]).length] as const)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`);
  const line = `recorded: ${counts.length === 0 ? 'nothing' : counts.join(', ')}`;
  const statements = listOf(fields['statements']);
  const waiting = counted.flatMap((name) => listOf(fields[name]).filter((one) => typeof one['awaits'] === 'number'));
  const waits =
    waiting.length === 0 ? [] : [`${waiting.length} of these open nothing until a second person confirms (doctor)`];
  return [line, ...waits, ...(statements.length === 0 ? [] : ['', statementTable(statements)])].join('\n');
}

const years = (from: unknown, to: unknown): string => {
  const day = (moment: unknown): string => (typeof moment === 'string' ? moment.slice(0, 10) : '');
  return day(from) === '' && day(to) === '' ? '' : ` (${day(from)} to ${day(to)})`;
};

export const personTable = (list: readonly unknown[]): string =>
  recordTable(
    list.map(fieldsOf).map((person) => ({
      ...person,
      roles: listOf(person['roles']).map(
        ({ role, party, organ, from, to }) =>
          `${cellText(role)}, ${cellText(party)}${typeof organ === 'string' ? `/${cellText(organ)}` : ''}${years(from, to)}`,
      ),
    })),
    ['id', 'name', 'roles'],
    'no persons',
  );
