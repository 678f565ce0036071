export { type Action, actions, type Duty, duties, isAction, isDuty } from './actions.ts';
export { compileTerms, coversAction } from './compile.ts';
export type {
  AgeWindow,
  CompiledRule,
  CompiledTerms,
  FilterTest,
  GateResult,
  GateTest,
  KnownStates,
  Pair,
} from './compiled.ts';
export type { Literal, Polarity } from './expand.ts';
export { satisfies } from './gate.ts';
export { type Finding, type LintContext, lintTerms } from './lint.ts';
export { parseTrees } from './parse-condition.ts';
export { parseTerms } from './parse-terms.ts';
export { clip, collectFaults, type Faults, isMap, nearest, textOf } from './reading.ts';
export {
  type DiscloseLevel,
  discloseLevels,
  type ReferenceRule,
  type Rule,
  referenceRules,
  type TermsText,
  type Window,
} from './text.ts';
export { joinTri, type LeafTree, leavesOf, makeTree, type TreeState, treeState } from './tree.ts';
