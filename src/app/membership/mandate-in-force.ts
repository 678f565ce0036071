import { stretchAt } from '../../core/coalition/index.ts';
import type { PartyId } from '../../core/ids.ts';
import type { Micros } from '../../core/time.ts';
import type { NodeState } from '../node-state.ts';
import type { MandateGiven } from './mandates.ts';
import { membershipThread } from './membership-thread.ts';

type Deps = Pick<NodeState, 'mandates' | 'coalitions' | 'peers' | 'messages'>;

/**
 * The mandate by which a lead answers for this node at a moment, by our own record and clock, half-open; null: none. It stands
 * with what it was given to: a lead that left the coalition here, whose enrolment is another than then, or with whom two
 * histories of the coalition are in dispute, has none.
 */
export function mandateInForce(
  deps: Deps,
  coalition: string,
  lead: PartyId,
  at: Micros,
): (MandateGiven & { readonly until: Micros }) | null {
  const row = deps.mandates.given(coalition, lead);
  const until = row?.until ?? null;
  if (row === null || until === null || at >= until) return null;
  const peer = deps.peers.enrolled(lead);
  if (peer === null || peer.enrolledAt > row.recorded) return null;
  if (deps.messages.lines.inUse(lead, membershipThread(coalition)) === null) return null;
  return belongs(deps, coalition, lead, at) ? { ...row, until } : null;
}

/** Whether a party belongs to a coalition by what is on record here. */
export function belongs(
  { coalitions }: Pick<Deps, 'coalitions'>,
  coalition: string,
  party: PartyId,
  at: Micros,
): boolean {
  const stretches = coalitions.book?.stretches(coalition, party, at) ?? [];
  return stretchAt(stretches, at) !== null;
}
