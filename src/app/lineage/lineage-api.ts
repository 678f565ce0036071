import type { Fault, Result } from '../../core/result.ts';
import type { ApprovalRecord } from '../operate/approval-record.ts';
import type { ApprovalInput } from '../operate/approvals.ts';
import type { LineageRow } from '../operate/object-lineage.ts';
import type { PartyRecord } from '../operator-api.ts';
import type { ConsentCase } from './consent-case.ts';
import type { Independence } from './independence-book.ts';

/** What own staff may do about material of others: see where it came from, and ask or give consent. */
export interface LineageApi {
  /** What a party is to us: `organisation`, `client` or `community`; null takes it back. */
  relateParty(input: {
    readonly party: string;
    readonly relation: string | null;
  }): Promise<Result<PartyRecord, Fault[]>>;
  /** Who gave an object to us, by which way and under which terms. */
  objectLineage(object: string): Promise<Result<readonly LineageRow[], Fault[]>>;
  /** On record that we have an object of ours from elsewhere than others who gave the same content; confirmed; taken back. */
  independentOrigin(input: {
    readonly object: string;
    readonly basis?: string;
    readonly confirm?: boolean;
    readonly withdraw?: boolean;
    readonly why?: string;
    readonly by?: string;
  }): Promise<Result<Independence, Fault[]>>;
  /** Asks whoever has to answer (consents and approvals) whether an object of class pending may go to a party. */
  askConsent(input: {
    readonly object: string;
    readonly party: string;
  }): Promise<Result<readonly ConsentCase[], Fault[]>>;
  /** Questions for consent and approval: those we asked, those that passed here, and those that wait for us. */
  consentCases(): readonly ConsentCase[];
  grantConsent(input: {
    readonly id: string;
    readonly scope?: string;
    readonly until?: string;
  }): Promise<Result<ConsentCase, Fault[]>>;
  refuseConsent(input: { readonly id: string; readonly why: string }): Promise<Result<ConsentCase, Fault[]>>;
  withdrawConsent(input: { readonly id: string }): Promise<Result<ConsentCase, Fault[]>>;
  /** Own staff let something go where a text asks for the consent of this party itself; as `grantApproval` and the others. */
  giveConsent(input: ApprovalInput): Promise<Result<ApprovalRecord, Fault[]>>;
  denyConsent(input: ApprovalInput): Promise<Result<ApprovalRecord, Fault[]>>;
  endConsent(input: {
    readonly id: string;
    readonly why?: string;
    readonly by?: string;
  }): Promise<Result<ApprovalRecord, Fault[]>>;
  confirmConsent(input: { readonly id: string; readonly by?: string }): Promise<Result<ApprovalRecord, Fault[]>>;
  ownConsents(): readonly ApprovalRecord[];
  /** Own staff let an object, or a whole collection, go to a party; one that opens widely waits for a second person. */
  grantApproval(input: ApprovalInput): Promise<Result<ApprovalRecord, Fault[]>>;
  refuseApproval(input: ApprovalInput): Promise<Result<ApprovalRecord, Fault[]>>;
  withdrawApproval(input: {
    readonly id: string;
    readonly why?: string;
    readonly by?: string;
  }): Promise<Result<ApprovalRecord, Fault[]>>;
  confirmApproval(input: { readonly id: string; readonly by?: string }): Promise<Result<ApprovalRecord, Fault[]>>;
  /** Approvals on record: those of own staff, and those that other parties gave when they were asked. */
  approvals(): readonly ApprovalRecord[];
}
