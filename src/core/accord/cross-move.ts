import { type AccordMessage, type AccordState, type Act, otherParty, type Stage } from './accord-state.ts';
import { type Applied, actOf, endedBy, inOrder, versionOf } from './apply-move.ts';

type Ended = Extract<Stage, { name: 'ended' }>;

/** Whether the sender cannot have known of the end when it wrote. Of a superseding another accord's messages tell. */
function wasBlind(state: AccordState, stage: Ended, message: AccordMessage): boolean {
  if (stage.kind === 'superseded') return true;
  const mine = stage.by.find((act) => act.party === otherParty(state, message.from));
  return mine !== undefined && message.seen < mine.seq;
}

function both(stage: Ended, act: Act): Applied {
  const { kind } = stage;
  if (kind === 'superseded') throw new Error('superseded is nobody’s act');
  return {
    stage: { ...stage, by: inOrder([...stage.by, act]) },
    effects: [{ what: 'ended', kind, by: act.party, since: stage.since }],
  };
}

/** Crossed endings by rank: refused over withdrawn (rule 4), revoked over superseded; two equal ones are both parties'. */
function crossedEnd(state: AccordState, stage: Ended, message: AccordMessage): Applied {
  const { kind } = message.move;
  const act = actOf(message);
  if (kind === 'refuse' && stage.kind === 'withdrawn') return endedBy(state, 'refused', act);
  if (kind === 'revoke' && stage.kind === 'superseded') return endedBy(state, 'revoked', act);
  const isSame = (kind === 'withdraw' && stage.kind === 'withdrawn') || (kind === 'revoke' && stage.kind === 'revoked');
  if (isSame && !stage.by.some((each) => each.party === act.party)) return both(stage, act);
  const crossed: Applied = { stage, effects: [{ what: 'crossed', kind, by: act.party }] };
  const { move } = message;
  // The last text that either side laid on the table is kept with the end, on both nodes the same.
  return move.kind === 'counter' && move.version === (state.table?.number ?? 0) + 1
    ? { ...crossed, table: versionOf(message, move) }
    : crossed;
}

/**
 * A message of the other party that its sender wrote before it knew what had happened here. It is taken, so that the
 * sender's queue goes on; null when the message cannot have crossed anything.
 */
export function crossMove(state: AccordState, message: AccordMessage): Applied | null {
  const { stage, table } = state;
  const { move, from, seen } = message;
  if (stage.name === 'ended')
    return move.kind !== 'table' && wasBlind(state, stage, message) ? crossedEnd(state, stage, message) : null;
  // Withdraw ends the whole negotiation whatever version it names (rule 3): it crossed our counter-offer, or it names a
  // version of its sender that was not taken here, or it does not know of a version of ours that its sender did not take.
  const isOthers = move.kind === 'withdraw' && move.late !== true && stage.name === 'tabled' && table !== null;
  if (!isOthers || table.author === from) return null;
  const crossedCounter = seen < table.seq && table.number > 1;
  return crossedCounter || move.version !== table.number ? endedBy(state, 'withdrawn', actOf(message)) : null;
}
