import { type PartyId, parsePartyId } from '../ids.ts';
import type { JsonObject } from '../json-value.ts';
import { limits } from '../limits.ts';
import { type Fault, fail, ok, type Result } from '../result.ts';
import { formatMicros, type Micros, parseTimestamp } from '../time.ts';
import { unknownFields } from './unknown-fields.ts';

/** Answers to a text that a member may leave to a lead. None of them writes a text, and none ends an accord in force. */
export const mandateMoves = ['accept', 'hold', 'reopen', 'refuse'] as const;
export type MandateMove = (typeof mandateMoves)[number];

/** A member's word that a lead answers for it what is tabled to one coalition. It speaks of its signer and of nobody else. */
export interface Mandate {
  /** Slug, without `coalition:`. */
  readonly coalition: string;
  readonly lead: PartyId;
  /** In the order of `mandateMoves`; empty in one that was revoked. */
  readonly moves: readonly MandateMove[];
  /** The lead answers until then and not from then on; null: no more. */
  readonly until: Micros | null;
}

const fields = ['coalition', 'lead', 'moves', 'until'] as const;
const slugPattern = /^coalition:[a-z0-9][a-z0-9-]{0,63}$/;

export const mandateBody = ({ coalition, lead, moves, until }: Mandate): JsonObject => ({
  coalition: `coalition:${coalition}`,
  lead: `party:${lead}`,
  moves,
  until: until === null ? null : formatMicros(until),
});

/** The slug of `coalition:ID` as it stands in a signed message, or null. */
export const signedCoalition = (value: unknown): string | null =>
  typeof value === 'string' && slugPattern.test(value) ? value.slice('coalition:'.length) : null;

/** Each answer once, in their own order; null where one is unknown or stands twice. */
export function orderedMoves(names: readonly unknown[]): readonly MandateMove[] | null {
  const moves = mandateMoves.filter((move) => names.includes(move));
  return moves.length === names.length ? moves : null;
}

/** Exactly these fields, each in one spelling; `issued` bounds how long a mandate may last. */
export function readMandate(
  body: Readonly<Record<string, unknown>>,
  issued: Micros,
  self: PartyId,
): Result<Mandate, Fault[]> {
  const faults = unknownFields(body, fields);
  const given = body as Readonly<Record<(typeof fields)[number], unknown>>;
  const coalition = signedCoalition(given.coalition);
  if (coalition === null)
    faults.push({ at: 'body.coalition', problem: 'is not the id of a coalition', valid: 'coalition:finance-isac' });
  const lead = typeof given.lead === 'string' && given.lead.startsWith('party:') ? parsePartyId(given.lead) : null;
  // Who is told of the mandate of another could take it for its own.
  if (lead?.ok !== true || lead.value !== self)
    faults.push({ at: 'body.lead', problem: 'is not whom the message is for', valid: `party:${self}` });
  const moves = Array.isArray(given.moves) ? orderedMoves(given.moves) : null;
  const end = typeof given.until === 'string' ? parseTimestamp(given.until) : null;
  if (moves === null || (moves.length === 0) !== (given.until === null))
    faults.push({
      at: 'body.moves',
      problem: 'are no answers, each once; none where the mandate was revoked',
      valid: mandateMoves.join(', '),
    });
  const latest = issued + limits.membershipStatementMicros;
  if (given.until !== null && (end === null || end <= issued || end > latest))
    faults.push({
      at: 'body.until',
      problem: 'is no moment within the time that a mandate may last',
      valid: `until ${formatMicros(latest)}, or null for one that was revoked`,
    });
  if (faults.length > 0 || coalition === null || lead?.ok !== true || moves === null) return fail(...faults);
  return ok({ coalition, lead: lead.value, moves, until: end });
}
