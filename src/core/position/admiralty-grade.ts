/**
 * Admiralty grades: a letter for the source (A reliable … E unreliable, F cannot be judged) and a digit for the content
 * (1 confirmed … 5 improbable, 6 cannot be judged). They are a partial order: A3 and B2 are neither better nor worse.
 */
export type AdmiraltyGrade = `${'A' | 'B' | 'C' | 'D' | 'E' | 'F'}${'1' | '2' | '3' | '4' | '5' | '6'}`;

/** Given to what nobody has graded yet. */
export const ungraded: AdmiraltyGrade = 'F6';

/** Null when the text is no grade; lower case is accepted. */
export function parseGrade(text: string): AdmiraltyGrade | null {
  if (text.length !== 2) return null;
  const grade = text.toUpperCase();
  const letter = grade.charCodeAt(0);
  const digit = grade.charCodeAt(1);
  return letter >= 65 && letter <= 70 && digit >= 49 && digit <= 54 ? (grade as AdmiraltyGrade) : null;
}

/** False where one half says "cannot be judged". */
export const isJudged = (grade: string): boolean => grade[0] !== 'F' && grade[1] !== '6';

/** Letter and digit both at least as good as `least`; F and 6 never satisfy (terms profile section 3, Grades). */
export const gradeAtLeast = (grade: string, least: string): boolean =>
  isJudged(grade) && grade.charCodeAt(0) <= least.charCodeAt(0) && grade.charCodeAt(1) <= least.charCodeAt(1);

/**
 * Whether a statement of grade `grade` is heavy enough to contradict one of grade `against`: equal or better. What nobody
 * could judge gives way to any contradiction.
 */
export const contradictsGrade = (grade: string, against: string): boolean =>
  grade === against || !isJudged(against) || gradeAtLeast(grade, against);
