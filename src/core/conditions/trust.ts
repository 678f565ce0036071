import { numberDomain } from './number-domain.ts';
import { gateSide, type Mover, type OperandDef, type ParamRule } from './operand.ts';
import { among, optional, required, word } from './param-rules.ts';
import type { ValueDomain } from './value-domain.ts';
import { closedDomain, levelsDomain, oneOf } from './word-domain.ts';

const pairOperand = (name: string, movedBy: Mover, params: readonly ParamRule[], domain: ValueDomain): OperandDef => ({
  name,
  scope: 'pair',
  params,
  movedBy,
  runs: false,
  domain: () => domain,
  side: gateSide,
});

/** Share of what is offered that the receiver already holds, 0 to 1, from the last appraisal. */
export const overlap = pairOperand(
  'overlap',
  'both',
  [optional('basis', among('offered', 'held')), optional('method', word)],
  numberDomain(0, 1),
);

export const appraisal = pairOperand(
  'appraisal',
  'both',
  [optional('by', word)],
  closedDomain(['none', 'started', 'completed']),
);

export const incident = pairOperand(
  'incident',
  'coalition',
  [required('id', word)],
  closedDomain(['none', 'declared', 'closed']),
);

const policies: ReadonlyMap<string, readonly string[]> = new Map([
  ['nato', ['none', 'unclassified', 'restricted', 'confidential', 'secret', 'cosmic-top-secret']],
  ['eu', ['none', 'unclassified', 'restricted', 'confidential', 'secret', 'top-secret']],
  ['us', ['none', 'unclassified', 'confidential', 'secret', 'top-secret']],
]);

const openPolicy = levelsDomain(null, word);
const policyDomains: ReadonlyMap<string, ValueDomain> = new Map(
  [...policies].map(([name, levels]) => [name, levelsDomain(levels, oneOf(levels))]),
);

/** Levels in the order of one policy; other policies have no order here, so comparing by order is unknown. */
export const policyLevels = (policy: string | undefined): ValueDomain => policyDomains.get(policy ?? '') ?? openPolicy;

/** Clearance of the receiver in one policy. */
export const clearance: OperandDef = {
  ...pairOperand('clearance', 'authority', [required('policy', word)], openPolicy),
  domain: (params) => policyLevels(params['policy']),
};
