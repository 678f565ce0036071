import { type AccordState, legState, type Phase, phaseAt } from '../../core/accord/index.ts';
import type { LegState } from '../../core/conditions/index.ts';
import { type GateNotice, toCounterpart } from '../../core/decision/index.ts';
import { type PartyId, parseAccordId } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json-value.ts';
import { compileTerms } from '../../core/terms/index.ts';
import { formatMicros } from '../../core/time.ts';
import type { NodeState } from '../node-state.ts';
import type { AccordRecord } from './accord-record.ts';
import { giverOf } from './accord-step.ts';

type Deps = Pick<NodeState, 'engine' | 'settings' | 'accords'>;

/** An accord as its other party may ask for it: nothing that its messages did not say. */
export interface PeerAccord {
  readonly id: string;
  readonly phase: Phase;
  readonly parties: AccordState['parties'];
  readonly version: number;
  readonly author: PartyId | null;
  readonly hash: string | null;
  readonly text: JsonObject | null;
  /** Numbers of the last messages taken, in the order of the parties. */
  readonly taken: AccordState['taken'];
}

export interface PeerLegGate {
  readonly accord: string;
  readonly leg: number;
  readonly state: LegState;
  readonly gate: GateNotice['gate'];
  readonly class?: GateNotice['class'];
  readonly conditions?: GateNotice['conditions'];
  readonly ways?: readonly (readonly Readonly<Record<string, unknown>>[])[];
}

export function accordForPeer(deps: Deps, peer: PartyId, id: string): PeerAccord | null {
  const record = recordFor(deps, peer, id);
  if (record === null) return null;
  const { state, versions } = record;
  const kept = versions.find(({ hash }) => hash === state.table?.hash);
  return {
    id: record.id,
    phase: phaseAt(state, deps.engine.horizon().at),
    parties: state.parties,
    version: state.table?.number ?? 0,
    author: state.table?.author ?? null,
    hash: state.table?.hash ?? null,
    text: kept?.document ?? null,
    taken: state.taken,
  };
}

/** Made of the text and of facts about the two parties; no object goes in, so none can show (T-NEG-09). */
export function legGateForPeer(deps: Deps, peer: PartyId, id: string, leg: string): PeerLegGate | null {
  const record = recordFor(deps, peer, id);
  const no = /^[0-9]{1,3}$/.test(leg) ? Number(leg) : -1;
  const terms = record?.state.table?.text.legs[no]?.terms;
  if (record === null || terms === undefined || giverOf(terms) !== deps.settings.party) return null;
  const compiled = compileTerms(terms);
  if (!compiled.ok) return null;
  const { at } = deps.engine.horizon();
  const state = legState(record.state, at, no);
  const gate = deps.engine.gateFacts({ id: terms.id ?? '' }, peer, at, at);
  const { ways, ...notice } = toCounterpart({ terms: compiled.value, inForce: state === 'in-force', gate }, 'receive');
  return {
    accord: record.id,
    leg: no,
    state,
    ...notice,
    ...(ways === undefined
      ? {}
      : {
          ways: ways.map((way) =>
            way.map((change) => ({
              ...change,
              earliest: change.earliest === null ? null : formatMicros(change.earliest),
            })),
          ),
        }),
  };
}

/** An accord with somebody else is to this caller none at all. */
function recordFor({ accords }: Deps, peer: PartyId, id: string): AccordRecord | null {
  const named = parseAccordId(id);
  const record = named.ok ? accords.get(named.value) : undefined;
  return record?.peer === peer ? record : null;
}
