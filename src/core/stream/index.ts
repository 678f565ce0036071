export { type AgeInterval, type AgeSet, always, intervalAt, never, sameAges, subtractAges } from './age-set.ts';
export { CommitLog } from './commit-log.ts';
export {
  anything,
  type Coverage,
  coverageKey,
  coveredByAll,
  coveredByAny,
  modeOf,
  nothing,
  type OpenPairs,
  textsOf,
} from './coverage.ts';
export type { StoredBlock } from './feed-entries.ts';
export type { Mark, Moment } from './moment.ts';
export { PageWalk, type StreamAsk, type StreamPage } from './page-walk.ts';
export { changeMode, type GroupState, type Piece, type Restart, unbroken } from './pieces.ts';
export { ReleaseFeed, type StreamCollection } from './release-feed.ts';
export type { Lineage } from './version-views.ts';
export { WorkBudget } from './work-budget.ts';
