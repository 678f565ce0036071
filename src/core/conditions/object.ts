import { instantKey } from '../time.ts';
import { durationDomain, writtenInstantDomain } from './clock-domain.ts';
import { gradeDomain } from './grade-domain.ts';
import { numberDomain } from './number-domain.ts';
import { filterSide, type Mover, type OperandDef } from './operand.ts';
import { originatorDomain } from './originator-domain.ts';
import { among, optional } from './param-rules.ts';
import { placeDomain } from './place-domain.ts';
import { setDomain } from './set-domain.ts';
import type { ValueDomain } from './value-domain.ts';
import { wordDomain } from './word-domain.ts';

const typePattern = /^[a-z0-9][a-z0-9-]{1,248}[a-z0-9]$/;
const typeName = (text: string): string | null =>
  typePattern.test(text) ? null : 'a STIX type, for example indicator';
const labelText = (text: string): string | null =>
  text.length > 0 && text.length <= 250 ? null : 'a label of 1 to 250 characters';

const ofObject = (
  name: string,
  domain: ValueDomain,
  readObject: NonNullable<OperandDef['readObject']>,
  movedBy: Mover = 'nobody',
): OperandDef => ({
  name,
  scope: 'object',
  params: [],
  movedBy,
  runs: false,
  domain: () => domain,
  side: filterSide,
  readObject,
});

export const type = ofObject('type', wordDomain(typeName), (view) => view.facts.type);

/** An object without labels has the empty set: `any-of` is false there, not unknown. */
export const label = ofObject(
  'label',
  setDomain(labelText, ['any-of', 'none-of', 'all-of', 'has']),
  (view) => view.facts.labels,
  'originator',
);

export const confidence = ofObject('confidence', numberDomain(0, 100), (view) => view.facts.confidence);

export const location = ofObject('location', placeDomain, (view) =>
  view.facts.places.length === 0 ? null : view.facts.places,
);

export const originator = ofObject('originator', originatorDomain, (view) =>
  view.facts.creator === null
    ? [`party:${view.facts.deliverer}`]
    : [`party:${view.facts.deliverer}`, view.facts.creator],
);

export const created = ofObject('created', writtenInstantDomain, (view) =>
  view.facts.created === null ? null : instantKey(view.facts.created),
);

export const modified = ofObject('modified', writtenInstantDomain, (view) =>
  view.facts.modified === null ? null : instantKey(view.facts.modified),
);

/** Admiralty grade that our own staff gave the object. */
export const gradeOfObject = ofObject('grade-of-object', gradeDomain, (view) => view.facts.grade, 'us');

/** Time since the giver added the version: a cut along the sequence of a class, never part of a filter. */
export const objectAge: OperandDef = {
  name: 'object-age',
  scope: 'object',
  params: [],
  movedBy: 'clock',
  runs: true,
  domain: () => durationDomain,
  side: () => 'age',
};

/** Independent confirmations of the object. */
export const corroborations: OperandDef = {
  name: 'corroborations',
  scope: 'object',
  params: [optional('independent', among('yes'))],
  movedBy: 'third-party',
  runs: false,
  domain: () => numberDomain(0),
  side: filterSide,
};

/** Whose hands it has passed since the originator, counting the receiver. */
export const hops: OperandDef = {
  name: 'hops',
  scope: 'request',
  params: [],
  movedBy: 'nobody',
  runs: false,
  domain: () => numberDomain(0),
  side: filterSide,
};
