import type { AskedKind } from '../../core/conditions/index.ts';
import type { PartyId } from '../../core/ids.ts';
import type { Micros } from '../../core/time.ts';
import { type Consent, kindOf, stateOf } from '../lineage/consent-book.ts';
import type { NodeState } from '../node-state.ts';

type Deps = Pick<NodeState, 'consents' | 'engine' | 'settings'>;

/** An approval or consent on record: of our own staff, or of another party that was asked. */
export interface ApprovalRecord {
  readonly id: string;
  readonly kind: AskedKind;
  readonly by: PartyId;
  readonly recipient: PartyId;
  /** STIX id; null for everything of `over`. */
  readonly object: string | null;
  readonly over: string | null;
  /** `waiting`: for a second person. `over`: its time has passed. */
  readonly state: 'granted' | 'refused' | 'waiting' | 'over';
  readonly at: Micros;
  readonly until: Micros | null;
  readonly why: string | null;
  /** Who of our own staff; null where another party answered. */
  readonly person: string | null;
  readonly confirmedBy: string | null;
  /** Objects it would open, while it waits. */
  readonly awaits: number | null;
}

/** Approvals on record, own and of others, oldest first. */
export const listApprovals = (deps: Pick<Deps, 'consents' | 'engine'>): readonly ApprovalRecord[] =>
  listed(deps, (one) => kindOf(one) === 'approval');

/** Consents that own staff gave or refused by themselves; those given to a question are among the questions. */
export const listOwnConsents = (deps: Deps): readonly ApprovalRecord[] =>
  listed(deps, (one) => kindOf(one) === 'consent' && one.by === deps.settings.party);

const listed = (
  { consents, engine }: Pick<Deps, 'consents' | 'engine'>,
  which: (one: Consent) => boolean,
): readonly ApprovalRecord[] =>
  consents
    .list()
    .filter(which)
    .map((one) => approvalRecord(one, engine.now()))
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));

export function approvalRecord(one: Consent, at: Micros): ApprovalRecord {
  const { id, by, recipient, object, over } = one;
  const last = one.answers.at(-1)!;
  const { fact } = stateOf(one, at);
  return {
    id,
    kind: kindOf(one),
    by,
    recipient,
    object,
    over,
    state: last.awaits !== undefined ? 'waiting' : (fact ?? 'over'),
    at: last.at,
    until: last.until,
    why: last.why,
    person: last.person ?? null,
    confirmedBy: last.confirmedBy ?? null,
    awaits: last.awaits ?? null,
  };
}
