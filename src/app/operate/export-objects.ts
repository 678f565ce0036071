import { parsePartyId } from '../../core/ids.ts';
import { limits } from '../../core/limits.ts';
import { type Fault, fail } from '../../core/result.ts';
import type { NodeState } from '../node-state.ts';
import type { PageQuery } from '../partner-api.ts';
import { findCollection } from './find-collection.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'reader' | 'parties'>;

/** A refused export: nothing was read. */
class ExportRefusedError extends Error {
  override readonly name = 'ExportRefusedError';
  readonly code = 'export-refused';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map((f) => f.problem).join('; '));
    this.faults = faults;
  }
}

const comma = Uint8Array.of(44);

/** With `as`, exactly what that party could pull, through its feed and on its record. */
export async function* exportObjects(
  deps: Deps,
  input: { readonly collection: string; readonly as?: string },
): AsyncGenerator<Uint8Array> {
  let first = true;
  for await (const part of input.as === undefined
    ? everything(deps, input.collection)
    : released(deps, input.collection, input.as)) {
    if (!first) yield comma;
    first = false;
    yield part;
  }
}

async function* everything(deps: Deps, ref: string): AsyncGenerator<Uint8Array> {
  const found = findCollection(deps.engine, ref);
  if (!found.ok) throw new ExportRefusedError(found.error);
  const collection = found.value;
  const { no } = collection.record;
  // Copies kept for their bringers' eyes are no part of what the collection holds.
  const isOfCollection = (seq: number): boolean => {
    const classNo = collection.classes[seq] ?? 0;
    return classNo !== 0 && deps.engine.book.factsOf(classNo).keptFor === undefined;
  };
  for (let after = 0, again = 0; ; ) {
    const seqs = (await deps.store.scan(no, after, limits.pageObjectsMax)).map((r) => r.seq);
    const some = seqs.slice(0, collection.bodies.fitting(seqs, limits.pageBytesMax));
    const last = some[some.length - 1];
    if (last === undefined) return;
    const bodies = await deps.store.joinedBodies(no, some.filter(isOfCollection));
    // One of them was removed meanwhile: the rows are read anew, without it.
    if (bodies === null && again++ < readAgainMax) continue;
    if (bodies === null) throw new Error(`bodies of ${ref} are missing; "proviso doctor" reads everything`);
    again = 0;
    after = last;
    if (bodies.length > 0) yield bodies;
  }
}

/** Removals that may come between two reads of the same rows. */
const readAgainMax = 100;

async function* released(deps: Deps, ref: string, as: string): AsyncGenerator<Uint8Array> {
  const party = parsePartyId(as, 'as');
  const faults: Fault[] = [];
  if (!party.ok) faults.push(...party.error);
  else if (deps.parties.get(party.value) === undefined || deps.parties.get(party.value)?.self === true)
    faults.push({
      at: 'as',
      problem: `"${party.value}" is not a counterpart`,
      valid: deps.parties
        .list()
        .filter((p) => !p.self)
        .map((p) => p.id)
        .join(', '),
    });
  const found = findCollection(deps.engine, ref);
  if (!found.ok) faults.push(...found.error);
  if (!party.ok || !found.ok || faults.length > 0) throw new ExportRefusedError(fail(...faults).error);
  const feed = deps.engine.feed(party.value, found.value.record.no);
  let cursor: string | null = null;
  while (feed !== undefined) {
    const query: PageQuery = {
      addedAfter: null,
      cursor,
      limit: limits.pageObjectsMax,
      filter: {
        ids: null,
        types: null,
        specVersions: null,
        versions: { first: false, last: false, all: true, exact: [] },
      },
    };
    const page = await deps.reader.objects(feed, query);
    if (!page.ok)
      throw new ExportRefusedError([
        { at: 'collection', problem: 'the feed could not be read to its end', valid: 'try again' },
      ]);
    if (page.value.count > 0) yield page.value.objects;
    if (!page.value.more) return;
    cursor = page.value.next;
  }
}
