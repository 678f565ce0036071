import { createHash } from 'node:crypto';
import type { PartyId } from '../../../src/core/ids.ts';
import { parseTimestamp } from '../../../src/core/time.ts';
import type { NetworkLab } from '../../lab/network/create-lab.ts';
import type { LivingNode } from '../../lab/network/lab-node.ts';
import { must } from '../../lab/whole-node-lab.ts';
import type { DeathPlan } from './death-world.ts';

/** What an exchange came to at both nodes, without anything that depends on when it happened. */
export interface Account {
  /** Everything that `b` holds: id, version, content, how it came. */
  readonly held: readonly string[];
  /** Of `b`: counts, and everything it set aside. */
  readonly counts: Readonly<Record<string, unknown>>;
  readonly besides: readonly string[];
  /** How many entries of the feed lie at or before the place from which it goes on. */
  readonly place: number | null;
  /** Of `a`: what its record says about each object, and what is marked as served in the feed. */
  readonly record: readonly string[];
  readonly served: readonly string[];
}

const short = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

export function accountOf(lab: NetworkLab, plan: DeathPlan): Promise<Account> {
  return lab.finish(async () => {
    const [a, b] = [lab.node('a'), lab.node('b')];
    return {
      held: await heldAt(b),
      counts: countsAt(b),
      besides: await besidesAt(b),
      place: placeOf(a, b),
      record: await recordAt(a, plan),
      served: servedAt(a),
    };
  });
}

async function heldAt({ state: { engine, store } }: LivingNode): Promise<string[]> {
  const out: string[] = [];
  if (store.dirty) await store.flush();
  for (const { record, classes } of engine.collections.values())
    for (const { seq, id, version } of await store.scan(record.no, 0, 1_000_000)) {
      if ((classes[seq] ?? 0) === 0) continue;
      const { deliverer, keptFor, lineage } = engine.book.factsOf(classes[seq]!);
      const body = await store.body(record.no, seq);
      out.push([record.no, id, version, short(body!), deliverer, keptFor, JSON.stringify(lineage)].join(' '));
    }
  return out.sort();
}

const sourceAt = ({ state }: LivingNode) => state.federation.deps.sources.state('a/shared');

function countsAt(b: LivingNode): Account['counts'] {
  const { added, held, echoes, foreign, conflicts, quarantined, gaps } = sourceAt(b);
  const isPushed = b.state.federation.pulled().length === 0;
  // A giver that lost both the answer and its life may cut the page otherwise than before: what came with the first counts
  // again as held, or as whatever it was, and changes nothing else.
  return isPushed ? { added, gaps } : { added, held, echoes, foreign, conflicts, quarantined, gaps };
}

async function besidesAt({ state: { store } }: LivingNode): Promise<string[]> {
  if (store.dirty) await store.flush();
  return ['aside', 'alert', 'quarantine', 'received-text'].flatMap((kind) =>
    store.documents(kind).map(({ id }) => `${kind} ${id}`),
  );
}

const feedOf = ({ state: { engine } }: LivingNode) => [...engine.feeds.values()].find(({ party }) => party === 'b');

function placeOf(a: LivingNode, b: LivingNode): number | null {
  const pushed = a.state.store.documents('push-state').map(({ value }) => (value as { after: number | null }).after);
  const { addedAfter } = sourceAt(b).place;
  const stamp = pushed[0] ?? (addedAfter === null ? null : parseTimestamp(addedAfter));
  return stamp === null ? null : (feedOf(a)?.stream.entries.firstAfter(stamp) ?? null);
}

async function recordAt({ operator }: LivingNode, { batches, relayed }: DeathPlan): Promise<string[]> {
  const out: string[] = [];
  for (const id of new Set([...batches.flat(), ...relayed].map((object) => object.id)))
    for (const { at: _, inputs: __, ...row } of must(await operator.whoGot(id)))
      if (row.party === ('b' as PartyId)) out.push(JSON.stringify(row));
  return out.sort();
}

function servedAt(a: LivingNode): string[] {
  const out: string[] = [];
  const entries = feedOf(a)?.stream.entries;
  entries?.scan(0, 0, (position, seq) => {
    out.push(`${seq} ${entries.wasServed(position)}`);
    return true;
  });
  return out.sort();
}
