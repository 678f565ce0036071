import { decide } from '../../core/decision/index.ts';
import type { PartyId } from '../../core/ids.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { formatMicros, type Micros, parseTimestamp } from '../../core/time.ts';
import type { FoundRow } from '../../ports/store.ts';
import { answerToBody } from '../../protocol/index.ts';
import { askQuestions, missingFor } from '../lineage/ask-question.ts';
import { kindOf } from '../lineage/consent-book.ts';
import type { ConsentCase } from '../lineage/consent-case.ts';
import { consentThread } from '../lineage/consent-thread.ts';
import type { NodeState } from '../node-state.ts';
import { questionAbout } from './decide-object.ts';
import { findCollection } from './find-collection.ts';
import { findParty } from './find-party.ts';

type Deps = NodeState;

export interface ConsentInput {
  readonly id: string;
}

/** Asks whoever has to answer whether an object may go to a party; only where such answers are all that is missing. */
export async function askConsent(
  deps: Deps,
  input: { readonly object: string; readonly party: string },
): Promise<Result<readonly ConsentCase[], Fault[]>> {
  const party = findParty(deps.parties, input.party, 'for');
  if (!party.ok) return party;
  const recipient = party.value.id;
  return deps.engine.exclusive(async () => {
    const rows = (await deps.shelf.find([input.object])).filter((row) => !row.removed);
    // Own staff may ask again for what was refused; the node never does (decisions/0078).
    const missing = missingFor(deps, rows, recipient) ?? missingFor(deps, rows, recipient, 'again');
    if (missing === null) return fail(notPending(deps, rows, recipient));
    if (missing.others.length === 0)
      return fail({
        at: 'object',
        problem: 'only an answer of our own is missing',
        valid: `proviso ${missing.own[0]!.kind} grant --object ${input.object} --for ${recipient}`,
      });
    const asked = await askQuestions(deps, input.object, rows, recipient, missing.others);
    if (asked.ok) await deps.store.flush();
    return asked;
  });
}

function notPending(deps: Deps, rows: readonly FoundRow[], recipient: PartyId): Fault {
  const { at } = deps.engine.horizon();
  const classes = rows.map((row) => {
    const answer = decide(questionAbout(deps, row, recipient, at));
    return answer.decision === 'permit' ? 'permit' : answer.class;
  });
  return {
    at: 'object',
    problem:
      rows.length === 0
        ? 'no such object is held'
        : `a consent or an approval is not what is missing (${classes.join(', ')})`,
    valid: 'an object of class pending, as: proviso explain --party PARTY --object ID',
  };
}

/** The originator lets it pass: the one object, or all that it gave of the collection. */
export async function grantConsent(
  deps: Deps,
  input: ConsentInput & { readonly scope?: string; readonly until?: string },
): Promise<Result<ConsentCase, Fault[]>> {
  const scope = input.scope ?? 'object';
  const until = input.until === undefined ? null : parseTimestamp(input.until);
  const faults: Fault[] = [];
  if (scope !== 'object' && scope !== 'collection')
    faults.push({ at: 'scope', problem: `no scope "${scope}"`, valid: 'object, collection' });
  if (input.until !== undefined && (until === null || until <= deps.engine.now()))
    faults.push({ at: 'until', problem: `"${input.until}" is no moment to come`, valid: '2026-12-31T00:00:00Z' });
  if (faults.length > 0) return fail(...faults);
  return answer(deps, input.id, ['waiting', 'refused', 'withdrawn'], async (one) => {
    if (scope === 'collection' && !(await isOver(deps, one)))
      return fail({
        at: 'scope',
        problem: `the question names no collection of ours that holds the object (${one.over ?? 'none'})`,
        valid: 'object',
      });
    const collection = scope === 'collection';
    return ok({
      kind: 'consent-grant' as const,
      body: { object: collection ? null : one.object, over: one.over, until, why: null },
      said: { scope: collection ? ('collection' as const) : ('object' as const), until, why: null },
    });
  });
}

export const refuseConsent = (
  deps: Deps,
  input: ConsentInput & { readonly why: string },
): Promise<Result<ConsentCase, Fault[]>> => {
  const why = input.why.slice(0, 500);
  return answer(deps, input.id, ['waiting'], async (one) =>
    ok({
      kind: 'consent-refuse' as const,
      body: { object: one.object, over: one.over, until: null, why },
      said: { why },
    }),
  );
};

/** Taken back: what was released meanwhile is out, and nothing more goes. */
export const withdrawConsent = (deps: Deps, input: ConsentInput): Promise<Result<ConsentCase, Fault[]>> =>
  answer(deps, input.id, ['granted'], async (one) =>
    ok({
      kind: 'consent-withdraw' as const,
      body: { object: one.scope === 'collection' ? null : one.object, over: one.over, until: null, why: null },
      said: { until: null },
    }),
  );

interface Said {
  readonly kind: 'consent-grant' | 'consent-refuse' | 'consent-withdraw';
  readonly body: {
    readonly object: string | null;
    readonly over: string | null;
    readonly until: Micros | null;
    readonly why: string | null;
  };
  readonly said: Partial<ConsentCase>;
}

async function answer(
  deps: Deps,
  id: string,
  from: readonly ConsentCase['state'][],
  say: (one: ConsentCase) => Promise<Result<Said, Fault[]>>,
): Promise<Result<ConsentCase, Fault[]>> {
  return deps.engine.exclusive(async () => {
    const one = deps.consentCases.get(id.startsWith('urn:') ? id : `urn:uuid:${id}`);
    if (one === null || one.role !== 'originator')
      return fail({ at: 'id', problem: `no question "${id}" waits for us`, valid: 'an id of: proviso consent list' });
    if (!from.includes(one.state))
      return fail({ at: 'id', problem: `the question is ${one.state}`, valid: `one that is ${from.join(' or ')}` });
    if (one.from !== null && deps.messages.isFrozen(consentThread(one.id), one.from))
      return fail({
        at: 'id',
        problem: `the thread with ${one.from} is frozen`,
        valid: 'a new question of the asker: proviso consent ask',
      });
    const said = await say(one);
    if (!said.ok) return said;
    const { kind, body } = said.value;
    const until = body.until === null ? null : formatMicros(body.until);
    const words = answerToBody({ ...body, kind: kindOf(one), until, recipient: one.recipient, asker: one.asker });
    deps.engine.change((moment) => deps.consentDesk.sendAnswer(one, kind, words, said.value.said, moment));
    await deps.store.flush();
    return ok(deps.consentCases.get(one.id)!);
  });
}

async function isOver(deps: Deps, one: ConsentCase): Promise<boolean> {
  if (one.over === null) return false;
  // A collection of somebody else, for which a text names us.
  if (one.over.startsWith('party:')) return true;
  const found = findCollection(deps.engine, one.over);
  if (!found.ok) return false;
  return (await deps.shelf.find([one.object])).some((row) => row.collection === found.value.record.no);
}
