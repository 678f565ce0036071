import { limits } from '../limits.ts';
import type { AccordMessage, AccordState } from './accord-state.ts';
import type { AccordText } from './accord-text.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { StepContext } from './step-context.ts';

/** The place of a leg that does not lead from one of these parties to the other, or of a second one in the same direction. */
export function wrongDirection(text: AccordText, parties: readonly [string, string]): string | null {
  const [one, two] = parties.map((party) => `party:${party}`);
  for (const [index, { terms }] of text.legs.entries()) {
    const fits = (terms.from === one && terms.to === two) || (terms.from === two && terms.to === one);
    if (!fits) return `legs[${index}]`;
  }
  return text.legs.length === 2 && text.legs[0].terms.from === text.legs[1].terms.from ? 'legs[1]' : null;
}

/** Whether a text may lie on this table: its legs join these two parties, and a counter-offer speaks of the same thing. */
export function checkText(state: AccordState, message: AccordMessage, context: StepContext): Refusal | null {
  const { move } = message;
  if (move.kind !== 'table' && move.kind !== 'counter') return null;
  const { text } = move;
  const wrong = wrongDirection(text, state.parties);
  if (wrong !== null)
    return refusal(
      'text',
      wrong,
      'does not lead from one party to the other',
      `legs between ${state.parties.join(', ')}, one each way`,
    );
  if (state.table === null) return checkFirst(text, message, context);
  const before = state.table.text;
  if (before.replaces !== text.replaces || before.coalition?.offer !== text.coalition?.offer)
    return refusal('text', 'replaces', 'and the coalition stay as they were tabled first', before.replaces ?? 'none');
  return null;
}

function checkFirst(text: AccordText, message: AccordMessage, context: StepContext): Refusal | null {
  const isOwn = message.from === context.self;
  // Ends of other accords may still be under way, so the partner's count is taken as exact only by the partner itself.
  const most = limits.openAccordsPerPartnerMax * (isOwn ? 1 : 2);
  if ((context.openAccords ?? 0) >= most)
    return refusal('too-many', 'table', `${context.openAccords} negotiations are open`, `at most ${most} at a time`);
  const { replaces } = text;
  if (replaces === undefined) return null;
  const { replaced } = context;
  const isKnown = replaced?.id === replaces && replaced.parties.includes(message.from);
  if (!isKnown)
    return refusal('text', 'replaces', `${replaces} is not an accord of these parties`, 'an accord in force');
  return isOwn && replaced.stage.name !== 'in-force'
    ? refusal('text', 'replaces', `${replaces} is not in force`, 'an accord in force, or none')
    : null;
}
