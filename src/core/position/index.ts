export {
  type AdmiraltyGrade,
  contradictsGrade,
  gradeAtLeast,
  isJudged,
  parseGrade,
  ungraded,
} from './admiralty-grade.ts';
export { buildPositionBook } from './build-position-book.ts';
export type { NoPosition, PositionAnswer, PositionBook, PositionQuery, Scale } from './position-book.ts';
export type { Statement } from './statement.ts';
export type { OrganPolicy, Topic } from './topic.ts';
