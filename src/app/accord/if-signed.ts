import { legExpiresAfter } from '../../core/accord/index.ts';
import type { AccordStanding, GateFacts } from '../../core/conditions/index.ts';
import type { PartyId } from '../../core/ids.ts';
import type { Fault } from '../../core/result.ts';
import { compileTerms } from '../../core/terms/index.ts';
import type { Micros } from '../../core/time.ts';
import type { NodeState } from '../node-state.ts';
import { findCollection } from '../operate/find-collection.ts';
import type { InForce } from '../release/engine.ts';
import type { AccordDesk } from './accord-desk.ts';
import type { AccordRecord } from './accord-record.ts';
import { giverOf } from './accord-step.ts';
import { legsGivenBy } from './given-legs.ts';

type Deps = Pick<NodeState, 'engine' | 'settings' | 'texts'> & { readonly accords: AccordDesk };

/** The node as it would stand if texts on the table were signed; nothing is changed by asking. */
export interface SignedWorld {
  /** Legs we would give. */
  readonly added: readonly InForce[];
  /** Texts of ours that would end: those of accords that are replaced. */
  readonly ended: ReadonlySet<string>;
  readonly standing: AccordStanding;
  /** Legs that this node could not open as they are. */
  readonly faults: readonly Fault[];
}

/** As if the text on the table of each of these accords came into force at this moment. */
export function asIfSigned(deps: Deps, records: readonly AccordRecord[], at: Micros): SignedWorld {
  const { engine, settings, texts, accords } = deps;
  const added: InForce[] = [];
  const ended = new Set<string>();
  const faults: Fault[] = [];
  for (const { id, state } of records) {
    const text = state.table?.text;
    for (const stored of texts.values())
      if (stored.accord !== undefined && stored.accord === text?.replaces) ended.add(stored.id);
    for (const { no, terms } of legsGivenBy(settings.party, text?.legs ?? [])) {
      if (terms.id !== undefined && engine.texts.has(terms.id)) continue;
      const compiled = compileTerms(terms);
      const collection = findCollection(engine, terms.over, `legs[${no}].terms.over`);
      if (!collection.ok) faults.push(...collection.error);
      if (!compiled.ok) faults.push(...compiled.error);
      if (!collection.ok || !compiled.ok) continue;
      added.push({
        id: terms.id ?? `${id}/${no}`,
        terms: compiled.value,
        collection: collection.value.record.no,
        since: at,
      });
    }
  }
  return { added, ended, standing: supposedStanding(accords.standing, records, at), faults };
}

function supposedStanding(real: AccordStanding | null, records: readonly AccordRecord[], at: Micros): AccordStanding {
  const signed = new Map(records.map((record) => [record.id as string, record]));
  const replaced = new Set(records.map(({ state }) => state.table?.text.replaces as string | undefined));
  return {
    leg: (accord, giver, when, known) => {
      if (replaced.has(accord)) return { state: 'ended', since: at, nextChange: null };
      const text = signed.get(accord)?.state.table?.text;
      if (text === undefined) return real?.leg(accord, giver, when, known) ?? null;
      const no = text.legs.findIndex(({ terms }) => giverOf(terms) === giver);
      if (no < 0) return { state: 'none', since: at, nextChange: null };
      const last = legExpiresAfter(text, no);
      if (last !== null && when > last) return { state: 'ended', since: last + 1, nextChange: null };
      return { state: 'in-force', since: at, nextChange: last === null ? null : last + 1 };
    },
    inForceSince: (accord, when, known) => {
      if (replaced.has(accord)) return null;
      return signed.has(accord) ? at : (real?.inForceSince(accord, when, known) ?? null);
    },
  };
}

/** What a gate is asked in such a world. */
export function signedGate(
  { engine }: Pick<Deps, 'engine'>,
  world: SignedWorld,
  receiver: PartyId,
  at: Micros,
): (text: { readonly id: string }) => GateFacts {
  const since = new Map(world.added.map((text) => [text.id, text.since]));
  return (text) => {
    const real = engine.gateFacts(text, receiver, at, at);
    return { ...real, agreementSince: real.agreementSince ?? since.get(text.id) ?? null, accords: world.standing };
  };
}
