export type { Answer, Change, Permit, Reason, Refusal, RefusalClass, Way } from './answer.ts';
export { answerDocument, type BesideChange } from './answer-document.ts';
export {
  type GateNotice,
  type OutsideChange,
  type OutsideCondition,
  type OutsideState,
  toCounterpart,
} from './counterpart.ts';
export { decide } from './decide.ts';
export { type ExplainOptions, type Explanation, explain } from './explain.ts';
export { housePairs } from './house-rules.ts';
export type { ObjectForm, Question, StickingText, TextInQuestion } from './question.ts';
export type { Tri } from './tri.ts';
