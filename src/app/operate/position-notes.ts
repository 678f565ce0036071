import { positionQuery } from '../../core/conditions/index.ts';
import type { Question, Reason } from '../../core/decision/index.ts';

/** `{topic, of, by?, notes}`: the question a condition asks, and sentences about the statements it is asked of. */
type Notes = Readonly<Record<string, unknown>>;

/**
 * What the statements behind a reason can and cannot do: guards they miss, relays they share, adverse relays. It names
 * sources, so it stands beside the answer for own staff and never in what a partner is told.
 */
export function positionNotes(question: Question, reasons: readonly Reason[]): readonly Notes[] {
  const gate = question.texts[0]?.gate;
  if (gate === undefined) return [];
  const found = new Map<string, Notes>();
  for (const { operand, params } of reasons) {
    const query = positionQuery(operand, params, gate);
    const notes = query === null ? [] : (gate.positions.basis?.(query, question.at, question.known).notes ?? []);
    if (query === null || notes.length === 0) continue;
    const { topic, of, by } = query;
    const named = { topic, of, ...(by === undefined ? {} : { by }), notes };
    found.set(JSON.stringify(named), named);
  }
  return [...found.values()];
}
