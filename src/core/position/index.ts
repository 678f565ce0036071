export { ActIndex } from './act-index.ts';
export { noActors } from './actor-table.ts';
export {
  type AdmiraltyGrade,
  contradictsGrade,
  gradeAtLeast,
  isJudged,
  parseGrade,
  ungraded,
} from './admiralty-grade.ts';
export { buildPositionBook, type GrowingBook } from './build-position-book.ts';
export { byStatement } from './by-statement.ts';
export type { Person, PersonRole } from './person.ts';
export type { Basis, WeighedStatement } from './position-basis.ts';
export {
  clocks,
  type NoPosition,
  type PatienceClock,
  type PositionAnswer,
  type PositionBook,
  type PositionQuery,
  type Scale,
  type Stretch,
} from './position-book.ts';
export type { Locator, RetrievedCopy } from './retrieved-copy.ts';
export {
  type Certainty,
  type Hop,
  type HopRelation,
  hopRelations,
  type Inferred,
  type QuotationMode,
  quotationModes,
  type Span,
  type Spans,
  type SpanUnit,
  type SpeechAct,
  type Statement,
  type StatementKind,
  spanUnits,
  speechActs,
  statementKinds,
} from './statement.ts';
export {
  type ActorTable,
  type Confirmation,
  directedKinds,
  type FidelityAspect,
  fidelityAspects,
  type GradeRow,
  type Relation,
  type RelationKind,
  type Retraction,
  relationKinds,
  type StatementLog,
} from './statement-log.ts';
export { takesEffect } from './takes-effect.ts';
export type { OrganPolicy, Topic } from './topic.ts';
