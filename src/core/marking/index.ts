export { effectiveTlp, hasUnknownMarking, markingNames } from './effective-tlp.ts';
export { type FixedMarking, fixedMarkings, papExtension, tlp2Extension, tlpMarkingId } from './fixed-markings.ts';
export { buildMarkingBook, type MarkingBook, markingAlias } from './marking-book.ts';
export { type MarkingMeaning, meaningOf, memberText } from './marking-meaning.ts';
export { readTlpLevel, strictest, type TlpLevel, tlpLevels } from './tlp-level.ts';
