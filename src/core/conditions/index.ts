export { type AccordStanding, type LegStanding, type LegState, legStates } from './accord-standing.ts';
export { showDuration, showInstant } from './clock-domain.ts';
export {
  type Comparator,
  comparators,
  isComparator,
  isOrdering,
  takesList,
} from './comparator.ts';
export {
  type Condition,
  type ConditionTree,
  type Connective,
  connectives,
  isCondition,
  joined,
  type OperandParams,
  partsOf,
  valuesOf,
} from './condition.ts';
export {
  type Form,
  forms,
  type GateFacts,
  type ObjectView,
  type StatedFact,
} from './facts.ts';
export {
  earliest,
  gateState,
  type Leaf,
  type LeafContext,
  type LeafState,
  leafFactKeys,
  leafState,
  levelsFor,
  makeLeaf,
  readObjectFact,
  type Supposed,
  stateOf,
  testObject,
  turningPoint,
} from './leaf.ts';
export type { Mover, OperandDef, ParamRule, Parties, Reading, Scope, Side, UnknownWhy } from './operand.ts';
export { operandKey, readOperandKey } from './operand-key.ts';
export { operandNamed, operands } from './operand-list.ts';
export { positionQuery } from './position.ts';
export { type AskedKind, askedKindOf } from './request.ts';
export type { DomainKind, Fact, ValueDomain } from './value-domain.ts';
