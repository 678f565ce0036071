import type { Rule, TermsText } from '../../core/terms/index.ts';

/** What only concerns the first receiver: under which conditions it knew of, tried or got the collection. */
const ofTheFirst: ReadonlySet<string> = new Set(['know', 'appraise', 'receive']);

const without = (rule: Rule): Rule | null => {
  const left = rule.do.filter((action) => !ofTheFirst.has(action));
  return left.length === 0 ? null : { ...rule, do: left };
};

/**
 * The part of a text that binds whoever gets what came under it: what may be done onward, what not, and what is owed.
 * Under which conditions its own receiver got anything is between those two, and stays there. Of the prohibitions and
 * of rules on `use` nothing is left out.
 */
export const termsThatStick = (text: TermsText): TermsText => ({
  ...text,
  allow: text.allow.map(without).filter((rule) => rule !== null),
  disclose: 'none',
});
