import type { PartyId } from '../../core/ids.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Moment } from '../../core/stream/index.ts';
import type { FoundRow } from '../../ports/store.ts';
import type { NodeState } from '../node-state.ts';
import type { DecideDeps } from '../operate/decide-object.ts';
import { kindOf } from './consent-book.ts';
import { type ConsentCase, unanswered } from './consent-case.ts';
import type { Askable } from './find-askable.ts';
import { type Asking, missingAnswers } from './missing-answers.ts';

export type AskDeps = DecideDeps & Pick<NodeState, 'consents' | 'consentCases' | 'consentDesk' | 'peers' | 'platform'>;

/** Answers without which an object does not go to a recipient, though nothing else is missing. */
interface Missing {
  /** To be asked of other parties. */
  readonly others: readonly Askable[];
  /** To be given by own staff. */
  readonly own: readonly Askable[];
}

/** What is missing for any of these versions of one object; null where it is not answers alone. Callers hold the lock. */
export function missingFor(
  deps: AskDeps,
  rows: readonly FoundRow[],
  recipient: PartyId,
  asking: Asking = 'first',
): Missing | null {
  const { at } = deps.engine.horizon();
  const found = rows.map((row) => missingAnswers(deps, row, recipient, at, asking)).filter((each) => each !== null);
  if (found.length === 0) return null;
  const all = [...new Map(found.flat().map((one) => [`${one.kind}|${one.by}`, one])).values()];
  const { party } = deps.settings;
  return { others: all.filter(({ by }) => by !== party), own: all.filter(({ by }) => by === party) };
}

/**
 * Puts questions about one object on their way; those that wait already are answered as they are. Callers hold the lock and
 * flush.
 */
export async function askQuestions(
  deps: AskDeps,
  object: string,
  rows: readonly FoundRow[],
  recipient: PartyId,
  asked: readonly Askable[],
  byItself = false,
): Promise<Result<readonly ConsentCase[], Fault[]>> {
  const known = asked.map((one) => openCase(deps, object, recipient, one));
  const fresh = asked.filter((_, i) => known[i] === undefined);
  const unreachable = [...new Set(fresh.map(({ via }) => via))].filter((via) => deps.peers.enrolled(via) === null);
  if (unreachable.length > 0)
    return fail(
      ...unreachable.map((via) => ({
        at: 'object',
        problem: `it would have to be asked of ${via}, whose node is not enrolled here`,
        valid: 'proviso peer enrol FILE',
      })),
    );
  // Into a class of its own before anybody is asked: the answer then moves a gate and nothing else.
  if (fresh.length > 0) await setApart(deps, object, rows);
  const made = deps.engine.change((moment) => fresh.map((one) => send(deps, object, recipient, one, byItself, moment)));
  return ok([...known.filter((one) => one !== undefined), ...made]);
}

/** Callers hold the lock. */
export const setApart = (deps: Pick<AskDeps, 'shelf'>, object: string, rows: readonly FoundRow[]): Promise<void> =>
  deps.shelf.regrade(rows, (facts) => ({ ...facts, apart: object }));

function send(
  deps: AskDeps,
  object: string,
  recipient: PartyId,
  one: Askable,
  byItself: boolean,
  moment: Moment,
): ConsentCase {
  const question: ConsentCase = {
    id: `urn:uuid:${deps.platform.uuid()}`,
    kind: one.kind,
    role: 'asker',
    from: null,
    to: one.via,
    object,
    recipient,
    asker: deps.settings.party,
    origin: one.by,
    over: one.over,
    asked: moment.at,
    ...(byItself ? { byItself } : {}),
    state: 'waiting',
    ...unanswered,
  };
  deps.consents.noteAsked(object);
  deps.consentDesk.sendRequest(question, one.via, moment);
  return deps.consentCases.get(question.id) ?? question;
}

const openCase = (
  { consentCases }: AskDeps,
  object: string,
  recipient: PartyId,
  { kind, by }: Askable,
): ConsentCase | undefined =>
  consentCases
    .list()
    .find(
      (one) =>
        one.role === 'asker' &&
        one.object === object &&
        one.recipient === recipient &&
        one.origin === by &&
        kindOf(one) === kind &&
        one.state === 'waiting',
    );
