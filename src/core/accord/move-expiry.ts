import { limits } from '../limits.ts';
import type { Micros } from '../time.ts';
import type { AccordText } from './accord-text.ts';
import { expiresAfter, lapsesAfter } from './accord-times.ts';
import type { MoveKind } from './move.ts';

/** Moves that offer a text or bind to one. What they open must not come about long after it was meant (T-NEG-01). */
const opening: readonly MoveKind[] = ['table', 'counter', 'accept'];

/** Moves that mean nothing any more once the text they are about has lapsed. */
const aboutAnOpenText: readonly MoveKind[] = ['table', 'counter', 'hold'];

/** Whether a message of this kind must say when it expires. */
export const mustExpire = (kind: MoveKind): boolean => opening.includes(kind);

/** The latest moment that a message of this kind may name; null when none is too late. */
export const latestExpiry = (kind: MoveKind, issued: Micros): Micros | null =>
  opening.includes(kind) ? issued + limits.accordMessageLifeMicros : null;

/**
 * Until when the other node may take a move, half-open; null: without end. `text`: the one that the move lays on the table,
 * or that lies there. What closes (refuse, withdraw, suspend, revoke) never expires, and neither does what the other side
 * waits for (confirm, resume, reopen): without it the two would go on with different states. A late acceptance is not left to
 * the message but to the author's clock (rule 5), which answers it.
 */
export function moveExpiry(kind: MoveKind, text: AccordText | null, issued: Micros): Micros | null {
  const ends: Micros[] = [];
  const latest = latestExpiry(kind, issued);
  if (latest !== null) ends.push(latest);
  if (text !== null && aboutAnOpenText.includes(kind))
    for (const last of [lapsesAfter(text), expiresAfter(text)]) if (last !== null) ends.push(last + 1);
  // A message that is over when it is written would not be read at all.
  return ends.length === 0 ? null : Math.max(issued + 1, Math.min(...ends));
}
