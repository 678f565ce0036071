import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storePage } from '../../src/app/federation/store-page.ts';
import type { PartyId } from '../../src/core/ids.ts';
import type { Lineage } from '../../src/core/lineage/index.ts';
import { formatMicros } from '../../src/core/time.ts';
import { steadyClock, systemTime } from '../../src/main/system-clock.ts';
import { PeerNodes } from '../federation/peer-nodes.ts';
import { indicator } from '../federation/sample-items.ts';
import { came, got, receive } from '../lab/lineage-lab.ts';
import { permit, stix } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

const day = 86_400_000_000;
const minute = 60_000_000;

describe('what waited in quarantine comes out under the terms it came under', () => {
  let nodes: PeerNodes;
  let folder: string;
  let behind: number;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'proviso-quarantine-'));
    behind = 4 * minute;
    const clock = steadyClock(() => systemTime() - behind);
    nodes = await PeerNodes.open(['a', 'b', 'c'], { c: { file: join(folder, 'c.db'), clock } });
  });
  afterEach(async () => {
    await nodes.close();
    rmSync(folder, { recursive: true });
  });

  const operator = (name: string) => nodes.node(name).node.operator;
  const plain = indicator('plain');
  /** Of tomorrow for C, whose clock is behind, and for nobody else. */
  const early = (): Readonly<Record<string, unknown>> => {
    const at = formatMicros(Math.floor((systemTime() + day - minute) / 1000) * 1000);
    return indicator('early', { created: at, modified: at });
  };
  const idOf = (object: Readonly<Record<string, unknown>>): string => String(object['id']);

  async function decided(object: Readonly<Record<string, unknown>>, party: string): Promise<unknown> {
    const { decision, because, ...rest } = must(await operator('c').decide({ party, object: idOf(object) })) as {
      decision: string;
      class?: string;
      because: unknown;
    };
    return { decision, class: rest.class, because };
  }

  it.each([
    ['at once', false],
    ['after a restart', true],
  ])('M 2455 three hops: retried %s it needs the leave of A as if it had never waited', async (_when, restarts) => {
    const waits = early();
    await nodes.collection('a', 'of-a', [plain, waits]);
    await nodes.collection('b', 'of-b');
    await nodes.collection('c', 'of-c');
    const relay = { do: 'relay', when: [{ recipient: { 'any-of': ['party:c', 'party:e'] } }] };
    await nodes.agree('a', 'b', 'of-a', { into: 'of-b', allow: [{ do: 'receive' }, relay] });
    must(await operator('b').syncNow({}));
    await nodes.agree('b', 'c', 'of-b', { into: 'of-c' });
    const [run] = must(await operator('c').syncNow({}));
    expect(run).toMatchObject({ ended: 'complete', added: 1, quarantined: 1 });
    for (const party of ['d', 'e']) {
      must(await operator('c').addParty({ id: party, name: party, organs: [] }));
      must(await operator('c').addTerms(permit(party, 'of-c', [], { from: 'c', references: 'keep' })));
    }
    if (restarts) await nodes.node('c').restart();
    expect(must(await operator('c').retryQuarantine({}))).toMatchObject({ released: 0, still: [{ tries: 2 }] });
    behind = 0;
    expect(must(await operator('c').retryQuarantine({}))).toMatchObject({ released: 1, still: [], wayUnknown: 0 });
    for (const party of ['d', 'e']) expect(await decided(waits, party)).toEqual(await decided(plain, party));
    expect(await decided(waits, 'd')).toMatchObject({ decision: 'refuse', because: [{ under: { party: 'party:a' } }] });
    expect(await decided(waits, 'e')).toMatchObject({ decision: 'permit' });
    const [late, usual] = await Promise.all(
      [waits, plain].map(async (o) =>
        must(await operator('c').objectLineage(idOf(o))).map(({ path, under, hops }) => ({ path, under, hops })),
      ),
    );
    expect(late).toEqual(usual);
    expect(late).toMatchObject([{ path: ['a', 'b'], hops: 2 }]);
  });
});

