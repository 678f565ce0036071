/** What nodes say to each other. */
export { type MessageAnswer, messageAnswerOf, messageAnswerToWire } from './message-answer.ts';
