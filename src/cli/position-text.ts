import { restTable } from './statement-text.ts';
import { cellText, recordLines, recordTable } from './table.ts';

/** How positions read on a terminal. Everything here takes values with moments as text (stamped.ts). */

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => (value !== null && typeof value === 'object' ? (value as Fields) : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Party, topic and the two times of the question, which every answer begins with. */
function head({ party, topic, asOf, scale }: Fields): Fields {
  const values = listOf(scale);
  return { party, topic, ...(values.length === 0 ? {} : { scale: values.map(cellText).join(' < ') }), 'as of': asOf };
}

/** A position: its value or why there is none, what it rests on and what the rest can and cannot do. */
export function positionText(position: unknown): string {
  const fields = fieldsOf(position);
  const { known, value, why, since, until, nextChange, by, notes, statements } = fields;
  const stated = (extra: Fields): Fields =>
    Object.fromEntries(Object.entries(extra).filter(([, each]) => each !== null && each !== undefined));
  const answer =
    known === true ? { value, ...stated({ since, 'rests on': by }) } : { value: 'unknown', ...stated({ why, until }) };
  const sentences = listOf(notes);
  return [
    recordLines({ ...stated(head(fields)), ...answer, ...stated({ 'next change': nextChange }) }),
    ...(sentences.length === 0 ? [] : ['notes:', ...sentences.map((note) => `  - ${cellText(note)}`)]),
    '',
    restTable(listOf(statements)),
  ].join('\n');
}

const titled = (fields: Fields, rows: readonly unknown[], columns: readonly string[], empty: string): string =>
  `${recordLines(head(fields))}\n\n${recordTable(rows, columns, empty)}`;

/** Every answer over valid time. */
export function historyText(answer: unknown): string {
  const fields = fieldsOf(answer);
  return titled(fields, listOf(fields['history']), ['from', 'to', 'value', 'why'], 'nothing was said by then');
}

/** How far a party and its organs have moved, as computed and as told. */
export function driftText(answer: unknown): string {
  const fields = fieldsOf(answer);
  const rows = listOf(fields['drift'])
    .map(fieldsOf)
    .map((move) => ({ ...move, organ: move['organ'] ?? 'the party' }));
  const columns = ['at', 'organ', 'from', 'to', 'steps', 'drift', 'told', 'disagrees', 'statement'];
  return titled(fields, rows, columns, 'nothing has moved');
}
