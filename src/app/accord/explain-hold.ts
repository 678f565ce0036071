import { answerDocument, explain } from '../../core/decision/index.ts';
import type { Micros } from '../../core/time.ts';
import type { AccordRecord } from './accord-record.ts';
import type { AccordDeps } from './accord-step.ts';
import { allOf, termsOfHold } from './held-conditions.ts';

/** What a hold of ours still waits for, as an explanation for own staff: each reason, and the smallest changes. */
export function explainHold(
  deps: Pick<AccordDeps, 'engine' | 'settings'>,
  record: AccordRecord,
  at: Micros,
): Readonly<Record<string, unknown>> {
  const sides = { holder: deps.settings.party, other: record.peer };
  const terms = termsOfHold(sides, allOf(record.hold?.conditions ?? []));
  const gate = deps.engine.gateFacts({ id: '' }, record.peer, at, at);
  const { answer } = explain({
    action: 'receive',
    at,
    known: at,
    age: null,
    texts: [{ terms, inForce: true, gate }],
    forms: [{ form: 'raw', view: null }],
  });
  return answerDocument(answer);
}
