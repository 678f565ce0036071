import type { PartyId } from '../ids.ts';
import type { AccordMessage, AccordState, Act, Stage, Version } from './accord-state.ts';
import type { Effect } from './effect.ts';
import type { Move } from './move.ts';

/** A stage, the text on the table and what happened: what a legal move makes of a state. */
export interface Applied {
  readonly stage: Stage;
  readonly table?: Version;
  readonly effects: readonly Effect[];
}

export function actOf(message: AccordMessage): Act {
  const { from: party, seq, move } = message;
  const reason = 'reason' in move ? move.reason : undefined;
  return reason === undefined ? { party, seq } : { party, seq, reason };
}

export const inOrder = (acts: readonly Act[]): readonly Act[] =>
  [...acts].sort((a, b) => (a.party < b.party ? -1 : a.party > b.party ? 1 : 0));

type EndedBy = 'refused' | 'withdrawn' | 'lapsed' | 'revoked';

/** An end that one party makes; what had been in force is remembered. */
export function endedBy(state: AccordState, kind: EndedBy, act: Act): Applied {
  const { stage } = state;
  const since = stage.name === 'in-force' || stage.name === 'ended' ? stage.since : null;
  return {
    stage: { name: 'ended', kind, by: [act], since, next: null },
    effects: [{ what: 'ended', kind, by: act.party, since }],
  };
}

type Offer = Extract<Move, { text: unknown }>;

export const versionOf = ({ from: author, seq }: AccordMessage, move: Offer): Version => ({
  number: move.version,
  author,
  hash: move.hash,
  text: move.text,
  seq,
});

function tabled(state: AccordState, message: AccordMessage, move: Offer): Applied {
  const version = versionOf(message, move);
  return {
    stage: { name: 'tabled' },
    table: version,
    effects: [{ what: 'tabled', version, previous: state.table }],
  };
}

function confirmed(state: AccordState, table: Version, message: AccordMessage): Applied {
  const { stage } = state;
  const since = message.issued;
  if (stage.name === 'accepted' && stage.parting !== null) {
    const { parting } = stage;
    return {
      stage: { name: 'ended', kind: 'revoked', by: [parting], since, next: null },
      effects: [
        { what: 'in-force', version: table, since },
        { what: 'ended', kind: 'revoked', by: parting.party, since },
      ],
    };
  }
  return {
    stage: { name: 'in-force', since, suspensions: [] },
    effects: [{ what: 'in-force', version: table, since }],
  };
}

function revoked(state: AccordState, message: AccordMessage): Applied {
  const { stage } = state;
  const act = actOf(message);
  if (stage.name !== 'accepted') return endedBy(state, 'revoked', act);
  return { stage: { ...stage, parting: act }, effects: [{ what: 'parting', by: act.party }] };
}

function suspensionsOf(state: AccordState, without: PartyId): readonly Act[] {
  return state.stage.name === 'in-force' ? state.stage.suspensions.filter((each) => each.party !== without) : [];
}

function stopOrGo(state: AccordState, message: AccordMessage): Applied {
  const { stage } = state;
  const by = message.from;
  const others = suspensionsOf(state, by);
  const since = stage.name === 'in-force' ? stage.since : 0;
  if (message.move.kind === 'resume')
    return {
      stage: { name: 'in-force', since, suspensions: others },
      effects: [{ what: 'resumed', by, flows: others.length === 0 }],
    };
  return {
    stage: { name: 'in-force', since, suspensions: inOrder([...others, actOf(message)]) },
    effects: [{ what: 'suspended', by }],
  };
}

/** Applies a move that the stage knows for its sender. `late`: the clock says that an acceptance is not in time. */
export function applyMove(state: AccordState, table: Version | null, message: AccordMessage, late: boolean): Applied {
  const { move, from: by } = message;
  if (move.kind === 'table' || move.kind === 'counter') return tabled(state, message, move);
  if (table === null) throw new Error(`accord ${state.id}: ${move.kind} without a text on the table`);
  switch (move.kind) {
    case 'hold':
      return { stage: { name: 'held', hold: move.hold }, effects: [{ what: 'held', by, hold: move.hold }] };
    case 'reopen':
      return { stage: { name: 'tabled' }, effects: [{ what: 'reopened', by }] };
    case 'accept': {
      const { version, hash } = move;
      const answer: Effect = { what: 'answer', move: { kind: 'withdraw', version, hash, late: true } };
      const accepted: Effect = { what: 'accepted', by, version: table };
      return { stage: { name: 'accepted', late, parting: null }, effects: late ? [answer] : [accepted] };
    }
    case 'confirm':
      return confirmed(state, table, message);
    case 'refuse':
      return endedBy(state, 'refused', actOf(message));
    case 'withdraw':
      return endedBy(state, move.late === true ? 'lapsed' : 'withdrawn', actOf(message));
    case 'revoke':
      return revoked(state, message);
    case 'suspend':
    case 'resume':
      return stopOrGo(state, message);
  }
}
