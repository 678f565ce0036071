import type { Store } from '../../ports/store.ts';
import type { TimeCuts } from './class-book.ts';
import type { CollectionState } from './collection-state.ts';
import type { ReleaseEngine } from './engine.ts';
import type { BodyReader } from './referrers.ts';
import { type Origins, settleNeeds } from './settle-needs.ts';

export interface RecutParts {
  readonly engine: ReleaseEngine;
  readonly store: Store;
  readonly read: BodyReader;
  readonly origins: Origins;
}

interface ReadVersion {
  readonly seq: number;
  readonly id: string;
  readonly created: string | null;
  readonly modified: string | null;
  readonly refs: readonly string[];
  readonly customRefs: readonly string[];
}

/**
 * New borders across `created` and `modified` split classes. Every version is read once; the parts stay in the groups
 * of the class they come from, so no partner notices. Callers hold the lock.
 */
export async function recutClasses(parts: RecutParts, cuts: TimeCuts): Promise<void> {
  const { engine, store, read, origins } = parts;
  if (store.dirty) await store.flush();
  const { book } = engine;
  const found = new Map<CollectionState, ReadVersion[]>();
  for (const collection of engine.collections.values()) {
    const list: ReadVersion[] = [];
    for (let after = 0; ; ) {
      const rows = await store.scan(collection.record.no, after, 1000);
      if (rows.length === 0) break;
      after = rows[rows.length - 1]!.seq;
      for (const row of rows) {
        const body = await store.body(collection.record.no, row.seq);
        if (body !== null) list.push({ seq: row.seq, id: row.id, ...read.timesOf(body), ...read.referencesOf(body) });
      }
    }
    found.set(collection, list);
  }
  engine.recut(cuts);
  for (const [collection, list] of found) {
    const unsettled = list.map((o) => {
      const facts = { ...book.factsOf(collection.classes[o.seq]!), created: o.created, modified: o.modified };
      const at = collection.log.atOf(o.seq);
      return { ...o, at, base: book.baseOf(facts), refs: o.refs.filter((r) => r !== facts.creator) };
    });
    const needs = settleNeeds(unsettled, () => [], origins);
    const needsAll = settleNeeds(
      unsettled.map((o) => ({ ...o, refs: [...o.refs, ...o.customRefs] })),
      () => [],
      origins,
    );
    const moves = unsettled.map((o, i) => ({
      seq: o.seq,
      id: o.id,
      classNo: book.classOf(o.base, needs[i]!, needsAll[i]!),
    }));
    engine.split(collection, moves);
    for (const m of moves) {
      const was = collection.classes[m.seq]!;
      if (was === m.classNo) continue;
      if (m.id.startsWith('identity--')) {
        collection.discountCreator(m.id, was, collection.log.atOf(m.seq));
        collection.countCreator(m.id, m.classNo, collection.log.atOf(m.seq));
      }
      collection.move(m.seq, m.classNo);
      store.write.setClass(collection.record.no, m.seq, m.classNo);
      store.write.dropClassSegment(collection.record.no, m.seq >>> 16);
      collection.unsavedSegments.add(m.seq >>> 16);
    }
  }
  engine.saveClasses();
}
