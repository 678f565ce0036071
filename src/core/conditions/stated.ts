import type { GateFacts } from './facts.ts';
import { type Reading, unknownReading } from './operand.ts';
import type { ValueDomain } from './value-domain.ts';

/** A gate fact that no own source answers: what `other` states, as far as it can be read; otherwise unknown. */
export function readStated(facts: GateFacts, domain: ValueDomain, key: string): Reading {
  const fact = domain.read(facts.other(key), facts.at);
  if (fact === null) return unknownReading('not-known');
  const times = facts.otherTimes?.(key) ?? null;
  return {
    fact,
    why: null,
    since: times?.since ?? null,
    nextChange: times?.nextChange ?? null,
    until: null,
    levels: null,
  };
}
