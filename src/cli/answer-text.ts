import { cellText, recordLines } from './table.ts';
import { safeField } from './terminal-text.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => value !== null && typeof value === 'object' && !Array.isArray(value);
const list = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

/** One thing a decision rested on: operand, its value, why, what it needs. */
function reason(because: Fields): string {
  const { operand, value, why, needs, ...rest } = because;
  const about = Object.entries(rest)
    .filter(([, v]) => v !== null && v !== undefined)
    .map(([key, v]) => `${safeField(key)} ${cellText(v)}`)
    .join(', ');
  const parts = [`${cellText(operand)}${about === '' ? '' : ` (${about})`}: ${cellText(value)}`];
  if (why !== undefined && why !== null) parts.push(cellText(why));
  if (needs !== undefined && needs !== null) parts.push(`needs ${cellText(needs)}`);
  return `  - ${parts.join('; ')}`;
}

function change(fields: Fields): string {
  const { operand, from, to, by, earliest, topic } = fields;
  const about = topic === undefined ? '' : ` (${cellText(topic)})`;
  const when = earliest === undefined || earliest === null ? '' : `, at the earliest ${cellText(earliest)}`;
  return `${cellText(operand)}${about} from ${cellText(from)} to ${cellText(to)}, by ${cellText(by)}${when}`;
}

/** An answer of `decide` or `explain` (terms profile section 5) for people. */
export function answerText(answer: unknown): string {
  if (!isFields(answer) || typeof answer['decision'] !== 'string') return recordLines(answer);
  const { decision, class: kind, because, ways, ...rest } = answer;
  const lines = [`${String(decision).toUpperCase()}${kind === null || kind === undefined ? '' : ` (${cellText(kind)})`}`];
  const reasons = list(because);
  if (reasons.length > 0) lines.push('Because:', ...reasons.map(reason));
  const found = list(ways);
  if (found.length > 0) lines.push('Smallest changes that would turn it:');
  found.forEach((way, index) => {
    lines.push(`  ${index + 1}. ${list(way['changes']).map(change).join('; and ')}`);
  });
  return [...lines, recordLines(rest)].join('\n');
}
