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
  readonly addedAt: Micros;
  readonly endedAt: Micros | null;
}

export type QuarantineView = Omit<QuarantineRow, 'bytes' | 'collection'> & { readonly collection: string };

export interface RetryReport {
  readonly released: number;
  readonly still: readonly QuarantineView[];
}

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
  }): Promise<Result<SourceView, Fault[]>>;
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
  /** Changed copies of our own objects that others gave us, oldest first. */
  alerts(): readonly OwnMaterialAlert[];
}
