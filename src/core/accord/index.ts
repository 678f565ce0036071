export {
  type AccordMessage,
  type AccordState,
  type Act,
  type EndKind,
  type Frozen,
  newAccord,
  nextMessage,
  otherParty,
  type Stage,
  takenOf,
  type Version,
} from './accord-state.ts';
export { type AccordText, type CoalitionLink, type Delivery, deliveries, type Leg } from './accord-text.ts';
export {
  expiresAfter,
  type LegState,
  lapsesAfter,
  legExpiresAfter,
  legState,
  nextChangeAfter,
  type Phase,
  phaseAt,
} from './accord-times.ts';
export { type Clause, type ClauseChange, type ClauseValue, diffTexts } from './diff-text.ts';
export type { Effect } from './effect.ts';
export { type AccordLintContext, accordsWaitedFor, lintAccord } from './lint-accord.ts';
export {
  type Hold,
  type HoldCondition,
  type Move,
  type MoveKind,
  moveKinds,
  type Naming,
  type Reason,
} from './move.ts';
export { latestExpiry, moveExpiry, mustExpire } from './move-expiry.ts';
export { movesOf } from './moves-of.ts';
export { type MoveReaders, readMove } from './read-move.ts';
export { type ReadTerms, readAccordText } from './read-text.ts';
export { type Recorded, refold, withCount } from './refold.ts';
export type { Refusal, RefusalCode } from './refusal.ts';
export { freezeAccord, type Step, step } from './step.ts';
export type { StepContext } from './step-context.ts';
export { type HashPlatform, textHash } from './text-hash.ts';
