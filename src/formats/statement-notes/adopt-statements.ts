import type { PartyId } from '../../core/ids.ts';
import { type Relation, type RetrievedCopy, type Statement, ungraded } from '../../core/position/index.ts';
import { formatMicros, type Micros } from '../../core/time.ts';
import type { StatementRecords } from '../statement-context.ts';
import { laterRows } from './later-rows.ts';
import { type Standing, standingOf } from './standing.ts';

/** How records that somebody else wrote come on record here. */
export interface Adoption {
  /** Who delivered them. */
  readonly from: PartyId;
  readonly self: PartyId;
  /** Own staff vouches for the file: grades, signatures and ids are taken over. */
  readonly trust: boolean;
  /** Our clock: nobody else says since when we know something (threat T-NEG-07). */
  readonly recorded: Micros;
  readonly by: string | null;
  /** Copies here, with those of the delivery: a span is kept where its copy is. */
  readonly copies: ReadonlySet<string>;
  /** An id of our own for one that the deliverer gave. */
  readonly derive: (kind: string, parts: readonly unknown[]) => string;
}

const noteMax = 10_000;

/** Begins the id of everything that another party delivered: it is not ours to publish. */
const deliveredPrefix = 'delivered';
export const isDelivered = (statement: string): boolean => statement.startsWith(`${deliveredPrefix}:`);

/**
 * A delivered statement is a report that its deliverer made to us: one hop longer, ungraded until we grade it, unsigned
 * (the signature did not travel), under an id that cannot stand for one of ours. The grade given there stays readable as
 * a remark. Confirmations, persons and what waits stay with the node that has them.
 */
export function adoptStatements(read: StatementRecords, adoption: Adoption): StatementRecords {
  const { trust, from, derive, recorded, by } = adoption;
  const idOf = (id: string): string => (trust ? id : derive(deliveredPrefix, [from, id]));
  const later = laterRows(read);
  const standing = new Map(read.statements.map((s) => [s.id, standingOf(s, later(s.id))]));
  return {
    statements: read.statements.map((s) => adopted(s, standing.get(s.id)!, idOf, adoption)),
    copies: read.copies.map((copy) => ({ ...copy, recorded, locators: locators(copy, recorded) })),
    relations: read.relations
      .filter((r) => trust || r.awaits === null)
      .map((r): Relation => {
        const id = trust ? r.id : derive('relation', [idOf(r.from), idOf(r.to), r.kind, r.differs]);
        return { ...r, id, from: idOf(r.from), to: idOf(r.to), recorded, by, awaits: null };
      }),
    grades: read.statements.flatMap((s) => {
      const now = standing.get(s.id)!.grade;
      if (!trust || now === s.grade) return [];
      return [
        { id: derive('grade', [s.id, now, by, recorded]), statement: s.id, grade: now, by, recorded, awaits: null },
      ];
    }),
    retractions: read.statements.flatMap((s) => {
      const ended = standing.get(s.id)!.retracted;
      if (ended === null) return [];
      const statement = idOf(s.id);
      return [
        { id: derive('retraction', [statement, recorded]), statement, why: ended.why, by, recorded, awaits: null },
      ];
    }),
    confirmations: [],
    persons: trust ? read.persons : [],
  };
}

function adopted(s: Statement, standing: Standing, idOf: (id: string) => string, adoption: Adoption): Statement {
  const { from, self, trust, recorded, by, copies } = adoption;
  const hasCopy = s.copy !== null && copies.has(s.copy);
  const remarks = [
    s.note,
    trust ? null : `Delivered by ${from}, recorded there ${formatMicros(s.recorded)}, graded ${standing.grade} there.`,
    standing.waits ? 'Waited for a second person there.' : null,
    s.copy === null || hasCopy ? null : 'Its copy did not come with it: what stands where was not checked.',
  ];
  const hop = {
    actor: from,
    relation: 'relayed',
    certainty: null,
    evidence: null,
    time: null,
    affiliation: from,
  } as const;
  return {
    ...s,
    id: idOf(s.id),
    joint: s.joint === null ? null : idOf(s.joint),
    chain: from === self ? s.chain : [...s.chain, hop],
    grade: trust ? s.grade : ungraded,
    signed: trust && s.signed,
    note:
      remarks
        .filter((part) => part !== null)
        .join('\n')
        .slice(0, noteMax) || null,
    spans: hasCopy ? s.spans : null,
    recorded,
    by,
    awaits: null,
  };
}

/** When it was fetched is the deliverer's word; what lies in our future cannot be so. */
const locators = (copy: RetrievedCopy, recorded: Micros): RetrievedCopy['locators'] =>
  copy.locators.map((l) => (l.fetched !== null && l.fetched > recorded ? { ...l, fetched: null } : l));
