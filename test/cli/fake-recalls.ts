import type { RecallApi, RecallRow } from '../../src/app/recall-api.ts';
import { type Fault, ok, type Result } from '../../src/core/result.ts';
import { hostileText } from './fake-statements.ts';

type Record = <T>(name: string, value: T) => (input?: unknown) => T;
type Refusable = <T>(name: string, input: unknown, value: T) => Promise<Result<T, Fault[]>>;

const id = 'urn:uuid:1f0a4c1e-00aa-4a00-8000-0000000000aa';
const row: RecallRow = {
  direction: 'out',
  id,
  party: 'energy-isac',
  why: 'revoked',
  text: hostileText,
  at: 1_700_000_000_000_000,
  until: null,
  versions: 2,
  deleted: 1,
  kept: 0,
  notHeld: 0,
  state: 'outstanding',
  days: 3,
};
const holders = [{ party: hostileText, versions: 2, askedBefore: 0, how: 'by-hand' as const }];

/** The part of the fake node that speaks about recalls. */
export function fakeRecalls(record: Record, refusable: Refusable): RecallApi {
  return {
    sendRecall: (input) => refusable('sendRecall', input, { id: hostileText, holders }),
    recalls: record('recalls', [row, { ...row, direction: 'in', state: 'answered', party: null }]),
    recall: async (asked) => ok(record('recall', { id: hostileText, holders })(asked)),
    acknowledgeRecall: (input) => refusable('acknowledgeRecall', input, [row]),
    noteRecall: (input) => refusable('noteRecall', input, [row]),
    liftRecall: (input) => refusable('liftRecall', input, { versions: 2, waiting: 1 }),
    deleteObject: (input) => refusable('deleteObject', input, { versions: 2, holders }),
  };
}
