import type { ConsentCase } from '../app/lineage/consent-case.ts';
import type { Independence } from '../app/lineage/independence-book.ts';
import type { ApprovalRecord } from '../app/operate/approval-record.ts';
import type { LineageRow } from '../app/operate/object-lineage.ts';
import { ok } from '../core/result.ts';
import { define, type InputOf, type None } from './operation.ts';

const approvalFields = {
  for: 'text',
  object: 'text?',
  collection: 'text?',
  from: 'text?',
  why: 'text?',
  by: 'text?',
} as const;

/** What commands may ask about material of others, and about consents and approvals (operations.ts). */
export const lineageOperations = {
  'object lineage': define<{ readonly object: string }, readonly LineageRow[]>({ object: 'text' }, (api, { object }) =>
    api.objectLineage(object),
  ),
  'object independent': define<InputOf<'independentOrigin'>, Independence>(
    { object: 'text', basis: 'text?', confirm: 'flag?', withdraw: 'flag?', why: 'text?', by: 'text?' },
    (api, input) => api.independentOrigin(input),
  ),
  'consent ask': define<InputOf<'askConsent'>, readonly ConsentCase[]>(
    { object: 'text', party: 'text' },
    (api, input) => api.askConsent(input),
  ),
  'consent list': define<None, readonly ConsentCase[]>({}, (api) => ok(api.consentCases())),
  'consent grant': define<InputOf<'grantConsent'>, ConsentCase>(
    { id: 'text', scope: 'text?', until: 'text?' },
    (api, input) => api.grantConsent(input),
  ),
  'consent refuse': define<InputOf<'refuseConsent'>, ConsentCase>({ id: 'text', why: 'text' }, (api, input) =>
    api.refuseConsent(input),
  ),
  'consent withdraw': define<InputOf<'withdrawConsent'>, ConsentCase>({ id: 'text' }, (api, input) =>
    api.withdrawConsent(input),
  ),
  'consent give': define<InputOf<'giveConsent'>, ApprovalRecord>({ ...approvalFields, until: 'text?' }, (api, input) =>
    api.giveConsent(input),
  ),
  'consent deny': define<InputOf<'denyConsent'>, ApprovalRecord>(approvalFields, (api, input) =>
    api.denyConsent(input),
  ),
  'consent end': define<InputOf<'endConsent'>, ApprovalRecord>(
    { id: 'text', why: 'text?', by: 'text?' },
    (api, input) => api.endConsent(input),
  ),
  'consent confirm': define<InputOf<'confirmConsent'>, ApprovalRecord>({ id: 'text', by: 'text?' }, (api, input) =>
    api.confirmConsent(input),
  ),
  'consent own': define<None, readonly ApprovalRecord[]>({}, (api) => ok(api.ownConsents())),
  'approval grant': define<InputOf<'grantApproval'>, ApprovalRecord>(
    { ...approvalFields, until: 'text?' },
    (api, input) => api.grantApproval(input),
  ),
  'approval refuse': define<InputOf<'refuseApproval'>, ApprovalRecord>(approvalFields, (api, input) =>
    api.refuseApproval(input),
  ),
  'approval withdraw': define<InputOf<'withdrawApproval'>, ApprovalRecord>(
    { id: 'text', why: 'text?', by: 'text?' },
    (api, input) => api.withdrawApproval(input),
  ),
  'approval confirm': define<InputOf<'confirmApproval'>, ApprovalRecord>({ id: 'text', by: 'text?' }, (api, input) =>
    api.confirmApproval(input),
  ),
  'approval list': define<None, readonly ApprovalRecord[]>({}, (api) => ok(api.approvals())),
} as const;
