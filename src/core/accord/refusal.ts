import type { Fault } from '../result.ts';

/** Why a message is not taken; nothing has changed then. */
export type RefusalCode =
  /** Of another accord or another party. */
  | 'not-ours'
  /** Its number does not follow; `expected` says which would. */
  | 'gap'
  /** It claims to have seen messages that were never sent. */
  | 'unseen'
  /** Two messages with one number came before. */
  | 'frozen'
  /** It names another version or hash than the one it must name (rule 1). */
  | 'stale'
  /** Not a move of this party in this state. */
  | 'not-now'
  /** The accord had ended, and the sender knew. */
  | 'ended'
  /** The text does not fit the negotiation. */
  | 'text'
  | 'too-many';

export interface Refusal {
  readonly code: RefusalCode;
  readonly faults: readonly [Fault, ...Fault[]];
  /** With `gap`: the number that would follow. */
  readonly expected?: number;
}

export function refusal(code: RefusalCode, at: string, problem: string, valid?: string): Refusal {
  return { code, faults: [valid === undefined ? { at, problem } : { at, problem, valid }] };
}
