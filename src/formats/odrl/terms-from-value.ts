import type { Fault, Result } from '../../core/result.ts';
import { isMap, parseTerms, type TermsText } from '../../core/terms/index.ts';
import { fromWire } from './from-wire.ts';

const marks = ['@type', '@context', '@id'];

/** A text of terms in any of its spellings: a document with names such as `@type`, or in a list, is an offer (terms profile). */
export function termsFromValue(value: unknown): Result<TermsText, Fault[]> {
  const isOffer = Array.isArray(value) || (isMap(value) && marks.some((mark) => Object.hasOwn(value, mark)));
  return isOffer ? fromWire(value) : parseTerms(value);
}
