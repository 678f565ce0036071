/** Reads what the story needs out of an answer of `decide` or `explain` (terms profile section 5). */
type Fields = Readonly<Record<string, unknown>>;

const list = (value: unknown): readonly Fields[] => (Array.isArray(value) ? (value as Fields[]) : []);
const fields = (value: unknown): Fields => (value !== null && typeof value === 'object' ? (value as Fields) : {});

export const isPermit = (answer: unknown): boolean => fields(answer)['decision'] === 'permit';

/** Whether one of the smallest ways is this single change. */
export function hasWay(answer: unknown, operand: string, to: string): boolean {
  return list(fields(answer)['ways']).some((way) => {
    const changes = list(way['changes']);
    const only = changes[0];
    return changes.length === 1 && only?.['operand'] === operand && only['to'] === to;
  });
}

/** `why` of the reason about an operand; null when the answer does not mention it. */
export function whyOf(answer: unknown, operand: string): string | null {
  const reason = list(fields(answer)['because']).find((one) => one['operand'] === operand);
  return typeof reason?.['why'] === 'string' ? reason['why'] : null;
}
