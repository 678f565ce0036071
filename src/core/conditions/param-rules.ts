import { isJudged, parseGrade } from '../position/index.ts';
import { parseDuration } from '../time.ts';
import { parseDecimal } from './number-domain.ts';
import type { ParamRule } from './operand.ts';

const wordPattern = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$/;
const integerPattern = /^\d{1,9}$/;

/** A name, id or URI without spaces. */
export const word = (text: string): string | null =>
  wordPattern.test(text) ? null : 'letters, digits and . _ : / -, starting with a letter or digit, at most 200';

/** Names joined by commas, none twice. */
export function wordList(text: string): string | null {
  const words = text.split(',');
  const right = words.every((one) => word(one) === null) && new Set(words).size === words.length;
  return right ? null : 'names joined by commas, none twice, for example malware,indicator';
}

export const duration = (text: string): string | null =>
  parseDuration(text) === null ? 'weeks, days, hours, minutes or seconds, for example P14D' : null;

export const wholeNumber = (text: string): string | null =>
  integerPattern.test(text) ? null : 'a whole number, for example 2';

export const decimalNumber = (text: string): string | null =>
  parseDecimal(text) === null ? 'a number, for example 200' : null;

export function gradeText(text: string): string | null {
  const grade = parseGrade(text);
  return grade !== null && grade === text && isJudged(grade)
    ? null
    : 'a letter A to E and a digit 1 to 5, for example B2';
}

export const among =
  (...words: readonly string[]) =>
  (text: string): string | null =>
    words.includes(text) ? null : words.join(', ');

export const optional = (name: string, invalid: ParamRule['invalid']): ParamRule => ({
  name,
  required: false,
  invalid,
});
export const required = (name: string, invalid: ParamRule['invalid']): ParamRule => ({ name, required: true, invalid });
