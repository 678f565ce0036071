import type { GateFacts } from '../../core/conditions/index.ts';
import { type GateNotice, toCounterpart } from '../../core/decision/index.ts';
import type { PartyId } from '../../core/ids.ts';
import { compileTerms } from '../../core/terms/index.ts';
import type { Micros } from '../../core/time.ts';
import type { NodeState } from '../node-state.ts';
import { compareObjects } from '../operate/simulate.ts';
import type { AccordRecord } from './accord-record.ts';
import { giverOf } from './accord-step.ts';
import { asIfSigned, type SignedWorld, signedGate } from './if-signed.ts';

type Deps = Parameters<typeof compareObjects>[0] & Pick<NodeState, 'accords'>;

/** What one leg lets through, for own staff: they see the facts that the gate looks at and every way to open it. */
export interface LegOutlook {
  readonly no: number;
  /** `given`: by us; `received`: by the other side, whose own facts and objects we do not know. */
  readonly direction: 'given' | 'received';
  readonly over: string;
  readonly receiver: PartyId;
  /** Objects the receiver sees of the collection now, and would see if the text were signed; null for a leg received. */
  readonly objects: {
    readonly now: number;
    readonly signed: number;
    readonly opens: Readonly<Record<string, number>>;
    readonly closes: Readonly<Record<string, number>>;
  } | null;
  /** The gate as it would stand if the text were signed, as far as it is known here; null for terms we cannot read. */
  readonly gate: GateNotice | null;
}

/** Each leg of the text on the table, or of the text in force. */
export async function legOutlooks(deps: Deps, record: AccordRecord): Promise<readonly LegOutlook[]> {
  const { at } = deps.engine.horizon();
  const isOpen = record.state.stage.name !== 'ended';
  const world = asIfSigned(deps, isOpen ? [record] : [], at);
  const legs = record.state.table?.text.legs ?? [];
  return Promise.all(legs.map((leg, no) => outlook(deps, record, { ...leg, no }, world, at)));
}

async function outlook(
  deps: Deps,
  { peer }: AccordRecord,
  { terms, no }: { readonly terms: Parameters<typeof compileTerms>[0]; readonly no: number },
  world: SignedWorld,
  at: Micros,
): Promise<LegOutlook> {
  const self = deps.settings.party;
  const isOurs = giverOf(terms) === self;
  const receiver = isOurs ? peer : self;
  const compiled = compileTerms(terms);
  const id = terms.id ?? '';
  const gate: GateFacts = isOurs
    ? signedGate(deps, world, peer, at)({ id })
    : { ...signedGate(deps, world, self, at)({ id }), giver: peer, agreementSince: at };
  return {
    no,
    direction: isOurs ? 'given' : 'received',
    over: terms.over,
    receiver,
    objects: isOurs ? await objectsOf(deps, peer, terms.over, world, at) : null,
    gate: compiled.ok ? toCounterpart({ terms: compiled.value, inForce: true, gate }, 'receive', 'full') : null,
  };
}

async function objectsOf(
  deps: Deps,
  peer: PartyId,
  over: string,
  world: SignedWorld,
  at: Micros,
): Promise<LegOutlook['objects']> {
  const { engine } = deps;
  const bare = over.replace(/^collection:/, '');
  const collection = [...engine.collections.values()].find((c) => c.record.alias === bare || c.record.id === bare);
  if (collection === undefined) return null;
  const { no } = collection.record;
  const present = engine.textsFor(peer, no);
  const supposed = [
    ...present.filter((text) => !world.ended.has(text.id)),
    ...world.added.filter((text) => text.collection === no),
  ];
  const now = { texts: present, gate: (text: { readonly id: string }) => engine.gateFacts(text, peer, at, at) };
  const then = { texts: supposed, gate: signedGate(deps, world, peer, at) };
  const compared = await compareObjects(deps, peer, collection, now, then, at);
  return {
    now: compared.now,
    signed: compared.then,
    opens: compared.opens.byType,
    closes: compared.closes.byType,
  };
}
