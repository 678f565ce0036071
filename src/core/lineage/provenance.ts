import type { PartyId, TextId } from '../ids.ts';

/**
 * One way by which something came here, as its deliverer told it. Only the last of `path` is proved (it delivered, under
 * its own signature); everything before it, the origin included, is its claim (threat model T-FED-04).
 */
export interface Provenance {
  readonly origin: PartyId;
  /** Origin first, deliverer last; never this node. */
  readonly path: readonly PartyId[];
  /** Texts whose terms on passing on stick to it: one per hop at least, the origin's own first. */
  readonly under: readonly TextId[];
}

/**
 * Everything that sticks to one object. What was delivered has one part; what is derived from several, or brought again
 * by another way, has several, and all of them must let it pass.
 */
export type Lineage = readonly Provenance[];

/** Who handed it over. */
export const delivererOf = (one: Provenance): PartyId => one.path.at(-1) ?? one.origin;

/** Parties it has passed since the originator, this node counted (operand `hops`). */
export const hopsOf = (one: Provenance): number => one.path.length;

export const provenanceKey = (one: Provenance): string => JSON.stringify([one.origin, one.path, one.under]);

/** Equal for equal lineages made by `joinLineages`; empty for what never came from others. */
export const lineageKey = (lineage: Lineage | undefined): string => (lineage ?? []).map(provenanceKey).join();

/** All parts of several lineages, each once, in one fixed order; undefined when there is none. */
export function joinLineages(...lineages: readonly (Lineage | null | undefined)[]): Lineage | undefined {
  const parts = new Map<string, Provenance>();
  for (const lineage of lineages) for (const one of lineage ?? []) parts.set(provenanceKey(one), one);
  return parts.size === 0 ? undefined : [...parts.keys()].sort().map((key) => parts.get(key)!);
}

/**
 * The lineage of what this node hands on: one hop more, and its own texts beside those that stick. Own material begins
 * here.
 */
export function handedOn(lineage: Lineage | undefined, self: PartyId, under: readonly TextId[]): Lineage {
  if (lineage === undefined) return [{ origin: self, path: [self], under: [...under] }];
  return lineage.map((one) => ({
    origin: one.origin,
    path: [...one.path, self],
    under: [...one.under, ...under.filter((id) => !one.under.includes(id))],
  }));
}
