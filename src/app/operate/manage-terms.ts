import { coalitionSlug } from '../../core/coalition/index.ts';
import { valuesOf } from '../../core/conditions/index.ts';
import { type PartyId, parsePartyId, type TextId } from '../../core/ids.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { type CompiledTerms, compileTerms, leavesOf, lintTerms, type TermsText } from '../../core/terms/index.ts';
import { termsFromValue } from '../../formats/index.ts';
import type { NodeState, StoredText } from '../node-state.ts';
import type { TextRecord } from '../operator-api.ts';
import { cutsOf, joinCuts } from '../release/time-cuts.ts';
import { isSuspended } from '../text-in-force.ts';
import { findCollection } from './find-collection.ts';

type Deps = Pick<
  NodeState,
  'engine' | 'store' | 'parties' | 'positions' | 'coalitions' | 'platform' | 'texts' | 'settings' | 'shelf' | 'accords'
>;

/** Pairs that the texts of one giver over one collection may come to for one partner. */
export const textsPerCollectionMax = 1_000;

type Finding = Fault & { readonly severity: 'error' | 'warning' };

interface Ready {
  readonly text: TermsText;
  readonly compiled: CompiledTerms;
  readonly to: PartyId | null;
  readonly collection: number;
}

export const textRecord = (t: StoredText): TextRecord => ({
  id: t.id,
  from: t.from,
  to: t.to,
  over: t.text.over,
  inForceSince: t.since,
  endedAt: t.endedAt,
  accord: t.accord ?? null,
  suspended: isSuspended(t),
});

export function checkTerms(deps: Deps, value: unknown): readonly Finding[] {
  const { findings } = read(deps, value);
  return findings;
}

/** A one-sided text put in force by its giver. Warnings do not stop it; the node gives an id where there is none. */
export async function addTerms(deps: Deps, value: unknown): Promise<Result<TextRecord, Fault[]>> {
  const { engine, store, texts, shelf, platform } = deps;
  return engine.exclusive(async () => {
    const { ready, findings } = read(deps, value);
    const errors = findings.filter((f) => f.severity === 'error');
    if (ready === null || errors.length > 0) return fail(...errors.map(({ severity: _severity, ...fault }) => fault));
    const id = ready.text.id ?? (`urn:uuid:${platform.uuid()}` as TextId);
    const cuts = joinCuts(engine.book.cuts, cutsOf(ready.compiled));
    if (cuts !== null) await shelf.recut(cuts);
    const stored = engine.change((moment) => {
      const row: StoredText = {
        id,
        from: deps.settings.party,
        to: ready.to,
        text: { ...ready.text, id },
        collection: ready.collection,
        since: moment.at,
        endedAt: null,
      };
      texts.set(id, row);
      store.write.putDocument('text', id, row);
      engine.putInForce({ id, terms: ready.compiled, collection: ready.collection, since: moment.at }, moment);
      return row;
    });
    await store.flush();
    return ok(textRecord(stored));
  });
}

export async function endTerms(deps: Deps, id: string): Promise<Result<TextRecord, Fault[]>> {
  const { engine, store, texts } = deps;
  return engine.exclusive(async () => {
    const text = texts.get(id);
    if (text === undefined || text.endedAt !== null)
      return fail({ at: 'id', problem: `no text "${id}" is in force`, valid: 'an id of: proviso terms list' });
    if (text.accord !== undefined)
      return fail({
        at: 'id',
        problem: 'both sides signed this text; one of them alone does not end it in silence',
        valid: `proviso accord suspend ${text.accord}, or revoke`,
      });
    const ended = engine.change((moment) => {
      const row: StoredText = { ...text, endedAt: moment.at };
      texts.set(id, row);
      store.write.putDocument('text', id, row);
      engine.end(id, moment);
      return row;
    });
    await store.flush();
    return ok(textRecord(ended));
  });
}

function read(deps: Deps, value: unknown): { readonly ready: Ready | null; readonly findings: readonly Finding[] } {
  const error = (f: Fault): Finding => ({ ...f, severity: 'error' });
  const parsed = termsFromValue(value);
  if (!parsed.ok) return { ready: null, findings: parsed.error.map(error) };
  const text = parsed.value;
  const findings: Finding[] = [
    ...lintTerms(text, { now: deps.engine.now(), scale: (topic) => deps.positions.book.scale(topic) }),
  ];
  const compiled = compileTerms(text);
  findings.push(...partiesOf(deps, text).map(error));
  if (compiled.ok) findings.push(...coalitionsOf(deps, compiled.value));
  const collection = findCollection(deps.engine, text.over, 'over');
  if (!collection.ok) findings.push(...collection.error.map(error));
  if (text.id !== undefined && (deps.texts.has(text.id) || deps.accords.reserves(text.id)))
    findings.push(
      error({
        at: 'id',
        problem: 'this id is taken; a changed text has a new id',
        valid: 'a new urn:uuid, or no id at all',
      }),
    );
  if (!compiled.ok || !collection.ok || findings.some((f) => f.severity === 'error')) return { ready: null, findings };
  const no = collection.value.record.no;
  const beside = [...deps.engine.texts.values()].filter((t) => t.collection === no).length;
  if (beside >= textsPerCollectionMax)
    findings.push(
      error({
        at: 'over',
        problem: `${beside} texts are in force over this collection`,
        valid: `at most ${textsPerCollectionMax}; end some`,
      }),
    );
  return { ready: { text, compiled: compiled.value, to: compiled.value.receiver, collection: no }, findings };
}

/** A coalition nobody knows has no members: a text that names one may mean another. */
function coalitionsOf({ coalitions }: Deps, terms: CompiledTerms): Finding[] {
  const leaves = terms.rules.flatMap((rule) => leavesOf(rule.tree));
  const named = leaves.flatMap(({ operand, condition }) => {
    if (operand.name === 'member-of') return valuesOf(condition);
    return operand.name === 'member-age' ? (condition.params['of'] ?? []) : [];
  });
  return [...new Set(named.map(coalitionSlug))]
    .filter((id) => coalitions.get(id) === undefined)
    .map((id) => ({
      at: `coalition:${id}`,
      problem: 'no such coalition is on record, and nobody is in it',
      valid: [...coalitions.ids()].join(', ') || 'add it first: proviso coalition add',
      severity: 'warning',
    }));
}

function partiesOf(deps: Deps, text: TermsText): Fault[] {
  const { settings, parties } = deps;
  const faults: Fault[] = [];
  const from = parsePartyId(text.from, 'from');
  if (!from.ok || from.value !== settings.party)
    faults.push({
      at: 'from',
      problem: `a one-sided text is given by this node's own party`,
      valid: `party:${settings.party}`,
    });
  if (text.to === undefined) return faults;
  const to = parsePartyId(text.to, 'to');
  if (!to.ok || parties.get(to.value) === undefined || parties.get(to.value)?.self === true)
    faults.push({
      at: 'to',
      problem: `"${text.to}" is not a counterpart of this node`,
      valid:
        parties
          .list()
          .filter((p) => !p.self)
          .map((p) => `party:${p.id}`)
          .join(', ') || 'add one first: proviso party add',
    });
  return faults;
}
