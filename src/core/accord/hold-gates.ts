import type { PartyId } from '../ids.ts';
import { type Fault, ok, type Result } from '../result.ts';
import { compileTerms, type GateTest, type TermsText } from '../terms/index.ts';
import type { Hold, HoldCondition } from './move.ts';

/** One condition of a hold made ready: it is met while its gate holds. */
export interface HoldGate {
  readonly name: string;
  readonly gate: GateTest;
}

/**
 * A condition of a hold as the text of terms that says the same: the holder gives, the other party receives. With it
 * everything that decides and explains terms decides and explains a hold.
 */
export const holdAsTerms = (condition: HoldCondition, holder: PartyId, other: PartyId): TermsText => ({
  from: `party:${holder}`,
  to: `party:${other}`,
  over: 'accord:hold',
  allow: [{ do: ['receive'], when: condition.when }],
  deny: [],
  owe: [],
  disclose: 'conditions',
  references: 'close',
});

/** The conditions of a hold, all of which must hold before it reopens. Faults: an operand that is not known here. */
export function compileHold(hold: Hold, holder: PartyId, other: PartyId): Result<readonly HoldGate[], Fault[]> {
  const gates: HoldGate[] = [];
  for (const condition of hold.conditions) {
    const compiled = compileTerms(holdAsTerms(condition, holder, other));
    if (!compiled.ok) return compiled;
    // Conditions between the parties stay one gate, whatever their connectives.
    for (const { gate } of compiled.value.permissions('receive')) gates.push({ name: condition.name, gate });
  }
  return ok(gates);
}
