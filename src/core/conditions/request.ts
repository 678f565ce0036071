import { forms } from './facts.ts';
import { numberDomain } from './number-domain.ts';
import { filterSide, gateSide, type Mover, type OperandDef, type ParamRule } from './operand.ts';
import { among, duration, optional, required, word } from './param-rules.ts';
import { setDomain } from './set-domain.ts';
import type { ValueDomain } from './value-domain.ts';
import { closedDomain, levelsDomain, oneOf, wordDomain } from './word-domain.ts';

const formLevels = levelsDomain(forms, oneOf(forms));

/** The version that would be sent; the engine tries them in this order. */
export const sanitisation: OperandDef = {
  name: 'sanitisation',
  scope: 'request',
  params: [],
  movedBy: 'us',
  runs: false,
  domain: () => formLevels,
  side: filterSide,
  readForm: (form) => form,
};

const requested = (
  name: string,
  domain: ValueDomain,
  movedBy: Mover,
  params: readonly ParamRule[] = [],
): OperandDef => ({
  name,
  scope: 'request',
  params,
  movedBy,
  runs: false,
  domain: () => domain,
  side: gateSide,
});

/** What for, as the requester declares (`odrl:purpose`). */
export const purpose = requested('purpose', wordDomain(word), 'requester');
/** The third party something would be passed to. */
export const recipient = requested('recipient', wordDomain(word), 'requester');
export const recipientMemberOf = requested(
  'recipient-member-of',
  setDomain(word, ['is', 'not', 'any-of', 'none-of', 'all-of', 'has']),
  'requester',
);
export const recipientRelation = requested(
  'recipient-relation',
  closedDomain(['self', 'organisation', 'client', 'community', 'public']),
  'requester',
);
export const recipientTerms = requested('recipient-terms', closedDomain(['equal-or-stricter']), 'requester');

/** Already released in the window plus this request. It ends a page; it hides nothing. */
export const volume = requested('volume', numberDomain(0), 'clock', [
  required('window', duration),
  optional('unit', among('objects', 'bytes', 'runs')),
]);

const answers = closedDomain(['granted', 'refused']);

/** A consent for one object is a fact of that object; one for a whole collection is a fact of the two parties. */
const asked = (name: string): OperandDef => ({
  name,
  scope: 'request',
  params: [required('of', word), optional('scope', among('object', 'collection'))],
  movedBy: 'originator',
  runs: false,
  domain: () => answers,
  side: (params) => (params['scope'] === 'collection' ? 'gate' : 'filter'),
});

export const consent = asked('consent');
export const approval = asked('approval');

/** What a party can be asked for, and answers. */
export type AskedKind = 'consent' | 'approval';

/** Null for operands that nobody is asked for. */
export const askedKindOf = (operand: string): AskedKind | null =>
  operand === 'consent' || operand === 'approval' ? operand : null;
