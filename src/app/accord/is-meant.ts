import { movesOf } from '../../core/accord/index.ts';
import type { LeadWord } from '../../core/coalition/index.ts';
import type { PartyId } from '../../core/ids.ts';
import type { Micros } from '../../core/time.ts';
import type { NodeState } from '../node-state.ts';
import type { AccordRecord } from './accord-record.ts';
import { threadOf } from './accord-step.ts';
import { commonHash } from './common-hash.ts';

/** Whether a word may be about this accord: our own text has its common words, and the answer would be ours to give now. */
export function isMeant(
  { messages, settings, platform }: Pick<NodeState, 'messages' | 'settings' | 'platform'>,
  { id, peer, state }: AccordRecord,
  { coalition, offer, common, move }: Omit<LeadWord, 'note'>,
  lead: PartyId,
  at: Micros,
): boolean {
  const text = state.table?.text;
  const link = text?.coalition;
  if (text === undefined || link === undefined || link.offer !== offer || link.id !== `coalition:${coalition}`)
    return false;
  if (![settings.party, lead].every((party) => link.members.includes(`party:${party}`))) return false;
  if (state.frozen !== null || messages.isFrozen(threadOf(id), peer)) return false;
  return movesOf(state, settings.party, at).includes(move) && commonHash(text, settings.party, platform) === common;
}
