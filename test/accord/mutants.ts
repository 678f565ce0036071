import { type AccordState, type Effect, type Step, step } from '../../src/core/accord/index.ts';
import type { Machine, World } from './search/world.ts';
import { amending, negotiation, rivals, tampered, timed, unordered } from './worlds.ts';

/** The machine with one rule taken away, and the world in which that must show. */
export interface Mutant {
  readonly rule: string;
  readonly world: World;
  readonly machine: Machine;
  /** How it shows. */
  readonly shows: string;
}

type Taken = ReturnType<Machine>;

/** Takes the number of a message, and changes nothing else. */
function ignoring(state: AccordState, from: string, seq: number): Taken {
  const taken: [number, number] = state.parties[0] === from ? [seq, state.taken[1]] : [state.taken[0], seq];
  return { ok: true, value: { state: { ...state, taken }, effects: [] } };
}

const lastOf = (state: AccordState, from: string): number =>
  state.parties[0] === from ? state.taken[0] : state.taken[1];

/** What the other party's messages meet; this party's own are held to the machine as it is. */
const fromOther =
  (machine: Machine): Machine =>
  (state, message, context) =>
    message.from === context.self ? step(state, message, context) : machine(state, message, context);

/** Changes what a step that was taken brought about. */
const changing =
  (change: (value: Step, state: AccordState) => Step): Machine =>
  (state, message, context) => {
    const outcome = step(state, message, context);
    return outcome.ok ? { ok: true, value: change(outcome.value, state) } : outcome;
  };

const without = (value: Step, unwanted: (effect: Effect) => boolean): Step => ({
  ...value,
  effects: value.effects.filter((effect) => !unwanted(effect)),
});

const isEnded = (state: AccordState, kind: string): boolean =>
  state.stage.name === 'ended' && state.stage.kind === kind;

export const mutants: readonly Mutant[] = [
  {
    rule: '1: accept names version and hash',
    shows: 'a text that one party did not sign',
    world: tampered,
    machine: (state, message, context) => {
      const { table } = state;
      const isAnswer = message.move.kind === 'accept' || message.move.kind === 'confirm';
      if (!isAnswer || table === null) return step(state, message, context);
      const move = { ...message.move, version: table.number, hash: table.hash };
      return step(state, { ...message, move }, context);
    },
  },
  {
    rule: '2: a repeated message is ignored',
    shows: 'is refused instead of ignored',
    world: negotiation,
    machine: (state, message, context) => {
      const last = lastOf(state, message.from);
      return step(state, message.seq <= last ? { ...message, seq: last + 1 } : message, context);
    },
  },
  {
    rule: '2: messages are taken in the order of their numbers',
    shows: 'states differ',
    world: unordered,
    machine: (state, message, context) => {
      const last = lastOf(state, message.from);
      return step(state, message.seq > last + 1 ? { ...message, seq: last + 1 } : message, context);
    },
  },
  {
    rule: '3: withdraw ends the negotiation whatever version it names',
    shows: 'states differ',
    world: negotiation,
    machine: (state, message, context) =>
      message.move.kind === 'withdraw' && state.stage.name === 'tabled' && message.move.version !== state.table?.number
        ? ignoring(state, message.from, message.seq)
        : step(state, message, context),
  },
  {
    rule: '4: refused ranks over withdrawn',
    shows: 'states differ',
    world: negotiation,
    machine: fromOther((state, message, context) =>
      message.move.kind === 'refuse' && isEnded(state, 'withdrawn')
        ? ignoring(state, message.from, message.seq)
        : step(state, message, context),
    ),
  },
  {
    rule: '4: two withdraws that cross are both parties’',
    shows: 'states differ',
    world: negotiation,
    machine: fromOther((state, message, context) =>
      message.move.kind === 'withdraw' && isEnded(state, 'withdrawn')
        ? ignoring(state, message.from, message.seq)
        : step(state, message, context),
    ),
  },
  {
    rule: 'what crossed an end is taken, not refused',
    shows: 'of an honest party',
    world: negotiation,
    machine: (state, message, context) =>
      state.stage.name === 'ended' && message.from !== context.self
        ? step(state, { ...message, seen: 999 }, context)
        : step(state, message, context),
  },
  {
    rule: '5: the clock of the author decides whether an acceptance was in time',
    shows: 'came too late',
    world: timed,
    machine: (state, message, context) =>
      step(state, message, message.from === context.self ? context : { ...context, at: 0 }),
  },
  {
    rule: '5: who accepted too late is told',
    shows: 'states differ',
    world: timed,
    machine: changing((value) => without(value, (effect) => effect.what === 'answer')),
  },
  {
    rule: '6: a revoke of the accepted side waits behind the confirm',
    shows: 'releases what this party itself closed',
    world: negotiation,
    machine: fromOther((state, message, context) =>
      message.move.kind === 'confirm' && state.stage.name === 'accepted'
        ? step({ ...state, stage: { ...state.stage, parting: null } }, message, context)
        : step(state, message, context),
    ),
  },
  {
    rule: 'an author’s earlier withdraw wins over its confirm',
    shows: 'of an honest party|states differ|releases',
    world: negotiation,
    machine: fromOther((state, message, context) =>
      message.move.kind === 'accept' && isEnded(state, 'withdrawn')
        ? step({ ...state, stage: { name: 'tabled' } }, message, context)
        : step(state, message, context),
    ),
  },
  {
    rule: 'the turn: an author cannot answer its own text',
    shows: 'states differ|of an honest party|different texts|did not sign',
    world: negotiation,
    machine: (state, message, context) => {
      const { table } = state;
      const turned = message.move.kind === 'counter' && table?.author === message.from;
      if (!turned) return step(state, message, context);
      const other = state.parties[0] === message.from ? state.parties[1] : state.parties[0];
      return step({ ...state, table: { ...table, author: other } }, message, context);
    },
  },
  {
    rule: 'each lifts its own suspension',
    shows: 'states differ|of an honest party|releases',
    world: negotiation,
    machine: changing((value) => {
      const { stage } = value.state;
      const lifted = value.effects.some((effect) => effect.what === 'resumed') && stage.name === 'in-force';
      return lifted ? { ...value, state: { ...value.state, stage: { ...stage, suspensions: [] } } } : value;
    }),
  },
  {
    rule: 'two revokes that cross are both parties’',
    shows: 'states differ',
    world: negotiation,
    machine: fromOther((state, message, context) =>
      message.move.kind === 'revoke' && isEnded(state, 'revoked')
        ? ignoring(state, message.from, message.seq)
        : step(state, message, context),
    ),
  },
  {
    rule: 'an amendment ends what it replaces in the same step',
    shows: 'both in force',
    world: amending,
    machine: changing(({ state, effects }) => ({ state, effects })),
  },
  {
    rule: 'revoked ranks over superseded',
    shows: 'states differ',
    world: amending,
    machine: fromOther((state, message, context) =>
      message.move.kind === 'revoke' && isEnded(state, 'superseded')
        ? ignoring(state, message.from, message.seq)
        : step(state, message, context),
    ),
  },
  {
    rule: 'what this party had closed stays closed in the amendment',
    shows: 'an amendment releases',
    world: amending,
    machine: changing((value) => without(value, (effect) => effect.what === 'answer')),
  },
  {
    rule: 'who accepted one amendment does not confirm another',
    shows: 'both in force',
    world: rivals,
    machine: (state, message, context) => step(state, message, { ...context, rivals: [] }),
  },
];
