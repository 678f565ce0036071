import { hexOf } from '../../../core/hex.ts';
import type { PartyId } from '../../../core/ids.ts';
import { faultText } from '../../../core/result.ts';
import type { Micros } from '../../../core/time.ts';
import { readAtParameter } from '../../../protocol/peer/index.ts';
import { cameHow } from '../came-how.ts';
import type { Federation } from '../federation.ts';
import { type SourceRecord, type SourceState, sumCounts } from '../source-record.ts';
import { type Arriving, storePage } from '../store-page.ts';

/** A status of HTTP and a document, for another node. */
export interface PeerAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Delivery {
  readonly accord: string;
  readonly leg: number;
  /** SHA-256 of the body, as the sender names it. */
  readonly key: string;
  /** When the sender read what it sends, by its own clock: what it recalled since then is not taken. Null: it does not say. */
  readonly readAt: Micros | null;
  readonly body: Uint8Array;
}

const refuse = (status: number, problem: string): PeerAnswer => ({ status, body: { problem } });

/**
 * Takes what a peer pushes under one of its legs: the same rules, quarantine and counts as a pull. The key is kept
 * with the last of it, so that a delivery has its effect once however often it comes (T-FED-09). The answer tells the
 * sender nothing of what is held here.
 */
export function takeDelivery(federation: Federation, from: PartyId, delivery: Delivery): Promise<PeerAnswer> {
  const { accord, leg, key, body } = delivery;
  const hash = hexOf(federation.deps.platform.sha256(body));
  // The same may come twice at once.
  return federation.once([from, accord, leg, key, hash].join('|'), () => take(federation, from, delivery, hash));
}

async function take(federation: Federation, from: PartyId, delivery: Delivery, key: string): Promise<PeerAnswer> {
  const { deps } = federation;
  await federation.attend();
  const source = sourceOf(federation, from, delivery);
  if (source === null) return refuse(404, 'there is nothing here');
  if (source.leg?.suspended === true) return refuse(409, 'the accord is suspended');
  const { readAt } = delivery;
  if (readAt === null) return refuse(422, `the address does not say when this was read (${readAtParameter}=…Z)`);
  if (key !== delivery.key) return refuse(422, 'the body is not the one that the key names');
  const taken = (count: number): PeerAnswer => ({ status: 200, body: { taken: count } });
  const known = (): { readonly objects: number } | null =>
    deps.store.document('delivery-key', `${from}|${key}`) as { readonly objects: number } | null;
  const before = known();
  if (before !== null) return taken(before.objects);
  const over = deps.quota.exhausted(from, deps.engine.now());
  if (over !== null) return refuse(429, over);
  const read = deps.intake.delivery(delivery.body);
  if (!read.ok) return refuse(422, faultText(read.error));
  const { objects, custom } = read.value;
  const came = cameHow(source, custom, objects.length);
  if (!came.ok) return refuse(422, faultText(came.error));
  let isWhole = true;
  const isRecalled: Arriving['isRecalled'] = (version) => {
    const isGone = deps.recent.sinceRead(from, version, readAt);
    if (isGone) isWhole = false;
    return isGone;
  };
  const counts = await storePage(
    deps,
    deps.quarantine,
    source,
    objects,
    { ...came.value, isRecalled },
    (sum, at, isLast) => {
      const state = deps.sources.state(source.id);
      const counted = { ...state, ...sumCounts(state, sum) };
      deps.sources.putState(source.id, isLast ? wholeAt(counted, at, delivery.body.length) : counted);
      if (!isLast) return;
      deps.quota.brought(from, at, { objects: objects.length, bytes: delivery.body.length });
      // What was recalled on its way may be let out again and come as the same bytes.
      if (isWhole) deps.store.write.putDocument('delivery-key', `${from}|${key}`, { objects: objects.length, at });
    },
  );
  if (counts === null) return refuse(429, 'what was refused before waits for staff here');
  return taken(objects.length);
}

const wholeAt = (state: SourceState, at: Micros, bytes: number): SourceState => ({
  ...state,
  pages: state.pages + 1,
  bytes: state.bytes + bytes,
  ended: 'complete',
  why: null,
  lastRunAt: at,
  lastCompleteAt: at,
});

function sourceOf(federation: Federation, from: PartyId, { accord, leg }: Delivery): SourceRecord | null {
  const named = federation.deps.legs().find((l) => l.accord === accord && l.leg === leg && l.from === from);
  if (named === undefined || named.endedAt !== null || named.delivery !== 'push') return null;
  const source = federation.deps.sources.list().find((s) => s.leg?.accord === accord && s.leg.leg === leg);
  return source?.endedAt === null && source.party === from ? source : null;
}
