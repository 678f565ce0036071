import type { ConditionTree } from '../conditions/index.ts';
import { canonicalJson } from '../stix/canonical-json.ts';
import { type Action, actions, type Rule, type TermsText, type Window } from '../terms/index.ts';

/** What lies between giver and receiver alone; everything else says what the receiver may do with what it has. */
const inward: ReadonlySet<string> = new Set(['use', 'know', 'appraise', 'receive']);
const onward = actions.filter((action) => !inward.has(action));

const spelled = (trees: readonly ConditionTree[]): readonly string[] => trees.map((tree) => canonicalJson(tree));

const allOf = (some: readonly string[], whole: readonly string[]): boolean =>
  some.every((each) => whole.includes(each));

const covers = (rule: Rule<string>, action: string): boolean => rule.do.includes(action) || rule.do.includes('use');

function within(ours: Window | undefined, theirs: Window | undefined): boolean {
  if (theirs?.from !== undefined && (ours?.from === undefined || ours.from < theirs.from)) return false;
  return theirs?.until === undefined || (ours?.until !== undefined && ours.until <= theirs.until);
}

/** Each of our permissions asks at least all that one of theirs asks. */
function permitsNoMore(ours: TermsText, theirs: TermsText, action: Action): boolean {
  const granted = theirs.allow.filter((rule) => covers(rule, action)).map((rule) => spelled(rule.when));
  return ours.allow
    .filter((rule) => covers(rule, action))
    .every((rule) => granted.some((asked) => allOf(asked, spelled(rule.when))));
}

/** Each of their prohibitions is one of ours, under no more conditions. */
function prohibitsNoLess(ours: TermsText, theirs: TermsText, action: Action): boolean {
  const own = ours.deny.filter((rule) => covers(rule, action)).map((rule) => spelled(rule.when));
  return theirs.deny
    .filter((rule) => covers(rule, action))
    .every((rule) => own.some((asked) => allOf(asked, spelled(rule.when))));
}

/** Each of their duties is owed under ours, with the same conditions. */
const owesNoLess = (ours: TermsText, theirs: TermsText): boolean =>
  theirs.owe.every((duty) =>
    duty.do.every((what) =>
      ours.owe.some((own) => {
        const [asked, wanted] = [spelled(own.when), spelled(duty.when)];
        return own.do.includes(what) && allOf(asked, wanted) && allOf(wanted, asked);
      }),
    ),
  );

/**
 * Whether what `ours` lets its receiver do onward is no more than `theirs` lets us do, and owes no less (operand
 * `recipient-terms`). Rules are compared as they are spelled, condition by condition, so some texts that are stricter in
 * fact are not recognised; none that is looser is. What `receive` asks is not compared: who may get it is the business
 * of the relay permission itself.
 */
export function isEqualOrStricter(ours: TermsText, theirs: TermsText): boolean {
  const allowed = onward.filter((action) => ours.allow.some((rule) => covers(rule, action)));
  if (allowed.length > 0 && !within(ours.valid, theirs.valid)) return false;
  return (
    owesNoLess(ours, theirs) &&
    allowed.every((action) => permitsNoMore(ours, theirs, action) && prohibitsNoLess(ours, theirs, action))
  );
}
