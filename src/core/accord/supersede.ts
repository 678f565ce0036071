import type { AccordId, PartyId } from '../ids.ts';
import type { AccordState, Act } from './accord-state.ts';
import type { Effect } from './effect.ts';
import type { Naming } from './move.ts';

export interface Superseding {
  /** The accord that was replaced; the same object when it had ended before. */
  readonly replaced: AccordState;
  readonly effects: readonly Effect[];
}

/**
 * Ends `replaced` because `next` came into force. What this party had closed stays closed: its own suspension, or a revoke
 * that the confirm crossed, goes over to the new accord as a message of its own.
 */
export function supersede(replaced: AccordState, next: AccordId, naming: Naming, self: PartyId): Superseding {
  const { stage } = replaced;
  const own = (acts: readonly Act[]): Act | undefined => acts.find((act) => act.party === self);
  const carry = (kind: 'suspend' | 'revoke', act: Act | undefined): readonly Effect[] => {
    if (act === undefined) return [];
    const { version, hash } = naming;
    const reason = act.reason === undefined ? {} : { reason: act.reason };
    return [{ what: 'answer', move: { kind, version, hash, ...reason } }];
  };
  if (stage.name === 'ended' && stage.kind === 'revoked') return { replaced, effects: carry('revoke', own(stage.by)) };
  if (stage.name !== 'in-force') return { replaced, effects: [] };
  return {
    replaced: { ...replaced, stage: { name: 'ended', kind: 'superseded', by: [], since: stage.since, next } },
    effects: [{ what: 'superseded', replaced: replaced.id }, ...carry('suspend', own(stage.suspensions))],
  };
}
