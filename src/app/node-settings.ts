import type { PartyId } from '../core/ids.ts';
import type { RootView } from './partner-api.ts';

/** What a node is, as decided by its configuration. */
export interface NodeSettings {
  readonly party: PartyId;
  readonly title: string;
  readonly description: string | null;
  readonly contact: string | null;
  /** At least one; the first is the default. */
  readonly roots: readonly RootView[];
  /** A recording that opens more objects than this to one partner waits for a second person; null: none ever waits. */
  readonly secondPersonAbove: number | null;
  /** What is done when a partner recalls what it gave: at once (`auto`, also when absent), or when own staff say so. */
  readonly recalls?: 'auto' | 'ask';
  /** Whether consents and approvals that are missing are asked for `by-itself`, or `by-hand` (also when absent). */
  readonly asking?: 'by-hand' | 'by-itself';
}
