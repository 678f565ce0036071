import type { Tri } from '../decision/tri.ts';
import { gradeAtLeast, isJudged, parseGrade } from '../position/index.ts';
import type { Comparator } from './comparator.ts';
import { type FactTest, notTri, onlyText, triOf, type ValueDomain } from './value-domain.ts';

function gradeTest(comparator: Comparator, values: readonly string[]): FactTest {
  const wanted = values.map((value) => parseGrade(value)).filter((value) => value !== null);
  const bound = wanted[0] ?? 'F6';
  return (fact): Tri => {
    if (typeof fact !== 'string' || !isJudged(fact)) return 'U';
    switch (comparator) {
      case 'is':
      case 'any-of':
        return triOf((wanted as readonly string[]).includes(fact));
      case 'not':
      case 'none-of':
        return notTri(triOf((wanted as readonly string[]).includes(fact)));
      case 'at-least':
        return triOf(gradeAtLeast(fact, bound));
      case 'at-most':
        return triOf(gradeAtLeast(bound, fact));
      default:
        return 'U';
    }
  };
}

/**
 * Admiralty grades as a partial order: `at-least: B2` is letter B or better and digit 2 or better. A grade with F or 6
 * says that nobody could judge, so it compares as unknown and cannot be demanded.
 */
export const gradeDomain: ValueDomain = {
  kind: 'grade',
  comparators: ['is', 'not', 'any-of', 'none-of', 'at-least', 'at-most'],
  order: null,
  words: null,
  invalid: (text) => {
    const grade = parseGrade(text);
    return grade === null || grade !== text || !isJudged(grade)
      ? 'a letter A to E and a digit 1 to 5, for example B2'
      : null;
  },
  read: (stated) => {
    const text = onlyText(stated);
    return text === null ? null : parseGrade(text);
  },
  test: gradeTest,
  show: (fact) => String(fact),
};
