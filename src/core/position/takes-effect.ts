import type { Micros } from '../time.ts';
import type { Confirmation } from './statement-log.ts';

/** What may have to wait for a second person. */
export interface Waits {
  readonly recorded: Micros;
  readonly by: string | null;
  readonly awaits: number | null;
}

const sameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/**
 * When an act takes effect: at once, or when somebody else than who did it confirms; null while it waits. What nobody is
 * named for is confirmed by anybody.
 * @param confirmations of the statements that the act is about
 */
export function takesEffect(act: Waits, confirmations: readonly Confirmation[]): Micros | null {
  if (act.awaits === null) return act.recorded;
  let first: Micros | null = null;
  for (const c of confirmations) {
    if (c.recorded < act.recorded || (act.by !== null && sameName(c.by, act.by))) continue;
    if (first === null || c.recorded < first) first = c.recorded;
  }
  return first;
}
