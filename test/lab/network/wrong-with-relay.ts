import { shownTo, wrongBooks } from './delivered-places.ts';
import { versionName } from './exchange-history.ts';
import { type Edge, heldIn } from './exchange-world.ts';
import { type RelayWorld, shared, textOf } from './relay-world.ts';

const edges: readonly Edge[] = [
  { giver: 'o', taker: 'a' },
  { giver: 'a', taker: 'c' },
];

/** What is not as `o` said, once all is quiet; null when nothing. */
export async function wrongWithRelay(world: RelayWorld): Promise<string | null> {
  for (const edge of edges) {
    const wrong = await wrongBooks(world.lab, edge, 'shared', shared);
    if (wrong !== null) return `${edge.giver} to ${edge.taker}: ${wrong}`;
  }
  return (await wrongObjects(world)) ?? wrongCases(world) ?? (await wrongLineage(world)) ?? wrongRecord(world);
}

const namesAt = async ({ lab }: RelayWorld, at: string): Promise<string[]> =>
  (await lab.finish(() => heldIn(lab.node(at), shared))).map(versionName).sort();

async function wrongObjects(world: RelayWorld): Promise<string | null> {
  const standing = world.standing();
  const names = standing.map(versionName).sort();
  for (const at of ['o', 'a']) {
    const held = await namesAt(world, at);
    if (held.join() !== names.join()) return `${at} holds ${held.length} versions of ${names.length}`;
  }
  const shown = (await shownTo(world.lab, edges[1]!, 'shared')).sort();
  const permitted = world.permitted().sort();
  if (shown.join() !== permitted.join()) return `c is shown ${shown.join(', ')} and may see ${permitted.join(', ')}`;
  const held = await namesAt(world, 'c');
  const missing = permitted.find((name) => !held.includes(name));
  if (missing !== undefined) return `c lacks ${missing}`;
  const may = standing.filter(({ id }) => world.everGranted.has(id) || world.everGranted.has('everything'));
  const strange = held.find((name) => !may.some((object) => versionName(object) === name));
  return strange === undefined ? null : `c holds ${strange}, which was deleted or never let pass`;
}

/** Both sides of each question know the same answer. */
function wrongCases({ lab }: RelayWorld): string | null {
  const told = ({ id, state, until, scope, why }: Readonly<Record<string, unknown>>): string =>
    JSON.stringify({ id, state, until, scope, why });
  const at = (name: string): string[] =>
    lab
      .node(name)
      .operator.consentCases()
      .map((one) => told({ ...one }))
      .sort();
  const [asked, answered] = [at('a'), at('o')];
  const odd = asked.find((line) => !answered.includes(line)) ?? answered.find((line) => !asked.includes(line));
  return odd === undefined
    ? null
    : `a knows ${asked.filter((l) => !answered.includes(l)).join()} and o ${answered.filter((l) => !asked.includes(l)).join()}`;
}

/** T-FED-09: each came by the one way there is, under the texts of that way. */
async function wrongLineage({ lab }: RelayWorld): Promise<string | null> {
  const ways: readonly [string, string, readonly string[]][] = [
    ['a', 'o', [textOf('o', 'a')]],
    ['c', 'o,a', [textOf('o', 'a'), textOf('a', 'c')]],
  ];
  for (const [at, path, under] of ways) {
    const { engine, shelf } = lab.node(at).state;
    const held = await lab.finish(() => heldIn(lab.node(at), shared));
    const rows = await lab.finish(() => shelf.find([...new Set(held.map(({ id }) => id))]));
    for (const row of rows) {
      if (row.removed) continue;
      const { lineage = [] } = engine.factsOf(row);
      const [way] = lineage;
      const isRight =
        way?.origin === 'o' && way.path.join() === path && [...way.under].sort().join() === [...under].sort().join();
      if (lineage.length !== 1 || !isRight) return `${row.id} came to ${at} by ${JSON.stringify(lineage)}`;
    }
  }
  return null;
}

/** Every time that `c` got something, one consent is named that `o` gave. */
async function wrongRecord({ lab }: RelayWorld): Promise<string | null> {
  const cases = new Map(
    lab
      .node('o')
      .operator.consentCases()
      .map((one) => [one.id, one]),
  );
  for (const object of await lab.finish(() => heldIn(lab.node('c'), shared))) {
    const got = await lab.finish(() => lab.node('a').operator.whoGot(object.id));
    const rows = got.ok ? got.value.filter((row) => row.party === 'c' && row.version === object['modified']) : [];
    if (rows.length === 0) return `${versionName(object)} is held by c and not on record`;
    for (const { consents } of rows) {
      const [one] = consents.map((id) => cases.get(id));
      const isFor = one?.object === object.id || one?.scope === 'collection';
      if (consents.length !== 1 || !isFor) return `${versionName(object)} went out by ${consents.join(', ')}`;
    }
  }
  return null;
}
