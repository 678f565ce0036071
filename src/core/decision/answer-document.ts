import { showInstant } from '../conditions/index.ts';
import type { Micros } from '../time.ts';
import type { Answer, Change, Reason } from './answer.ts';

type Json = string | null | readonly Json[] | { readonly [name: string]: Json };

const instant = (at: Micros | null): string | null => (at === null ? null : showInstant(at));

/** The topic of a position reads best beside it; other parameters stay together. */
function named(operand: string, params: Readonly<Record<string, string>>): { readonly [name: string]: Json } {
  const { topic, ...others } = params;
  return {
    operand,
    ...(topic === undefined ? {} : { topic }),
    ...(Object.keys(others).length === 0 ? {} : { params: others }),
  };
}

const reason = (each: Reason): Json => ({
  ...named(each.operand, each.params),
  value: each.value,
  why: each.why,
  needs: each.needs,
  is: each.is,
  ...(each.until === null ? {} : { until: instant(each.until) }),
  ...(each.under === undefined ? {} : { under: { party: `party:${each.under.party}`, text: each.under.text } }),
});

/** What a caller knows of a change beside the decision: who can make it, and how. */
export type BesideChange = (change: Change) => { readonly [name: string]: Json };

const change = (each: Change, beside: BesideChange): Json => ({
  ...named(each.operand, each.params),
  from: each.from,
  to: each.to,
  ...(each.or.length === 0 ? {} : { or: each.or }),
  by: each.by,
  ...(each.under === null ? {} : { under: each.under }),
  ...(each.earliest === null ? {} : { earliest: instant(each.earliest) }),
  ...(each.gap === null ? {} : { gap: each.gap }),
  ...beside(each),
});

/** An answer as the JSON document of the terms profile, section 5: times as text, in UTC. For own staff only. */
export function answerDocument(answer: Answer, beside: BesideChange = () => ({})): { readonly [name: string]: Json } {
  return {
    decision: answer.decision,
    class: answer.class,
    action: answer.action,
    text: answer.text,
    version: answer.version,
    asOf: { valid: instant(answer.asOf.valid), known: instant(answer.asOf.known) },
    because: answer.because.map(reason),
    ways: answer.ways.map((way) => ({ text: way.text, changes: way.changes.map((each) => change(each, beside)) })),
    nextCheck: instant(answer.nextCheck),
  };
}
