import { cellText, recordLines } from './table.ts';
import { safeField } from './terminal-text.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const list = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);
const stated = (value: unknown): boolean =>
  value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);

/** `position (topic no-resale, grade B2)` */
function operand(fields: Fields): string {
  const topic: [string, unknown][] = stated(fields['topic']) ? [['topic', fields['topic']]] : [];
  const params = [...topic, ...(isFields(fields['params']) ? Object.entries(fields['params']) : [])];
  const inside = params.map(([key, value]) => `${safeField(key)} ${cellText(value)}`).join(', ');
  return `${cellText(fields['operand'])}${inside === '' ? '' : ` (${inside})`}`;
}

const truth: Readonly<Record<string, string>> = { T: 'holds', F: 'does not hold', U: 'unknown' };

/** One thing a decision rested on: what was looked at, how it came out, what is known, what is needed. */
function reason(fields: Fields): string {
  const { value, why, needs, is, until } = fields;
  const parts = [`${operand(fields)}: ${truth[String(value)] ?? cellText(value)}`];
  if (stated(why)) parts.push(cellText(why));
  if (stated(is)) parts.push(`is ${cellText(is)}`);
  if (stated(needs)) parts.push(`needs ${cellText(needs)}`);
  if (stated(until)) parts.push(`until ${cellText(until)}`);
  return `  - ${parts.join('; ')}`;
}

function change(fields: Fields): string {
  const { from, to, or, by, of, how, earliest, gap } = fields;
  const parts = [`${operand(fields)} from ${stated(from) ? cellText(from) : 'unknown'} to ${cellText(to)}`];
  if (stated(or) && Array.isArray(or)) parts[0] += ` (or ${or.map(cellText).join(' or ')})`;
  if (stated(by)) parts.push(`by ${cellText(by)}${stated(of) ? ` (${cellText(of)})` : ''}`);
  if (stated(gap)) parts.push(`missing ${cellText(gap)}`);
  if (stated(earliest)) parts.push(`at the earliest ${cellText(earliest)}`);
  if (stated(how)) parts.push(cellText(how));
  return parts.join(', ');
}

/** What the statements behind a reason can and cannot do. */
function positionNotes({ topic, of, by, notes }: Fields): string[] {
  const who = stated(by) ? `${cellText(by)} of ${cellText(of)}` : cellText(of);
  const sentences = Array.isArray(notes) ? notes.map((note) => `  - ${cellText(note)}`) : [];
  return [`What the statements by ${who} on ${cellText(topic)} can and cannot do:`, ...sentences];
}

/** The decision with its reasons, what they rest on and the ways, for people. */
export function decisionText(answer: Fields): string {
  const { decision, class: kind, because, ways, positions } = answer;
  const lines = [`${cellText(decision).toUpperCase()}${stated(kind) ? ` (${cellText(kind)})` : ''}`];
  const reasons = list(because);
  if (reasons.length > 0) lines.push('Because:', ...reasons.map(reason));
  for (const one of list(positions)) lines.push(...positionNotes(one));
  const found = list(ways);
  if (found.length > 0) lines.push('Smallest changes that would turn it:');
  found.forEach((way, index) => {
    lines.push(`  ${index + 1}. ${list(way['changes']).map(change).join('; and ')}`);
  });
  return lines.join('\n');
}

/** An answer of `decide` or `explain` (terms profile section 5), whole. */
export function answerText(answer: unknown): string {
  if (!isFields(answer) || typeof answer['decision'] !== 'string') return recordLines(answer);
  const { decision: _decision, class: _class, because: _because, ways: _ways, positions: _positions, ...rest } = answer;
  return `${decisionText(answer)}\n${recordLines(rest)}`;
}
