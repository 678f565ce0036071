import type { Fault, Result } from '../../core/result.ts';
import type { LineageRow } from '../operate/object-lineage.ts';
import type { PartyRecord } from '../operator-api.ts';
import type { ConsentCase } from './consent-case.ts';

/** What own staff may do about material of others: see where it came from, and ask or give consent. */
export interface LineageApi {
  /** What a party is to us: `organisation`, `client` or `community`; null takes it back. */
  relateParty(input: {
    readonly party: string;
    readonly relation: string | null;
  }): Promise<Result<PartyRecord, Fault[]>>;
  /** Who gave an object to us, by which way and under which terms. */
  objectLineage(object: string): Promise<Result<readonly LineageRow[], Fault[]>>;
  /** Asks the originators of an object of class pending whether it may go to a party. */
  askConsent(input: {
    readonly object: string;
    readonly party: string;
  }): Promise<Result<readonly ConsentCase[], Fault[]>>;
  /** Questions for consent: those we asked, those that passed here, and those that wait for us. */
  consentCases(): readonly ConsentCase[];
  grantConsent(input: {
    readonly id: string;
    readonly scope?: string;
    readonly until?: string;
  }): Promise<Result<ConsentCase, Fault[]>>;
  refuseConsent(input: { readonly id: string; readonly why: string }): Promise<Result<ConsentCase, Fault[]>>;
  withdrawConsent(input: { readonly id: string }): Promise<Result<ConsentCase, Fault[]>>;
}
