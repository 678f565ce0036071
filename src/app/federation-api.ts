import type { PartyId } from '../core/ids.ts';
import type { Fault, Result } from '../core/result.ts';
import type { Micros } from '../core/time.ts';
import type { CompareReport } from './federation/compare/compare-source.ts';
import type { OwnMaterialAlert } from './federation/own-material.ts';
import type { RunReport } from './federation/pull-source.ts';
import type { QuarantineRow } from './federation/quarantine.ts';
import type { SourceRecord } from './federation/source-record.ts';
import type { SyncRow } from './federation/sync-status.ts';

export interface SourceView {
  readonly id: string;
  /** Address of the server, or `party:ID` of the peer. */
  readonly from: string;
  readonly root: string;
  readonly collection: string;
  readonly title: string;
  /** Who counts as the one that delivers. */
  readonly party: string;
  /** Id of the local collection. */
  readonly into: string;
  readonly leg: SourceRecord['leg'];
  /** Id of the text under which what comes from a server that is no node is treated as given; null where there is none. */
  readonly terms: string | null;
  readonly addedAt: Micros;
  readonly endedAt: Micros | null;
}

export type QuarantineView = Omit<QuarantineRow, 'bytes' | 'collection'> & { readonly collection: string };

export interface RetryReport {
  /** Passed, and out of quarantine. */
  readonly released: number;
  /** Of these: refused before rows said how an object came. They go to nobody until their giver gives them anew. */
  readonly wayUnknown: number;
  readonly still: readonly QuarantineView[];
}

/** What one party has used of its hour, and what it may use. */
export interface QuotaView {
  readonly party: PartyId;
  readonly objects: number;
  readonly objectsMax: number;
  readonly bytes: number;
  readonly bytesMax: number;
  readonly cpuSeconds: number;
  readonly cpuSecondsMax: number;
  /** Limits that were set for this party alone. */
  readonly own: readonly QuotaField[];
  /** The hour; null before anything came. */
  readonly since: Micros | null;
  readonly until: Micros | null;
  /** What is used up; null while there is room. */
  readonly reached: QuotaField | null;
}

export type QuotaField = 'objects' | 'bytes' | 'cpuSeconds';

export interface QuotaOverview {
  /** What holds for every party without a quota of its own. */
  readonly everybody: Readonly<Record<QuotaField, number>>;
  readonly parties: readonly QuotaView[];
}

export type FederationAlert =
  | ({ readonly kind: 'own-material' } & OwnMaterialAlert)
  | {
      readonly kind: 'quota';
      readonly party: PartyId;
      readonly at: Micros;
      readonly quota: QuotaField;
      readonly limit: number;
      /** When it had room again; null while it has none. */
      readonly openedAt: Micros | null;
    }
  /** A message of ours that a peer does not take; gone once it is taken. `at`: since when. */
  | {
      readonly kind: 'stopped-thread';
      readonly party: PartyId;
      readonly at: Micros;
      readonly thread: string;
      readonly seq: number;
      /** HTTP status of its answer, and its own words. */
      readonly status: number;
      readonly why: string;
      readonly tries: number;
      /** Messages that wait behind it. */
      readonly behind: number;
      readonly wayOut: string;
    };

/** What own staff may do about what this node brings in from other servers. */
export interface FederationApi {
  /** `credential`: one line, `Basic USER:PASSWORD`, `Bearer TOKEN` or `Token TOKEN`. Without `as` a party is made, named after the host. */
  addSource(input: {
    readonly url: string;
    readonly collection: string;
    readonly into: string;
    readonly credential?: string;
    readonly as?: string;
    /** Addresses or ranges besides public ones that the server's name may stand for. */
    readonly allow?: readonly string[];
    /** A text of terms, in any spelling: what comes from there is treated as given under it. */
    readonly terms?: unknown;
  }): Promise<Result<SourceView, Fault[]>>;
  /** Another text for a source: what comes from now on, and what came under the one before. */
  setSourceTerms(input: { readonly source: string; readonly terms: unknown }): Promise<Result<SourceView, Fault[]>>;
  sources(): readonly SourceView[];
  /** Which local collection takes what a peer delivers. */
  deliverInto(input: {
    readonly peer: string;
    readonly into: string;
  }): Promise<Result<{ readonly party: string; readonly into: string }, Fault[]>>;
  removeSource(id: string): Promise<Result<SourceView, Fault[]>>;
  /** Runs the sources of a peer, one source, or all; `fromStart` reads everything again. */
  syncNow(input: {
    readonly peer?: string;
    readonly source?: string;
    readonly fromStart?: boolean;
  }): Promise<Result<readonly RunReport[], Fault[]>>;
  syncStatus(): readonly SyncRow[];
  quarantine(input: { readonly source?: string }): Promise<readonly QuarantineView[]>;
  /**
   * Finds what a peer released to us and we do not hold, by comparing sets, over every source of it; `repair` brings it.
   */
  comparePeer(input: {
    readonly peer: string;
    readonly repair?: boolean;
  }): Promise<Result<readonly CompareReport[], Fault[]>>;
  /** All of it when no ids are given. */
  retryQuarantine(input: { readonly ids?: readonly string[] }): Promise<Result<RetryReport, Fault[]>>;
  dropQuarantine(input: { readonly ids: readonly string[] }): Promise<Result<{ readonly dropped: number }, Fault[]>>;
  /**
   * Sets and shows quotas of an hour. Without `peer` for every party without its own; `reset` takes back what was set.
   * Numbers are decimal text; none given: nothing is changed.
   */
  peerQuota(input: {
    readonly peer?: string;
    readonly objects?: string;
    readonly bytes?: string;
    readonly cpuSeconds?: string;
    readonly reset?: boolean;
  }): Promise<Result<QuotaOverview, Fault[]>>;
  /** Changed copies of our own objects, quotas used up, and messages that a peer does not take; oldest first. */
  alerts(): readonly FederationAlert[];
}
