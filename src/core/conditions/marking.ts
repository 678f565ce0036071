import { tlpLevels } from '../marking/index.ts';
import { filterSide, type OperandDef } from './operand.ts';
import { optional, word } from './param-rules.ts';
import { setDomain } from './set-domain.ts';
import { policyLevels } from './trust.ts';
import { levelsDomain, oneOf } from './word-domain.ts';

const levels = levelsDomain(tlpLevels, oneOf(tlpLevels));
const prefix = 'marking:';
const markings = setDomain(word, ['any-of', 'none-of', 'all-of', 'has'], (value) =>
  value.startsWith(prefix) ? [value, value.slice(prefix.length)] : [value, prefix + value],
);
const holders = setDomain(word, ['any-of', 'none-of', 'all-of', 'has']);

/** Effective TLP level of what would be sent. */
export const tlp: OperandDef = {
  name: 'tlp',
  scope: 'object',
  params: [],
  movedBy: 'originator',
  runs: false,
  domain: () => levels,
  side: filterSide,
  readObject: (view) => view.tlp,
};

/** Markings of the object, granular ones included, by id or name. An unknown definition leaves the set unknown. */
export const marking: OperandDef = {
  name: 'marking',
  scope: 'object',
  params: [],
  movedBy: 'originator',
  runs: false,
  domain: () => markings,
  side: filterSide,
  readObject: (view) => {
    if (view.unknownMarking) return null;
    const { markings: whole, granularMarkings: parts } = view.facts;
    if (view.markingNames.length === 0 && parts.length === 0) return whole;
    return [...whole, ...parts, ...view.markingNames];
  },
};

export const classification: OperandDef = {
  name: 'classification',
  scope: 'object',
  params: [optional('policy', word)],
  movedBy: 'originator',
  runs: false,
  domain: (params) => policyLevels(params['policy']),
  side: filterSide,
};

/** Countries and organisations that the object names as recipients; absence is not permission. */
export const releasableTo: OperandDef = {
  name: 'releasable-to',
  scope: 'object',
  params: [optional('policy', word)],
  movedBy: 'originator',
  runs: false,
  domain: () => holders,
  side: filterSide,
};
