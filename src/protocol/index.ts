/** What goes over each wire, as values: schemas, parsers, lists of operations. */
export { formatSecret, keyPrefix, type PresentedKey, parseAuthorization } from './credentials.ts';
export {
  answerFromBody,
  answerToBody,
  type ConsentAnswerBody,
  type ConsentAnswerKind,
  type ConsentKind,
  type ConsentRequestBody,
  consentKinds,
  originalOf,
  requestFromBody,
  requestToBody,
  stoppedBody,
  stoppedFrom,
} from './peer/consent.ts';
export * as peer from './peer/index.ts';
export {
  type PageProvenance,
  provenanceProperty,
  readProvenance,
  writeProvenance,
} from './peer/provenance.ts';
export * as taxii21 from './taxii21/index.ts';
