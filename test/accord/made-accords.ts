import {
  type AccordMessage,
  type AccordState,
  type AccordText,
  type Move,
  type Naming,
  nextMessage,
  type Step,
  type StepContext,
  step,
} from '../../src/core/accord/index.ts';
import { type AccordId, type PartyId, parseAccordId, parsePartyId } from '../../src/core/ids.ts';
import { faultText } from '../../src/core/result.ts';
import { parseTerms, type TermsText } from '../../src/core/terms/index.ts';
import { type Micros, parseTimestamp } from '../../src/core/time.ts';

export const party = (id: string): PartyId => {
  const parsed = parsePartyId(id);
  if (!parsed.ok) throw new Error(id);
  return parsed.value;
};

export const accordId = (n: number): AccordId => {
  const parsed = parseAccordId(`urn:uuid:1f0a4c1e-00aa-4a00-8000-${String(n).padStart(12, '0')}`);
  if (!parsed.ok) throw new Error(`${n}`);
  return parsed.value;
};

export const moment = (text: string): Micros => parseTimestamp(text) ?? Number.NaN;

export const a = party('a');
export const b = party('b');

/** Terms from a to b over collection c, with what is given in place. */
function terms(parts: Record<string, unknown> = {}): TermsText {
  const parsed = parseTerms({
    from: 'party:a',
    to: 'party:b',
    over: 'collection:c',
    allow: [{ do: 'receive' }],
    ...parts,
  });
  if (!parsed.ok) throw new Error(faultText(parsed.error));
  return parsed.value;
}

export const oneLeg = (parts: Record<string, unknown> = {}, more: Partial<AccordText> = {}): AccordText => ({
  legs: [{ terms: terms(parts), delivery: 'pull' }],
  topics: [],
  ...more,
});

export const twoLegs = (
  there: Record<string, unknown> = {},
  back: Record<string, unknown> = {},
  more: Partial<AccordText> = {},
): AccordText => ({
  legs: [
    { terms: terms(there), delivery: 'pull' },
    { terms: terms({ from: 'party:b', to: 'party:a', ...back }), delivery: 'pull' },
  ],
  topics: [],
  ...more,
});

/** A hash that stands for the version of that number. */
export const hashOf = (version: number): string => String(version).padStart(64, '0');
export const naming = (version: number): Naming => ({ version, hash: hashOf(version) });

/** One node: its states and its clock. */
export class Side {
  state: AccordState;
  at: Micros;
  readonly self: PartyId;
  readonly sent: AccordMessage[] = [];
  context: Partial<StepContext> = {};

  constructor(self: PartyId, state: AccordState, at: Micros = 0) {
    this.self = self;
    this.state = state;
    this.at = at;
  }

  /** Sends a move of its own; throws when the machine refuses it. */
  send(move: Move): AccordMessage {
    const message = nextMessage(this.state, this.self, move, this.at);
    this.take(message);
    this.sent.push(message);
    return message;
  }

  take(message: AccordMessage): Step {
    const outcome = this.offer(message);
    if (!outcome.ok) throw new Error(`${outcome.error.code}: ${faultText(outcome.error.faults)}`);
    this.state = outcome.value.state;
    return outcome.value;
  }

  offer(message: AccordMessage): ReturnType<typeof step> {
    return step(this.state, message, { self: this.self, at: this.at, ...this.context });
  }
}
