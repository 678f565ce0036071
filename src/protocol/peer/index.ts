/** What nodes say to each other. */
export { type MessageAnswer, messageAnswerOf, messageAnswerToWire } from './message-answer.ts';
export {
  type DeedOf,
  type ForwardedTo,
  type HolderDeed,
  holderDeeds,
  type RecallAnswer,
  type RecallBody,
  type RecallCause,
  readRecallAnswer,
  readRecallBody,
  recallAnswerBody,
  recallBody,
  recallCauses,
  type VersionName,
} from './recall.ts';
