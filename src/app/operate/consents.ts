import { decide } from '../../core/decision/index.ts';
import type { PartyId } from '../../core/ids.ts';
import { delivererOf, type Provenance } from '../../core/lineage/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { formatMicros, type Micros, parseTimestamp } from '../../core/time.ts';
import type { FoundRow } from '../../ports/store.ts';
import { answerToBody } from '../../protocol/index.ts';
import { type ConsentCase, unanswered } from '../lineage/consent-case.ts';
import { consentThread } from '../lineage/consent-desk.ts';
import type { NodeState } from '../node-state.ts';
import { questionAbout } from './decide-object.ts';
import { findCollection } from './find-collection.ts';
import { findParty } from './find-party.ts';

type Deps = NodeState;

export interface ConsentInput {
  readonly id: string;
}

/** Asks the originators of one object whether it may go to a party; only where their consent is all that is missing. */
export async function askConsent(
  deps: Deps,
  input: { readonly object: string; readonly party: string },
): Promise<Result<readonly ConsentCase[], Fault[]>> {
  const party = findParty(deps.parties, input.party, 'for');
  if (!party.ok) return party;
  const recipient = party.value.id;
  return deps.engine.exclusive(async () => {
    const rows = (await deps.shelf.find([input.object])).filter((row) => !row.removed);
    const ways = askedWays(deps, rows, recipient);
    if (!ways.ok) return ways;
    const known = ways.value.map((way) => openCase(deps, input.object, recipient, way.origin));
    const fresh = ways.value.filter((_, i) => known[i] === undefined);
    const unreachable = fresh.filter((way) => deps.peers.enrolled(delivererOf(way)) === null);
    if (unreachable.length > 0)
      return fail(
        ...unreachable.map((way) => ({
          at: 'object',
          problem: `it came from ${delivererOf(way)}, whose node is not enrolled here`,
          valid: 'proviso peer enrol FILE',
        })),
      );
    // Into a class of its own before anybody is asked: the answer then moves a gate and nothing else.
    if (fresh.length > 0)
      await deps.shelf.regrade(rows, (facts) =>
        facts.lineage === undefined ? facts : { ...facts, apart: input.object },
      );
    const asked = deps.engine.change((moment) =>
      fresh.map((way) => {
        const one = newCase(deps, input.object, recipient, way, moment.at);
        deps.consentDesk.sendRequest(one, delivererOf(way), moment);
        return deps.consentCases.get(one.id) ?? one;
      }),
    );
    await deps.store.flush();
    return ok([...known.filter((one) => one !== undefined), ...asked]);
  });
}

const openCase = (deps: Deps, object: string, recipient: PartyId, origin: PartyId): ConsentCase | undefined =>
  deps.consentCases
    .list()
    .find(
      (one) =>
        one.role === 'asker' &&
        one.object === object &&
        one.recipient === recipient &&
        one.origin === origin &&
        one.state === 'waiting',
    );

const newCase = (deps: Deps, object: string, recipient: PartyId, way: Provenance, at: Micros): ConsentCase => ({
  id: `urn:uuid:${deps.platform.uuid()}`,
  role: 'asker',
  from: null,
  to: delivererOf(way),
  object,
  recipient,
  asker: deps.settings.party,
  origin: way.origin,
  over: deps.engine.sticking?.overOf(way) ?? null,
  asked: at,
  state: 'waiting',
  ...unanswered,
});

/** The ways whose originators have to be asked, where that alone would let it pass. */
function askedWays(deps: Deps, rows: readonly FoundRow[], recipient: PartyId): Result<readonly Provenance[], Fault[]> {
  const { at } = deps.engine.horizon();
  const classes = rows.map((row) => {
    const answer = decide(questionAbout(deps, row, recipient, at));
    return { row, is: answer.decision === 'permit' ? 'permit' : answer.class };
  });
  const pending = classes.filter(({ is }) => is === 'pending').map(({ row }) => row);
  if (pending.length === 0)
    return fail({
      at: 'object',
      problem:
        rows.length === 0
          ? 'no such object is held'
          : `the consent of its originator is not what is missing (${classes.map(({ is }) => is).join(', ')})`,
      valid: 'an object of class pending, as: proviso explain --party PARTY --object ID',
    });
  const ways = pending.flatMap((row) => deps.engine.factsOf(row).lineage ?? []);
  const byOrigin = new Map(ways.map((way) => [way.origin, way]));
  return ok([...byOrigin.values()]);
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
      return fail({ at: 'id', problem: `the thread with ${one.from} is frozen`, valid: 'a new question' });
    const said = await say(one);
    if (!said.ok) return said;
    const { kind, body } = said.value;
    const until = body.until === null ? null : formatMicros(body.until);
    const words = answerToBody({ ...body, until, recipient: one.recipient, asker: one.asker });
    deps.engine.change((moment) => deps.consentDesk.sendAnswer(one, kind, words, said.value.said, moment));
    await deps.store.flush();
    return ok(deps.consentCases.get(one.id)!);
  });
}

async function isOver(deps: Deps, one: ConsentCase): Promise<boolean> {
  if (one.over === null) return false;
  const found = findCollection(deps.engine, one.over);
  if (!found.ok) return false;
  return (await deps.shelf.find([one.object])).some((row) => row.collection === found.value.record.no);
}
