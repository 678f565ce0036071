import type { NodeState } from '../node-state.ts';
import { listApprovals, listOwnConsents } from '../operate/approval-record.ts';
import { confirmApproval, grantApproval, refuseApproval, withdrawApproval } from '../operate/approvals.ts';
import { askConsent, grantConsent, refuseConsent, withdrawConsent } from '../operate/consents.ts';
import { independentOrigin } from '../operate/declare-independent.ts';
import { objectLineage } from '../operate/object-lineage.ts';
import { relateParty } from '../operate/relate-party.ts';
import type { LineageApi } from './lineage-api.ts';

export const lineageOperator = (node: NodeState): LineageApi => ({
  relateParty: (input) => relateParty(node, input),
  objectLineage: (object) => objectLineage(node, object),
  independentOrigin: (input) => independentOrigin(node, input),
  askConsent: (input) => askConsent(node, input),
  consentCases: () => node.consentCases.list(),
  grantConsent: (input) => grantConsent(node, input),
  refuseConsent: (input) => refuseConsent(node, input),
  withdrawConsent: (input) => withdrawConsent(node, input),
  giveConsent: (input) => grantApproval(node, input, 'consent'),
  denyConsent: (input) => refuseApproval(node, input, 'consent'),
  endConsent: (input) => withdrawApproval(node, input, 'consent'),
  confirmConsent: (input) => confirmApproval(node, input, 'consent'),
  ownConsents: () => listOwnConsents(node),
  grantApproval: (input) => grantApproval(node, input),
  refuseApproval: (input) => refuseApproval(node, input),
  withdrawApproval: (input) => withdrawApproval(node, input),
  confirmApproval: (input) => confirmApproval(node, input),
  approvals: () => listApprovals(node),
});
