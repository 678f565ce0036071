import type { Micros } from '../core/time.ts';
import type { StoredText } from './node-state.ts';

/** Whether a text spoke at a moment: begun, not ended, and not suspended right then. */
export const wasInForce = (text: Pick<StoredText, 'since' | 'endedAt' | 'suspensions'>, at: Micros): boolean =>
  text.since <= at &&
  (text.endedAt === null || at < text.endedAt) &&
  !(text.suspensions ?? []).some(({ from, to }) => from <= at && (to === null || at < to));

/** Suspended now, by one side of its accord or by both. */
export const isSuspended = (text: Pick<StoredText, 'suspensions'>): boolean => text.suspensions?.at(-1)?.to === null;
