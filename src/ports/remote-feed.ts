import type { PartyId } from '../core/ids.ts';
import type { Fault, Result } from '../core/result.ts';

/** Where objects are pulled from. */
export type RemoteTarget =
  /** A TAXII 2.1 server that is no node of ours; `credential` names a secret (ports/secret-shelf.ts), null for none. */
  | {
      readonly kind: 'foreign';
      readonly url: string;
      readonly credential: string | null;
      /** Addresses or ranges besides public ones that its name may stand for. */
      readonly allow: readonly string[];
    }
  /** An enrolled node, reached by signed requests. */
  | { readonly kind: 'peer'; readonly party: PartyId };

/** A collection as its server names it. */
export interface RemoteCollection {
  /** Path of the API root, with leading and trailing slash. */
  readonly root: string;
  readonly id: string;
  readonly title: string;
  readonly canRead: boolean;
}

/**
 * Where a later run goes on, safe to keep once everything before it is stored: what was added after this moment, on the
 * other server's own clock (TAXII 2.1 section 3.4). Null begins at the oldest. It never holds a `next`: those may be
 * sessions of half a minute.
 */
export interface FeedPlace {
  readonly addedAfter: string | null;
}

/** What may go wrong with a walk, for people and for the decision when to try again. */
export type WalkStop =
  | 'unreachable'
  | 'refused'
  | 'not-found'
  | 'busy'
  | 'bad-answer'
  | 'redirected'
  | 'repeated-cursor'
  | 'no-progress'
  | 'empty-pages'
  | 'budget'
  | 'cancelled';

export type WalkStep =
  | {
      readonly kind: 'page';
      /** JSON texts of the objects, each on its own; slices of one buffer. */
      readonly objects: readonly Uint8Array[];
      /** Members of the envelope that are not TAXII's (section 7.1.1). */
      readonly custom: Readonly<Record<string, unknown>>;
      readonly bytes: number;
      /** To be kept in the same transaction as the objects. */
      readonly place: FeedPlace;
    }
  /** The server says that there is no more. `gaps`: what it did that may have hidden objects from us, in words. */
  | { readonly kind: 'complete'; readonly place: FeedPlace; readonly gaps: readonly string[] }
  /** The last place given stays good. */
  | { readonly kind: 'stopped'; readonly stop: WalkStop; readonly why: string };

export interface WalkOptions {
  readonly from: FeedPlace;
  /** Objects a page, as asked; the server may give fewer. */
  readonly limit: number;
  /** Stamps of this server are unique, so a place may lie inside a page (docs/design/release-stream.md). */
  readonly uniqueStamps: boolean;
  readonly cancelled?: () => boolean;
  /** Only versions of these objects; as many as fit into one address. */
  readonly ids?: readonly string[];
}

/** Other servers as this node reads them. */
export interface RemoteFeeds {
  /** The address of a server as own staff write it, in its one spelling; nothing is asked. */
  address(text: string): Result<{ readonly url: string; readonly host: string }, Fault[]>;
  /** Finds a collection by id or alias behind a discovery, API root or collection URL. */
  find(target: RemoteTarget, collection: string): Promise<Result<RemoteCollection, Fault[]>>;
  /** All versions of everything added after `from`, oldest first, page by page; never throws for what the server does. */
  walk(
    target: RemoteTarget,
    collection: Pick<RemoteCollection, 'root' | 'id'>,
    options: WalkOptions,
  ): AsyncIterable<WalkStep>;
}
