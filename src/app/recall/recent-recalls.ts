import type { PartyId } from '../../core/ids.ts';
import { limits } from '../../core/limits.ts';
import { instantKey, type Micros } from '../../core/time.ts';
import type { peer } from '../../protocol/index.ts';

interface Named {
  readonly id: string;
  readonly version: string;
}

/** When a version was recalled last. */
interface Recalled {
  /** When the message was taken, by the clock here. */
  readonly at: Micros;
  /** When it was written, by the clock of who recalled. */
  readonly issued: Micros;
}

/** No delivery is under way for longer. */
export const deliveryUnderWayMaxMicros: Micros = limits.peerRunTimeMs * 1000;

const keyOf = (id: string, version: string): string => `${id}|${instantKey(version)}`;

/**
 * What parties recalled a short while ago. A page or a push that was read at its giver before a recall was written may still
 * bring what it recalls; later ones bring it only if its giver lets it out again. Of a server without such a clock it is
 * known only when a page was asked for. It is put together anew at every start, from the messages on record.
 */
export class RecentRecalls {
  readonly #last = new Map<PartyId, Map<string, Recalled>>();

  note(party: PartyId, versions: readonly peer.VersionName[], { at, issued }: Recalled): void {
    const known = this.#last.get(party) ?? new Map<string, Recalled>();
    this.#last.set(party, known);
    for (const [key, was] of known) if (was.at < at - deliveryUnderWayMaxMicros) known.delete(key);
    for (const [id, version] of versions) {
      const key = keyOf(id, version);
      known.set(key, { at, issued: Math.max(issued, known.get(key)?.issued ?? issued) });
    }
  }

  /** Recalled at or after the moment, by the clock here, at which a page was asked for. */
  sinceAsked(party: PartyId, { id, version }: Named, askedAt: Micros): boolean {
    const last = this.#last.get(party)?.get(keyOf(id, version));
    return last !== undefined && last.at >= askedAt;
  }

  /** Recalled at or after the moment, by the clock of who recalled, at which it read what it sends. */
  sinceRead(party: PartyId, { id, version }: Named, readAt: Micros): boolean {
    const last = this.#last.get(party)?.get(keyOf(id, version));
    return last !== undefined && last.issued >= readAt;
  }
}
