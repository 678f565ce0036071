import type { PartyId, TextId } from '../../src/core/ids.ts';
import type { Lineage } from '../../src/core/lineage/index.ts';
import type { PreparedObject } from '../../src/core/stix/object-facts.ts';
import { parseTerms } from '../../src/core/terms/index.ts';
import { readProvenance } from '../../src/protocol/index.ts';
import type { Stix } from './stix-makers.ts';
import { must, type WholeNode } from './whole-node-lab.ts';

/** What a partner's node gives this one, as the pull of a received leg hands it on. */

const id = (party: string): PartyId => party as PartyId;

/** A way by which something came: who had it, the deliverer last, and the texts it came under. */
export const came = (path: readonly string[], under: readonly string[]): Lineage => [
  { origin: id(path[0] ?? ''), path: path.map(id), under: under as readonly TextId[] },
];

/** A text of another party, in force towards us. */
export async function receive(
  lab: WholeNode,
  from: string,
  text: string,
  rules: Readonly<Record<string, unknown>>,
): Promise<void> {
  const terms = must(
    parseTerms({ id: text, from, to: 'us', over: `collection:of-${from}`, allow: [{ do: 'receive' }], ...rules }),
  );
  const { engine, received, store } = lab.node.state;
  engine.change((moment) =>
    received.put(
      {
        id: text as TextId,
        from: id(from),
        to: id('us'),
        text: terms,
        since: moment.at,
        endedAt: null,
        replacedBy: null,
      },
      moment,
    ),
  );
  await store.flush();
}

export async function endReceived(lab: WholeNode, text: string): Promise<void> {
  const { engine, received, store } = lab.node.state;
  engine.change((moment) => received.end(text as TextId, moment));
  await store.flush();
}

export function prepared(lab: WholeNode, object: Stix, by: string): PreparedObject {
  const { intake, engine } = lab.node.state;
  return must(intake.prepare(object, id(by), engine.now())).prepared;
}

/** Objects that came from another node, stored as a pull stores them. */
export async function deliver(
  lab: WholeNode,
  collection: string,
  objects: readonly Stix[],
  lineage: Lineage,
): Promise<readonly string[]> {
  const { engine, shelf, store } = lab.node.state;
  const by = lineage[0]?.path.at(-1) ?? '';
  const into = [...engine.collections.values()].find((c) => c.record.alias === collection)!;
  const ready = objects.map((o) => prepared(lab, o, by));
  const placed = await shelf.add(
    into,
    ready,
    id(by),
    () => {},
    ready.map(() => lineage),
  );
  await store.flush();
  return placed.map((p) => p.kind);
}

/** Ids that a party gets of a collection now. */
export async function got(lab: WholeNode, as: string, collection: string): Promise<string[]> {
  lab.clock.advance(1_000_000);
  const reply = await lab.ask({ path: `/api/collections/${collection}/objects/?limit=1000&match[version]=all`, as });
  const { objects = [] } = JSON.parse(reply.text) as { objects?: { id: string }[] };
  return objects.map((o) => o.id).sort();
}

/** A page as a peer node reads it: each object's id with its lineage, and the texts that came along. */
export async function asPeer(
  lab: WholeNode,
  party: string,
  collection: string,
): Promise<{ readonly lineages: ReadonlyMap<string, Lineage>; readonly texts: readonly unknown[] }> {
  lab.clock.advance(1_000_000);
  const query = {
    addedAfter: null,
    cursor: null,
    limit: 1000,
    filter: {
      ids: null,
      types: null,
      specVersions: null,
      versions: { first: false, last: false, all: true, exact: [] },
    },
  };
  const page = await lab.node.partner.objects({ party: id(party), keyId: 'k', peer: true }, 'api', collection, query);
  if (!page.ok) throw new Error(`refused: ${page.refusal.kind}`);
  const text = new TextDecoder();
  const objects = JSON.parse(`[${text.decode(page.value.objects)}]`) as { id: string }[];
  if (page.value.provenance === undefined) return { lineages: new Map(), texts: [] };
  const value: unknown = JSON.parse(text.decode(page.value.provenance));
  const read = must(readProvenance(value, { deliverer: id('us'), objects: objects.length }));
  return { lineages: new Map(objects.map((o, i) => [o.id, read.objects[i]!])), texts: read.texts };
}
