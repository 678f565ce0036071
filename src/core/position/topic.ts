import type { Scale } from './position-book.ts';

/** How a party's organs make up its position when a condition names none. */
export type OrganPolicy =
  /** The first organ of the list that has spoken speaks for the party; while none has, all that have must agree. */
  | { readonly kind: 'authoritative-organ-first'; readonly organs: readonly string[] }
  /** Every organ that has spoken must agree. */
  | { readonly kind: 'unanimous' };

/** A question on which parties take positions. */
export interface Topic {
  /** Slug: a–z, 0–9 and `-`, at most 64. */
  readonly id: string;
  readonly title: string;
  readonly scale: Scale;
  readonly policy: OrganPolicy;
  /** Which end of an ordered scale a party that hardens moves to; the last when absent. */
  readonly hardest?: 'first' | 'last';
}
