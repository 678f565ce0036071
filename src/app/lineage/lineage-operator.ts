import type { NodeState } from '../node-state.ts';
import { askConsent, grantConsent, refuseConsent, withdrawConsent } from '../operate/consents.ts';
import { objectLineage } from '../operate/object-lineage.ts';
import { relateParty } from '../operate/relate-party.ts';
import type { LineageApi } from './lineage-api.ts';

export const lineageOperator = (node: NodeState): LineageApi => ({
  relateParty: (input) => relateParty(node, input),
  objectLineage: (object) => objectLineage(node, object),
  askConsent: (input) => askConsent(node, input),
  consentCases: () => node.consentCases.list(),
  grantConsent: (input) => grantConsent(node, input),
  refuseConsent: (input) => refuseConsent(node, input),
  withdrawConsent: (input) => withdrawConsent(node, input),
});
