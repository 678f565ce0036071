/** What nodes say to each other. */
export {
  type CompareAnswer,
  type CompareRequest,
  comparePath,
  prefixesMax,
  readCompareAnswer,
  readCompareRequest,
} from './compare.ts';
export { deliveryPath, deliveryReadAt, readAtParameter } from './delivery.ts';
export { descriptorFingerprint, descriptorOf, type PeerDescriptor, publicKeyFaults } from './descriptor.ts';
export { ipv6Groups } from './ipv6-text.ts';
export { type MessageAnswer, messageAnswerOf, messageAnswerToWire } from './message-answer.ts';
export { isLoopbackHost, type PeerUrl, parsePeerUrl } from './peer-url.ts';
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
export {
  type AnswerParams,
  type AnswerParts,
  answerBase,
  answerParams,
  contentDigest,
  isBodyOf,
  parseAnswerParams,
  parseRequestParams,
  parseSignatureValue,
  type RequestParts,
  requestBase,
  requestParams,
  type SignatureParams,
  signatureBase,
  signatureLabel,
  signatureValue,
} from './request-signature.ts';
