import type { GateFacts } from '../../core/conditions/index.ts';
import type { PartyId, TextId } from '../../core/ids.ts';
import { isEqualOrStricter } from '../../core/lineage/index.ts';
import type { CompiledTerms } from '../../core/terms/index.ts';
import type { Micros } from '../../core/time.ts';
import type { Answers } from '../lineage/consent-book.ts';
import type { ReceivedTexts, StickingText } from '../lineage/received-texts.ts';
import type { RecipientFacts } from '../lineage/recipient-facts.ts';
import type { AskedAnswers } from './asked-answers.ts';
import { askedBySticking } from './whom-texts-ask.ts';

/** A text that sticks to what would go to one recipient, as its gate is asked. */
export interface RelayAsked {
  readonly sticking: StickingText;
  readonly recipient: PartyId;
  /** Whom `of=originator` means. */
  readonly origin: PartyId;
  /** Collection of the origin, as its text spells it. */
  readonly over: string | null;
  /** Text of ours under which it would go; null where that makes no difference. */
  readonly own: CompiledTerms | null;
  readonly at: Micros;
  readonly known: Micros;
}

export interface StickingParts {
  readonly self: PartyId;
  readonly received: ReceivedTexts;
  readonly consents: Answers;
  readonly recipients: RecipientFacts;
  readonly gateFacts: (text: { readonly id: string }, receiver: PartyId, at: Micros, known: Micros) => GateFacts;
  readonly ownTerms: (id: TextId) => CompiledTerms | null;
}

/** Facts of the gate of a sticking text: between its own two parties, with the recipient as what it is to them. */
export function stickingFacts(parts: StickingParts, answers: AskedAnswers, asked: RelayAsked): GateFacts {
  const { sticking, recipient, origin, over, own, at, known } = asked;
  const { self, recipients, gateFacts } = parts;
  const base = gateFacts({ id: sticking.id }, recipient, at, known);
  const whom = askedBySticking(origin, over);
  const stated = (key: string) => {
    const told = recipients.fact(key, recipient, at, known);
    if (told !== null) return { ...told, since: null };
    if (key !== 'recipient-terms') return answers.collectionFact(key, whom, recipient, at);
    const theirs = sticking.terms?.text;
    const isFit = own !== null && theirs !== undefined && isEqualOrStricter(own.text, theirs);
    return { fact: isFit ? 'equal-or-stricter' : null, since: null, nextChange: null };
  };
  return {
    ...base,
    giver: sticking.from,
    receiver: sticking.to ?? self,
    agreementSince: sticking.since,
    other: (key) => {
      const told = stated(key);
      return told === null ? base.other(key) : told.fact;
    },
    otherTimes: (key) => stated(key) ?? base.otherTimes?.(key) ?? null,
  };
}