describe('a row of the quarantine', () => {
  let lab: WholeNode;
  const text = (n: number): string => `urn:uuid:${uuid(n)}`;
  const [fromB, again] = [text(0x72), text(0x73)];
  const allow = (party: string) => [
    { do: 'receive' },
    { do: 'relay', when: [{ recipient: { is: `party:${party}` } }] },
  ];
  const tomorrow = { created: '2026-03-03T00:00:00.000Z', modified: '2026-03-03T00:00:00.000Z' };
  const theirs = stix('malware', 2, [], tomorrow);
  beforeEach(async () => {
    lab = await WholeNode.open();
    for (const id of ['b', 'c', 'z']) await lab.addParty(id);
    await lab.addCollection(uuid(1), 'main');
    for (const party of ['c', 'z'])
      must(await lab.operator.addTerms(permit(party, 'main', [], { references: 'keep' })));
    await receive(lab, 'b', fromB, { allow: allow('c') });
    await receive(lab, 'b', again, { allow: [...allow('c'), ...allow('z')] });
  });
  afterEach(() => lab.close());

  const source = { id: 's', party: 'b' as PartyId, into: 1 };
  const bytesOf = (object: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(object));
  const comes = (lineage: Lineage, object = theirs) => {
    const { deps } = lab.node.state.federation;
    return storePage(deps, deps.quarantine, source, [bytesOf(object)], { lineages: [lineage], texts: [] }, () => {});
  };
  /** As it was kept before rows said how an object came. */
  const ofBefore = async (object = theirs): Promise<void> => {
    const row = { source: 's', party: source.party, collection: 1, object: object.id, version: tomorrow.modified };
    lab.node.state.federation.deps.quarantine.put({ ...row, faults: [], at: 1, tries: 1 }, bytesOf(object));
    await lab.store.flush();
  };
  const retry = async (): Promise<unknown> => {
    lab.clock.advance(2 * day);
    return must(await lab.operator.retryQuarantine({}));
  };
  const gets = async (): Promise<string[]> => {
    const out: string[] = [];
    for (const party of ['c', 'z']) if ((await got(lab, party, 'main')).length > 0) out.push(party);
    return out;
  };

  it('T-FED-08 what has been here before goes no further round', async () => {
    expect(await comes(came(['us', 'b'], [fromB]))).toMatchObject({ quarantined: 1 });
    expect(await retry()).toMatchObject({ released: 1, still: [] });
    expect(lab.node.state.engine.collections.get(1)!.objects).toBe(0);
    expect(await lab.operator.quarantine({})).toEqual([]);
  });

  it('T-FED-05 a changed copy of our own changes nothing of ours, and is told', async () => {
    await comes(came(['b'], [fromB]));
    lab.clock.advance(2 * day);
    await lab.bring('main', [{ ...theirs, name: 'ours' }]);
    expect(await retry()).toMatchObject({ released: 1 });
    expect(lab.operator.alerts()).toMatchObject([{ kind: 'own-material', party: 'b', object: theirs.id }]);
  });

  it('that came by two ways comes out under both', async () => {
    await comes(came(['b'], [again]));
    await comes(came(['a', 'b'], [fromB]));
    expect(await lab.operator.quarantine({})).toHaveLength(1);
    expect(await retry()).toMatchObject({ released: 1, wayUnknown: 0 });
    expect(await gets()).toEqual(['c']);
  });

  it('of before goes to nobody, until its giver gives it anew', async () => {
    await ofBefore();
    expect(await retry()).toMatchObject({ released: 1, wayUnknown: 1 });
    expect(await gets()).toEqual([]);
    expect(must(await lab.operator.decide({ party: 'c', object: theirs.id }))).toMatchObject({ decision: 'refuse' });
    await comes(came(['b'], [fromB]));
    expect(await gets()).toEqual(['c']);
  });

  it('of before takes the way by which its giver gives the same anew, while it waits', async () => {
    await ofBefore();
    await comes(came(['b'], [fromB]));
    expect(await retry()).toMatchObject({ released: 1, wayUnknown: 0 });
    expect(await gets()).toEqual(['c']);
  });
});
