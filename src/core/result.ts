/** Expected failures are values; exceptions are for broken invariants and broken machines. */

/** One thing wrong with an input: where, what, and a value that would be right. */
export interface Fault {
  /** Place in the input, for people: a path such as `allow[0].when[2].tlp` or `line 4, column 7`. */
  readonly at: string;
  readonly problem: string;
  /** A valid value or the way to one. */
  readonly valid?: string;
}

export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

export const fail = (...faults: Fault[]): { readonly ok: false; readonly error: Fault[] } => ({
  ok: false,
  error: faults,
});

/** One line per fault, for terminals and logs. */
export function faultText(faults: readonly Fault[]): string {
  return faults.map((f) => `${f.at}: ${f.problem}${f.valid === undefined ? '' : ` (valid: ${f.valid})`}`).join('\n');
}
