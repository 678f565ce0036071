import type { CollectionId, PartyId } from '../core/ids.ts';
import type { Fault } from '../core/result.ts';
import type { Micros } from '../core/time.ts';

/**
 * What a partner may ask of this node, whatever the wire. Every method takes the principal; there is no query for
 * partner-visible data without one (invariant I1).
 */

/** Who is asking, as proved by a credential; nothing else names a caller. */
export interface Principal {
  readonly party: PartyId;
  readonly keyId: string;
  /** The party's own node asks, over a request that it signed: its pages say how each object came and under which terms. */
  readonly peer?: true;
}

/** TAXII 2.1 section 3.4.1 `match[version]`; `exact` holds instant keys (core/time.ts). */
export interface VersionSelect {
  readonly first: boolean;
  readonly last: boolean;
  readonly all: boolean;
  readonly exact: readonly string[];
}

/** ANDed fields, ORed values; null = not asked. */
export interface StreamFilter {
  readonly ids: readonly string[] | null;
  readonly types: readonly string[] | null;
  readonly versions: VersionSelect;
  readonly specVersions: readonly string[] | null;
}

export interface PageQuery {
  /** Strictly after; whole microseconds. */
  readonly addedAfter: Micros | null;
  readonly cursor: string | null;
  /** 1 … limits.pageObjectsMax. */
  readonly limit: number;
  readonly filter: StreamFilter;
}

export interface ManifestRecord {
  readonly id: string;
  readonly dateAdded: Micros;
  readonly version: string;
}

interface PageFrame {
  readonly more: boolean;
  /** Present exactly when `more` is true. */
  readonly next: string | null;
  /** Stamps of the first and the last record of this page; null on an empty page. */
  readonly firstAdded: Micros | null;
  readonly lastAdded: Micros | null;
  readonly count: number;
}

/**
 * A page of objects. Instances are kept and given out again while nothing changes, so an edge may key what it renders
 * from one on the instance itself.
 */
export interface ObjectsPage extends PageFrame {
  /**
   * JSON texts of the objects joined by commas, UTF-8; empty when `count` is 0. An edge may put the same bytes here as a
   * part of what it sends.
   */
  objects: Uint8Array;
  /** For peer nodes: how each object of the page came, as JSON text in UTF-8 (protocol/peer/provenance.ts). */
  readonly provenance?: Uint8Array;
}

export interface ManifestPage extends PageFrame {
  readonly records: readonly ManifestRecord[];
}

/** What the counterpart may know of the gate, in the custom property `x_proviso_release` (terms profile section 5). */
export type ReleaseNotice = Readonly<Record<string, unknown>>;

export interface CollectionView {
  readonly id: CollectionId;
  readonly title: string;
  readonly description: string | null;
  readonly alias: string | null;
  readonly canRead: boolean;
  readonly canWrite: boolean;
  readonly mediaTypes: readonly string[];
  readonly release: ReleaseNotice | null;
}

export interface RootView {
  /** Path segment(s) below `/`, no leading or trailing slash, for example `api`. */
  readonly path: string;
  readonly title: string;
  readonly description: string | null;
}

export interface StatusDetail {
  readonly id: string;
  readonly version: string;
  readonly message: string | null;
}

/** TAXII 2.1 section 4.3.1. */
export interface StatusView {
  readonly id: string;
  readonly complete: boolean;
  readonly requestedAt: Micros;
  readonly successes: readonly StatusDetail[];
  readonly failures: readonly StatusDetail[];
  readonly pendings: readonly StatusDetail[];
}

/** `absent` covers what does not exist and what this caller may not see: the two are never told apart. */
export type Refusal =
  | { readonly kind: 'absent' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'bad-cursor' }
  | { readonly kind: 'too-large'; readonly faults: readonly Fault[] }
  | { readonly kind: 'unreadable'; readonly faults: readonly Fault[] }
  | { readonly kind: 'busy' }
  /** The store takes no writes now; nothing was done. */
  | { readonly kind: 'unavailable' };

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

/** What is known already comes at once; the rest later. */
export type Soon<T> = T | Promise<T>;

export interface PartnerApi {
  /** Constant-time check of a machine key; null for every kind of failure alike. Revocation is effective for the next call. */
  authenticate(keyId: string, secret: string): Principal | null;
  title(): { readonly title: string; readonly description: string | null; readonly contact: string | null };
  /** Roots in a stable order; the first is the default. A root this caller has nothing in is left out, the default one never. */
  roots(who: Principal): readonly RootView[];
  root(who: Principal, path: string): RootView | null;
  /** Sorted by id; only what the caller may know of. */
  collections(who: Principal, root: string): readonly CollectionView[];
  /** By id or alias. */
  collection(who: Principal, root: string, ref: string): CollectionView | null;
  objects(who: Principal, root: string, ref: string, query: PageQuery): Soon<Outcome<ObjectsPage>>;
  manifest(who: Principal, root: string, ref: string, query: PageQuery): Soon<Outcome<ManifestPage>>;
  /** One object id; absent when no version of it is visible whatever the filter. */
  object(who: Principal, root: string, ref: string, id: string, query: PageQuery): Soon<Outcome<ObjectsPage>>;
  /** All visible versions of one id, by stamp. */
  versions(who: Principal, root: string, ref: string, id: string, query: PageQuery): Soon<Outcome<ManifestPage>>;
  /** `body` is a TAXII envelope as received. */
  add(who: Principal, root: string, ref: string, body: Uint8Array): Promise<Outcome<StatusView>>;
  /** TAXII 2.1 section 5.7; needs read and write rights. Without `versions` the newest version goes. */
  remove(who: Principal, root: string, ref: string, id: string, filter: StreamFilter): Promise<Outcome<null>>;
  /** Only to the party that submitted. */
  status(who: Principal, root: string, id: string): Promise<StatusView | null>;
}
