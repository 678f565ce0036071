import { parseAccordId } from '../ids.ts';
import type { JsonObject } from '../json-value.ts';
import { limits } from '../limits.ts';
import { type Fault, fail, ok, type Result } from '../result.ts';
import { type MandateMove, mandateMoves, signedCoalition } from './mandate.ts';
import { unknownFields } from './unknown-fields.ts';

/** What a lead signs for one member: an answer to what the linked texts of one offer have in common. */
export interface LeadWord {
  /** Slug, without `coalition:`. */
  readonly coalition: string;
  /** `urn:uuid:…`, which links the accords of one text. */
  readonly offer: string;
  /** The hash of the common words as the lead worked it out from its own copy; 64 hexadecimal digits. */
  readonly common: string;
  readonly move: MandateMove;
  /** The other side reads it, with `hold` and `refuse`. */
  readonly note: string | null;
}

const fields = ['coalition', 'offer', 'common', 'move', 'note'] as const;
const hashPattern = /^[0-9a-f]{64}$/;

/** Answers with which the other side may hear why. */
export const notedMoves: readonly string[] = ['hold', 'refuse'];

export const isLeadNote = (note: string): boolean => note.trim() !== '' && note.length <= limits.leadNoteMax;

export const leadWordBody = ({ coalition, offer, common, move, note }: LeadWord): JsonObject => ({
  coalition: `coalition:${coalition}`,
  offer,
  common,
  move,
  ...(note === null ? {} : { note }),
});

/** Exactly these fields, each in one spelling. What they mean here is for the member to find out from its own copy. */
export function readLeadWord(body: Readonly<Record<string, unknown>>): Result<LeadWord, Fault[]> {
  const faults = unknownFields(body, fields);
  const given = body as Readonly<Record<(typeof fields)[number], unknown>>;
  const coalition = signedCoalition(given.coalition);
  if (coalition === null)
    faults.push({ at: 'body.coalition', problem: 'is not the id of a coalition', valid: 'coalition:finance-isac' });
  const offer = typeof given.offer === 'string' ? parseAccordId(given.offer, 'body.offer') : null;
  if (offer?.ok !== true || offer.value !== given.offer)
    faults.push({ at: 'body.offer', problem: 'is not the id of an offer', valid: 'urn:uuid: and a UUID version 4' });
  const common = typeof given.common === 'string' && hashPattern.test(given.common) ? given.common : null;
  if (common === null) faults.push({ at: 'body.common', problem: 'is no hash', valid: '64 digits of 0–9 and a–f' });
  const move = mandateMoves.find((each) => each === given.move);
  if (move === undefined)
    faults.push({ at: 'body.move', problem: 'is no answer that a lead gives', valid: mandateMoves.join(', ') });
  const note = typeof given.note === 'string' && isLeadNote(given.note) ? given.note : null;
  if (given.note !== undefined && (note === null || !notedMoves.includes(String(given.move))))
    faults.push({
      at: 'body.note',
      problem: 'is no note for this answer',
      valid: `at most ${limits.leadNoteMax} characters, with ${notedMoves.join(', ')}`,
    });
  if (faults.length > 0 || coalition === null || offer?.ok !== true || common === null || move === undefined)
    return fail(...faults);
  return ok({ coalition, offer: offer.value, common, move, note });
}
