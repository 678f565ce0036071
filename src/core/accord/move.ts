import type { ConditionTree } from '../conditions/index.ts';
import type { AccordText } from './accord-text.ts';

/** Every kind of message of an accord. An amendment is no kind: it is the `table` of a new accord that `replaces` one. */
export const moveKinds = [
  'table',
  'counter',
  'hold',
  'reopen',
  'accept',
  'confirm',
  'refuse',
  'withdraw',
  'suspend',
  'resume',
  'revoke',
] as const;
export type MoveKind = (typeof moveKinds)[number];

/** The version a message speaks of, and the hash of its text (accord protocol, rule 1). */
export interface Naming {
  /** From 1. */
  readonly version: number;
  /** SHA-256 of the text's normal form, 64 hexadecimal digits. */
  readonly hash: string;
}

/** Why, in a word for programs and in words for people. */
export interface Reason {
  /** a–z, 0–9 and `-`, at most 64. */
  readonly code: string;
  readonly note?: string;
}

/** One of the things a holder waits for. The holder is the giver of these conditions and the other party the receiver. */
export interface HoldCondition {
  /** In the holder's words, for people. */
  readonly name: string;
  /** All must hold. Conditions on objects cannot stand here. */
  readonly when: readonly ConditionTree[];
}

export interface Hold {
  /** Empty: the holder does not say what it waits for. */
  readonly conditions: readonly HoldCondition[];
  /** `auto`: the holder's node reopens when the conditions hold; `hand`: its staff do. */
  readonly reopens: 'auto' | 'hand';
  readonly note?: string;
}

export type Move =
  | (Naming & { readonly kind: 'table' | 'counter'; readonly text: AccordText })
  | (Naming & { readonly kind: 'hold'; readonly hold: Hold })
  | (Naming & { readonly kind: 'reopen' | 'accept' | 'confirm' | 'resume' })
  | (Naming & { readonly kind: 'refuse' | 'suspend' | 'revoke'; readonly reason?: Reason })
  | (Naming & {
      readonly kind: 'withdraw';
      readonly reason?: Reason;
      /** The acceptance came after `openUntil` by the author's clock, which decides (rule 5). */
      readonly late?: true;
    });
