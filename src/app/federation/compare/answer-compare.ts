import type { PartyId } from '../../../core/ids.ts';
import { bucketHashes } from '../../../core/reconcile/index.ts';
import type { CompareAnswer, CompareRequest } from '../../../protocol/peer/index.ts';
import type { NodeState } from '../../node-state.ts';
import type { CollectionState } from '../../release/collection-state.ts';
import { type Fingerprinted, fingerprints } from './fingerprinted.ts';

/** How long the set that was counted for the hashes also answers for what lies in buckets. */
const keptMs = 120_000;

interface Counted {
  readonly collection: number;
  readonly at: number;
  readonly set: Promise<readonly Fingerprinted[]>;
}

/** What a giver says of what it released to one who asks, and of nothing else. */
export class CompareAnswers {
  readonly #deps: Pick<NodeState, 'engine' | 'store' | 'platform'>;
  /** One set for a party: a second question of another kind takes the place of the first. */
  readonly #counted = new Map<PartyId, Counted>();

  constructor(deps: Pick<NodeState, 'engine' | 'store' | 'platform'>) {
    this.#deps = deps;
  }

  /** The caller knows that the party may know of this collection. */
  async answer(party: PartyId, collection: CollectionState, request: CompareRequest): Promise<CompareAnswer> {
    const set = await this.#setFor(party, collection, request.prefixes === null);
    const { sha256 } = this.#deps.platform;
    const { digits, prefixes } = request;
    if (prefixes === null) {
      const hashes = bucketHashes(
        set.map((one) => one.fingerprint),
        digits,
        sha256,
      );
      return { v: 1, count: set.length, buckets: Object.fromEntries(hashes) };
    }
    const wanted = new Set(prefixes);
    const entries = set
      .filter((one) => wanted.has(one.fingerprint.slice(0, digits)))
      .map((one) => [one.id, one.version, one.fingerprint] as const);
    return { v: 1, count: set.length, entries };
  }

  #setFor(party: PartyId, collection: CollectionState, fresh: boolean): Promise<readonly Fingerprinted[]> {
    const now = this.#deps.platform.ticks();
    const kept = this.#counted.get(party);
    if (!fresh && kept?.collection === collection.record.no && now - kept.at < keptMs) return kept.set;
    const set = releasedTo(this.#deps, party, collection);
    this.#counted.set(party, { collection: collection.record.no, at: now, set });
    return set;
  }
}

/** Versions that went out to this party and that it may still have. */
async function releasedTo(
  deps: Pick<NodeState, 'engine' | 'store' | 'platform'>,
  party: PartyId,
  collection: CollectionState,
): Promise<readonly Fingerprinted[]> {
  const feed = deps.engine.feed(party, collection.record.no);
  if (feed === undefined) return [];
  const { at } = deps.engine.horizon();
  const { entries } = feed.stream;
  const seqs = new Set<number>();
  entries.scan(0, 0, (position, seq) => {
    if (entries.wasServed(position) && feed.stream.visibility(seq, at) !== null) seqs.add(seq);
    return true;
  });
  return fingerprints(deps, collection.record.no, [...seqs]);
}
