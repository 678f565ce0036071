import type { PartyId } from '../../core/ids.ts';
import { limits } from '../../core/limits.ts';
import { instantKey, type Micros } from '../../core/time.ts';
import type { peer } from '../../protocol/index.ts';

interface Named {
  readonly id: string;
  readonly version: string;
}

/** No page is under way for longer. */
const keptMicros = limits.peerRunTimeMs * 1000;

const keyOf = (id: string, version: string): string => `${id}|${instantKey(version)}`;

/**
 * What parties recalled a short while ago. A page that was asked for before a recall was taken may still bring what it
 * recalls; one that was asked for afterwards brings it only if its giver lets it out again. Nothing is under way over a
 * restart, so it is not stored.
 */
export class RecentRecalls {
  readonly #at = new Map<PartyId, Map<string, Micros>>();

  note(party: PartyId, versions: readonly peer.VersionName[], at: Micros): void {
    const known = this.#at.get(party) ?? new Map<string, Micros>();
    this.#at.set(party, known);
    for (const [key, was] of known) if (was < at - keptMicros) known.delete(key);
    for (const [id, version] of versions) known.set(keyOf(id, version), at);
  }

  /** Recalled at or after the moment at which the page was asked for. */
  has(party: PartyId, { id, version }: Named, askedAt: Micros): boolean {
    const at = this.#at.get(party)?.get(keyOf(id, version));
    return at !== undefined && at >= askedAt;
  }
}
