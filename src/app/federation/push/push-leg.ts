import { hexOf } from '../../../core/hex.ts';
import type { PartyId } from '../../../core/ids.ts';
import type { Micros } from '../../../core/time.ts';
import { provenanceProperty } from '../../../protocol/index.ts';
import { deliveryPath } from '../../../protocol/peer/index.ts';
import type { NodeState } from '../../node-state.ts';
import type { ObjectsPage } from '../../partner-api.ts';
import { isSuspended } from '../../text-in-force.ts';

export type PushDeps = Pick<
  NodeState,
  'engine' | 'store' | 'platform' | 'settings' | 'accords' | 'texts' | 'reader' | 'transport'
>;

/** A leg that this node gives by sending. */
export interface PushedLeg {
  readonly accord: string;
  readonly leg: number;
  readonly to: PartyId;
  readonly collection: number;
}

/** How far a leg was sent. Document kind `push-state`. */
interface PushState {
  /** Stamp of the last object in the peer's feed that it has confirmed. */
  readonly after: Micros | null;
  readonly sent: number;
  readonly at: Micros;
  /** Why the last try failed; null after one that went through. */
  readonly problem: string | null;
}

export type Pushed =
  /** Everything that is released has been confirmed. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'sent'; readonly objects: number }
  | { readonly kind: 'failed'; readonly why: string };

const pageObjectsMax = 500;
const everyVersion = { first: false, last: false, all: true, exact: [] } as const;

export function pushedLegs({
  accords,
  texts,
  settings,
}: Pick<PushDeps, 'accords' | 'texts' | 'settings'>): PushedLeg[] {
  const out: PushedLeg[] = [];
  for (const { id, peer, state } of accords.list())
    for (const [leg, { terms, delivery }] of (state.table?.text.legs ?? []).entries()) {
      const stored = terms.id === undefined ? undefined : texts.get(terms.id);
      if (delivery !== 'push' || terms.from !== `party:${settings.party}` || stored === undefined) continue;
      if (stored.endedAt === null && !isSuspended(stored))
        out.push({ accord: id, leg, to: peer, collection: stored.collection });
    }
  return out;
}

const stateId = ({ to, collection }: PushedLeg): string => `${to}|${collection}`;

export const pushState = ({ store }: Pick<PushDeps, 'store'>, leg: PushedLeg): PushState | null =>
  store.document('push-state', stateId(leg)) as PushState | null;

/** Sends the next page of the peer's own feed and waits for its word; the place is kept only then. */
export async function pushNext(deps: PushDeps, leg: PushedLeg, pageObjects = pageObjectsMax): Promise<Pushed> {
  const { engine, store, platform, reader, transport } = deps;
  const feed = engine.feed(leg.to, leg.collection);
  if (feed === undefined) return { kind: 'idle' };
  const state = pushState(deps, leg);
  const begun = engine.now();
  const filter = { ids: null, types: null, versions: everyVersion, specVersions: null };
  const query = { addedAfter: state?.after ?? null, cursor: null, limit: pageObjects, filter };
  const read = await reader.objects(feed, query, null, true);
  if (!read.ok) return { kind: 'failed', why: "the peer's feed cannot be read now" };
  const page = read.value;
  if (page.count === 0 || page.lastAdded === null) return { kind: 'idle' };
  const body = envelopeOf(deps, page);
  // No later than the page was put together, and no earlier than anything in it went out.
  const readAt = Math.max(begun, page.lastAdded);
  const path = deliveryPath(leg.accord, leg.leg, hexOf(platform.sha256(body)), readAt);
  const reply = await transport.send({ peer: leg.to, method: 'POST', path, body });
  if (reply.kind === 'unreachable') return failed(deps, leg, reply.why);
  if (reply.status !== 200) return failed(deps, leg, `the peer answers ${reply.status}`);
  const next: PushState = {
    after: page.lastAdded,
    sent: (state?.sent ?? 0) + page.count,
    at: engine.now(),
    problem: null,
  };
  store.write.putDocument('push-state', stateId(leg), next);
  await store.flush();
  return { kind: 'sent', objects: page.count };
}

async function failed(deps: PushDeps, leg: PushedLeg, why: string): Promise<Pushed> {
  const { store, engine } = deps;
  const state = pushState(deps, leg) ?? { after: null, sent: 0, at: engine.now(), problem: null };
  if (state.problem !== why) {
    const next: PushState = { ...state, problem: why };
    store.write.putDocument('push-state', stateId(leg), next);
    await store.flush();
  }
  return { kind: 'failed', why };
}

function envelopeOf({ platform }: PushDeps, page: ObjectsPage): Uint8Array {
  const head = platform.encodeUtf8('{"objects":[');
  const middle = platform.encodeUtf8(`],"${provenanceProperty}":`);
  const how = page.provenance ?? platform.encodeUtf8('null');
  const end = platform.encodeUtf8('}');
  const parts = [head, page.objects, middle, how, end];
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
