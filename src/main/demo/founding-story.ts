import { decisionText } from '../../cli/answer-text.ts';
import { simulationText } from '../../cli/records.ts';
import { stamped } from '../../cli/stamped.ts';
import { isPermit, whyOf } from './answer-fields.ts';
import { recordTheRecord } from './founding-record.ts';
import type { Scene, StoryEnd } from './scenario.ts';
import { type TaxiiPage, type TaxiiPartner, taxiiPartner } from './taxii-partner.ts';

/**
 * The founding situation as one node can tell it: one side holds intelligence, the other offers and asks for the same; the
 * answer is "not until". Steps 2 to 6 and 8 of the story; the signed accord, the ledger and the third party come with them.
 */

const partner = 'russia';
const topic = 'assad-future';
const collection = { id: '1f0a4c1e-0001-4a00-8000-00000000c011', alias: 'syria-is-positions' };
const dayMicros = 86_400_000_000;
const pageObjects = 25;
const tlpRed = 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1';

const indent = (text: string): string => text.replace(/\n(?=.)/g, '\n   ');
const count = (pages: readonly TaxiiPage[]): number => pages.reduce((sum, page) => sum + page.objects.length, 0);

/** One object that the terms would let out, and the client that waits for it. */
interface Watch {
  readonly scene: Scene;
  readonly client: TaxiiPartner;
  readonly object: string;
}

export async function playFounding(scene: Scene): Promise<StoryEnd> {
  const { tell, staff } = scene;
  await tell.line('The United States run this node. Russia has offered to exchange intelligence and asks for the same.');
  await stockTheShelf(scene);
  await recordTheRecord(scene);
  const { key, path } = await notUntil(scene);
  const client = taxiiPartner(scene.base, path, key);
  const object = await someLocation(scene);
  const watch: Watch = { scene, client, object };
  const place = await nothingYet(watch);
  await whatIf(watch);
  await fabricated(watch);
  await newPosition(watch);
  const pages = await holdDown(watch, place);
  await contradiction(watch, pages);
  await tell.line(`${tell.claims} claims were checked, all held.`);
  const left = await client.walk({ limit: '1000' });
  void staff;
  return {
    key,
    collection: { ...collection, path },
    object,
    partner,
    released: count(left),
    commands: [`position history --party ${partner} --topic ${topic}`, `position drift --party ${partner} --topic ${topic}`],
  };
}

async function add(scene: Scene, file: string): Promise<void> {
  await scene.tell.command(`statement add samples/founding/${file}`);
  await scene.staff.ask('statement add', { value: await scene.staff.document(file) });
}

async function passDays(scene: Scene, days: number, until: string): Promise<void> {
  scene.clock.pass(days * dayMicros);
  await scene.tell.line(`(${days} days pass: ${until})`);
}

async function stockTheShelf({ tell, staff }: Scene): Promise<void> {
  await tell.step('Positions of the group lie on the shelf');
  await tell.command(`collection create --id ${collection.id} --title "Positions of the group" --alias ${collection.alias}`);
  await staff.ask('collection create', { ...collection, title: 'Positions of the group' });
  await tell.command(`import samples/founding/intelligence.json --collection ${collection.alias}`);
  const { totals, refused } = await staff.importSample('intelligence.json', collection.alias);
  await tell.claim(refused.length === 0 && totals.added === totals.read, `all ${totals.read} objects are stored`);
}

async function notUntil({
  tell,
  staff,
  base,
}: Scene): Promise<{ readonly key: { readonly id: string; readonly secret: string }; readonly path: string }> {
  await tell.step('Not "no" but "not until": terms that name what would have to change');
  await tell.command('terms add samples/founding/terms.yaml');
  const text = await staff.ask('terms add', { value: await staff.document('terms.yaml') });
  await tell.line(`in force: ${text.id}, over ${text.over}`);
  await tell.command(`key create --party ${partner} --scope taxii`);
  const { id, secret } = await staff.ask('key create', { party: partner, scope: 'taxii', label: 'demo' });
  const key = { id, secret };
  const found = await taxiiPartner(base, '/', key).resource('/taxii2/');
  const root = found.body['default'] ?? (found.body['api_roots'] as unknown[] | undefined)?.[0];
  const { pathname } = new URL(String(root), base);
  return { key, path: `${pathname.replace(/\/?$/, '/')}collections/${collection.id}/` };
}

async function someLocation({ staff }: Scene): Promise<string> {
  const bundle = (await staff.document('intelligence.json')) as {
    objects: { id: string; type: string; object_marking_refs: string[] }[];
  };
  return bundle.objects.find((o) => o.type === 'location' && !o.object_marking_refs.includes(tlpRed))?.id ?? '';
}

async function nothingYet({ scene, client, object }: Watch): Promise<string> {
  const { tell, staff } = scene;
  await tell.step('Their client polls and receives nothing; what each side may know of it');
  const listed = await client.resource(scene.base === '' ? '' : new URL(`collections/${collection.id}/`, rootOf(scene, client)).pathname);
  void listed;
  const page = await client.page({ limit: String(pageObjects) });
  await tell.claim(page.status === 200 && page.objects.length === 0, 'an empty envelope: polling goes on');
  await tell.command(`explain --party ${partner} --object ${object}`);
  const answer = await staff.ask('explain', { party: partner, object });
  await tell.line(indent(decisionText(stamped(answer) as Record<string, unknown>)));
  await tell.claim(!isPermit(answer), 'refused, and what would have to change is named');
  return new Date(scene.clock.now() / 1000).toISOString();
}
