import type { PartyId } from '../../../src/core/ids.ts';
import type {
  AdmiraltyGrade,
  PositionQuery,
  Relation,
  Statement,
  StatementLog,
  Topic,
} from '../../../src/core/position/index.ts';
import { confirm, hop, plainStatement, regrade, relate, retract } from '../../lab/made-statements.ts';
import type { Dice } from './seeded.ts';

/** All times lie between 0 and this; small, so that statements meet, cross and fall on one instant. */
export const lastTime = 30;

const values = ['stay', 'transition', 'leave'];
const grades: AdmiraltyGrade[] = ['A1', 'B2', 'B2', 'B2', 'A3', 'C3', 'F6', 'A6'];
const relays = ['agency', 'rival', 'wire', 'blog', 'Agentur'];

export const logTopics: readonly Topic[] = [
  { id: 't', title: 'T', scale: { values, ordered: true }, policy: { kind: 'unanimous' } },
  {
    id: 't',
    title: 'T',
    scale: { values, ordered: true },
    policy: { kind: 'authoritative-organ-first', organs: ['head', 'mfa'] },
  },
];

export function randomRecord(d: Dice, id: string): Statement {
  const said = d.below(lastTime);
  const assessor = d.oneIn(8) ? 'us' : null;
  return {
    ...plainStatement(id, d.oneIn(12) ? 'c' : 'b', d.oneIn(10) ? 'odd' : d.pick(['leave', 'leave', 'stay']), said),
    kind: assessor !== null ? 'assessment' : d.oneIn(15) ? 'claim' : 'statement',
    assessor,
    organ: d.pick(['mfa', 'mfa', 'head', 'army', null]),
    mode: d.pick(['direct', 'indirect', 'indirect', 'mixed', d.oneIn(6) ? 'narrator-claim' : null]),
    speaker: d.oneIn(2) ? d.pick(['Spokesperson', 'Agency', 'rival']) : null,
    recorded: d.oneIn(3) ? d.below(lastTime) : Math.min(lastTime - 1, said + d.below(4)),
    by: d.pick([null, 'ann', 'Bob']),
    grade: d.pick(grades),
    chain: Array.from({ length: d.below(3) }, () => hop(d.pick([...relays, 'spokesperson', 'mfa']))),
    copy: d.oneIn(4) ? 'c'.repeat(64) : null,
    source: { text: null, url: d.oneIn(5) ? 'https://example.org/a' : null },
    signed: d.oneIn(3),
    joint: d.oneIn(12) ? 'j' : null,
    awaits: d.oneIn(8) ? 500 : null,
  };
}

const waits = (d: Dice): { readonly by: string | null; readonly awaits: number | null } => ({
  by: d.pick([null, 'ann', 'Bob']),
  awaits: d.oneIn(8) ? 500 : null,
});

function randomRelation(d: Dice, list: readonly Statement[]): Relation {
  const [from, to] = [d.pick(list), d.pick(list)];
  const kind = d.pick(['same-event', 'same-event', 'paraphrase-of', 'contradicts', 'drift-from'] as const);
  const differs =
    kind === 'paraphrase-of' && d.oneIn(2) ? ([d.pick(['value', 'condition', 'wording'] as const)] as const) : [];
  return relate(from, to, kind, Math.max(from.recorded, to.recorded) + d.below(3), { ...waits(d), differs });
}

/** Up to eight records, most of them of few events, with everything that may be done to them. */
export function randomLog(d: Dice): StatementLog {
  const statements = Array.from({ length: d.below(9) }, (_, i) => randomRecord(d, `s${i}`));
  const some = <T>(make: (s: Statement) => T, most: number): T[] =>
    statements.length === 0 ? [] : Array.from({ length: d.below(most) }, () => make(d.pick(statements)));
  const later = (s: Statement): number => s.recorded + d.below(8);
  return {
    statements,
    grades: some((s) => regrade(s, d.pick(grades), later(s), waits(d)), 4),
    relations: some(() => randomRelation(d, statements), 7),
    retractions: some((s) => retract(s, later(s), waits(d)), 3),
    confirmations: some((s) => confirm(s, d.pick(['ann', 'bob', 'eve']), later(s)), 4),
    actors: { names: new Map([['agentur', 'agency']]), affiliations: new Map() },
  };
}

export function randomQuery(d: Dice): PositionQuery {
  return {
    topic: 't',
    of: 'b' as PartyId,
    ...(d.oneIn(8) ? { by: 'us' } : {}),
    ...(d.oneIn(2) ? { grade: d.pick(['A1', 'B2', 'C3']) } : {}),
    ...(d.oneIn(2) ? { organ: d.pick(['any', 'any', 'all', 'mfa']) } : {}),
    ...(d.oneIn(2) ? { paths: 1 + d.below(3) } : {}),
    ...(d.oneIn(5) ? { signed: true } : {}),
    ...(d.oneIn(2) ? { stable: d.below(10) } : {}),
    ...(d.oneIn(2) ? { clock: d.pick(['later', 'recorded', 'said'] as const) } : {}),
    ...(d.oneIn(3) ? { maxAge: d.below(15) } : {}),
  };
}
