import type { PartyId } from '../../core/ids.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { compileTerms, type TermsText } from '../../core/terms/index.ts';
import { termsFromValue } from '../../formats/index.ts';
import type { SourceRecord } from '../federation/source-record.ts';
import { sourceView } from '../federation/source-view.ts';
import type { SourceView } from '../federation-api.ts';
import type { NodeState } from '../node-state.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'federation' | 'platform' | 'settings' | 'received' | 'texts'>;

/** A text by which what comes from a server that is no node is treated as given, with its id. */
export type SourceText = TermsText & { readonly id: NonNullable<TermsText['id']> };

/**
 * Reads the text that own staff attach to a source, in any spelling. It is given by the party of the source to this node,
 * over the collection there; these may be left out, and otherwise must say so.
 */
export function readSourceTerms(
  deps: Pick<Deps, 'settings' | 'platform' | 'received' | 'texts'>,
  value: unknown,
  source: { readonly party: PartyId; readonly collection: string },
): Result<SourceText, Fault[]> {
  const frame = {
    from: `party:${source.party}`,
    to: `party:${deps.settings.party}`,
    over: `collection:${source.collection}`,
  };
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  const read = termsFromValue(isMap && !('@type' in value) ? { ...frame, ...value } : value);
  if (!read.ok) return fail(...read.error.map((fault) => ({ ...fault, at: `terms.${fault.at}` })));
  const text = read.value;
  const faults: Fault[] = [];
  for (const field of ['from', 'to', 'over'] as const)
    if (text[field] !== frame[field])
      faults.push({ at: `terms.${field}`, problem: 'is not of this source', valid: `${frame[field]}, or left out` });
  const id = text.id ?? (`urn:uuid:${deps.platform.uuid()}` as SourceText['id']);
  if (deps.received.get(id) !== null || deps.texts.has(id))
    faults.push({ at: 'terms.id', problem: 'this id is taken', valid: 'a new urn:uuid, or no id at all' });
  const compiled = compileTerms({ ...text, id });
  if (!compiled.ok) faults.push(...compiled.error.map((fault) => ({ ...fault, at: `terms.${fault.at}` })));
  return faults.length > 0 ? fail(...faults) : ok({ ...text, id });
}

/**
 * From now on what the source brings is under this text, and what came under the one before is under it, too. What came
 * before any text was attached stays as it came.
 */
export async function setSourceTerms(
  deps: Deps,
  input: { readonly source: string; readonly terms: unknown },
): Promise<Result<SourceView, Fault[]>> {
  const { engine, store, federation } = deps;
  return engine.exclusive(async () => {
    const source = federation.deps.sources.get(input.source);
    if (source === undefined || source.target.kind !== 'foreign')
      return fail({
        at: 'source',
        problem: `no server by the id "${input.source}" is pulled from`,
        valid: 'an id of: proviso source list; terms of peers are those of their accords',
      });
    const text = readSourceTerms(deps, input.terms, source);
    if (!text.ok) return text;
    const put = putSourceTerms(deps, source, text.value);
    await store.flush();
    return ok(sourceView(deps, put));
  });
}

/** Callers hold the lock and flush. */
export function putSourceTerms(
  { engine, received, federation, settings }: Deps,
  source: SourceRecord,
  text: SourceText,
): SourceRecord {
  const changed: SourceRecord = { ...source, terms: text.id };
  engine.change((moment) => {
    const row = { id: text.id, from: source.party, to: settings.party, text, since: moment.at };
    received.put({ ...row, endedAt: null, replacedBy: null }, moment);
    if (source.terms !== undefined) received.end(source.terms, moment, text.id);
    federation.deps.sources.put(changed);
  });
  return changed;
}
