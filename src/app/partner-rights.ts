import type { PartyId } from '../core/ids.ts';
import type { NodeSettings } from './node-settings.ts';
import type { CollectionView, Principal, ReleaseNotice, RootView } from './partner-api.ts';
import type { CollectionState } from './release/collection-state.ts';
import type { ReleaseEngine } from './release/engine.ts';

const mediaTypes = ['application/stix+json;version=2.1'];

export interface Rights {
  readonly collection: CollectionState;
  readonly canRead: boolean;
  readonly canWrite: boolean;
}

/** What a partner may know of: collections that a text or a right to write names for it, and the roots they stand in. */
export interface PartnerRights {
  /** Null for what is not there and for what this caller may not know of. */
  known(who: Principal, root: string, ref: string): Rights | null;
  view(who: Principal, rights: Rights): CollectionView;
  collections(who: Principal, root: string): readonly CollectionView[];
  roots(who: Principal): readonly RootView[];
}

export interface RightsDeps {
  readonly engine: ReleaseEngine;
  readonly settings: NodeSettings;
  /** What a partner may know of the gates over a collection; null when nothing is to be said. */
  readonly notice: (party: PartyId, collection: CollectionState) => ReleaseNotice | null;
}

export function partnerRights(deps: RightsDeps): PartnerRights {
  const { engine, settings } = deps;

  const rights = (party: PartyId, collection: CollectionState): Rights => {
    // A feed is there for every partner and collection that a text in force brings together.
    const feed = engine.feed(party, collection.record.no);
    const canRead = (feed?.texts ?? []).some(
      (t) =>
        (t.terms.permissions('receive').length > 0 || t.terms.permissions('know').length > 0) &&
        (t.terms.text.disclose !== 'none' || feed?.isOpen(t.id) === true),
    );
    return { collection, canRead, canWrite: collection.record.writers.includes(party) };
  };

  const known = (who: Principal, root: string, ref: string): Rights | null => {
    engine.horizon();
    for (const collection of engine.collections.values()) {
      const { record } = collection;
      if (record.root !== root || (record.id !== ref && record.alias !== ref)) continue;
      const found = rights(who.party, collection);
      if (found.canRead || found.canWrite) return found;
    }
    return null;
  };

  const view = (who: Principal, r: Rights): CollectionView => ({
    id: r.collection.record.id,
    title: r.collection.record.title,
    description: r.collection.record.description,
    alias: r.collection.record.alias,
    canRead: r.canRead,
    canWrite: r.canWrite,
    mediaTypes,
    release: r.canRead ? deps.notice(who.party, r.collection) : null,
  });

  const collections = (who: Principal, root: string): CollectionView[] => {
    engine.horizon();
    return [...engine.collections.values()]
      .filter((c) => c.record.root === root)
      .map((c) => rights(who.party, c))
      .filter((r) => r.canRead || r.canWrite)
      .map((r) => view(who, r))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  };

  const roots = (who: Principal): RootView[] =>
    settings.roots.filter((r, i) => i === 0 || collections(who, r.path).length > 0);

  return { known, view, collections, roots };
}
