import { decisionText } from '../../cli/answer-text.ts';
import { positionText } from '../../cli/position-text.ts';
import { simulationText } from '../../cli/records.ts';
import { stamped } from '../../cli/stamped.ts';
import { formatMicros } from '../../core/time.ts';
import { isPermit, whyOf } from './answer-fields.ts';
import {
  askTheOriginator,
  comeToTerms,
  type Exchange,
  flow,
  hold,
  objectWithoutMaker,
  offer,
  takeBack,
} from './exchange.ts';
import { bringTheRecord, meetTheParties, topic } from './founding-record.ts';
import type { Scene, StoryEnd } from './scenario.ts';
import { type TaxiiPage, type TaxiiPartner, taxiiPartner } from './taxii-partner.ts';

/**
 * The founding situation: one side holds intelligence, the other offers and asks for the same, and the answer is "not until".
 * Three nodes: the two sides, and an ally of the one that holds. The ledger belongs to a later story.
 */

const partner = 'russia';
const collection = { id: '1f0a4c1e-0001-4a00-8000-00000000c011', alias: 'syria-is-positions' };
const dayMicros = 86_400_000_000;
const pageObjects = '25';
const tlpRed = 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1';

const ids = (pages: readonly TaxiiPage[]): string[] => pages.flatMap((page) => page.objects.map((o) => o.id));

const exchangeOf = ({ actor }: Scene): Exchange => ({
  giver: actor('united-states'),
  other: actor(partner),
  ally: actor('middle-eastern-allies'),
  accord: 'urn:uuid:1f0a4c1e-0001-4a00-8000-0000000000a1',
  allyAccord: 'urn:uuid:1f0a4c1e-0001-4a00-8000-0000000000a2',
  back: { id: '1f0a4c1e-0001-4a00-8000-00000000c012', alias: 'columns-seen', title: 'Columns seen' },
  atGiver: { id: '1f0a4c1e-0001-4a00-8000-00000000c013', alias: 'from-russia', title: 'From Russia' },
  atOther: { id: '1f0a4c1e-0001-4a00-8000-00000000c014', alias: 'from-united-states', title: 'From the United States' },
  atAlly: { id: '1f0a4c1e-0001-4a00-8000-00000000c015', alias: 'from-united-states', title: 'From the United States' },
});

/** A partner's client that waits, and one object that the terms would let out. */
interface Watch extends Scene {
  readonly client: TaxiiPartner;
  readonly path: string;
  readonly object: string;
  readonly exchange: Exchange;
}

export async function playFounding(scene: Scene): Promise<StoryEnd> {
  const { tell } = scene;
  await tell.line('The United States run this node. Russia offers to exchange intelligence and asks for the same.');
  const exchange = exchangeOf(scene);
  await stockTheShelf(scene);
  await meetTheParties(scene);
  await offer(scene, exchange);
  await bringTheRecord(scene);
  await hold(scene, exchange);
  const { key, path } = await mayKnow(scene);
  const client = taxiiPartner(scene.base, path, key);
  const watch: Watch = { ...scene, client, path, exchange, object: await someLocation(scene) };
  const place = await nothingYet(watch);
  await whatIf(watch);
  await fabricatedRelay(watch);
  await newPosition(watch);
  await holdDown(watch);
  await comeToTerms(scene, exchange);
  const pages = await backCatalogue(watch, place);
  await flow(scene, exchange, ids(pages).length);
  await contradiction(watch, pages);
  await takeBack(scene, exchange, 'two organs disagree');
  await askTheOriginator(scene, exchange, await objectWithoutMaker(exchange));
  await tell.line(`${tell.claims} claims were checked, all held.`);
  const asked = `--party ${partner} --topic ${topic}`;
  return {
    key,
    collection: { ...collection, path },
    object: watch.object,
    partner,
    released: ids(pages).length,
    commands: [
      `position history ${asked}`,
      `position drift ${asked}`,
      'statement list',
      `accord show ${exchange.accord}`,
    ],
  };
}

async function add({ tell, staff }: Scene, file: string): Promise<void> {
  await tell.command(`statement add samples/founding/${file}`);
  await staff.ask('statement add', { value: await staff.document(file) });
}

async function passDays({ tell, now, pass }: Scene, days: number): Promise<void> {
  await pass(days * dayMicros);
  await tell.line(`(${days} days pass; it is ${formatMicros(now()).slice(0, 10)})`);
}

async function stockTheShelf({ tell, staff }: Scene): Promise<void> {
  await tell.step('Positions of the group lie on the shelf');
  const title = 'Positions of the group';
  await tell.command(`collection create --id ${collection.id} --title "${title}" --alias ${collection.alias}`);
  await staff.ask('collection create', { ...collection, title });
  await tell.command(`import samples/founding/intelligence.json --collection ${collection.alias}`);
  const { totals, refused } = await staff.importSample('intelligence.json', collection.alias);
  await tell.claim(refused.length === 0 && totals.added === totals.read, `all ${totals.read} objects are stored`);
}

async function mayKnow({ tell, staff, base }: Scene): Promise<{
  readonly key: { readonly id: string; readonly secret: string };
  readonly path: string;
}> {
  await tell.step('Their client may know that there is a collection, and poll it');
  await tell.command('terms add samples/founding/may-know.yaml');
  const text = await staff.ask('terms add', { value: await staff.document('may-know.yaml') });
  await tell.line(`in force: ${text.id}, over ${text.over}`);
  await tell.command(`key create --party ${partner} --scope taxii`);
  const { id, secret } = await staff.ask('key create', { party: partner, scope: 'taxii', label: 'demo' });
  const key = { id, secret };
  const found = await taxiiPartner(base, '/', key).resource('/taxii2/');
  const { pathname } = new URL(String(found.body['default']), base);
  return { key, path: `${pathname.replace(/\/?$/, '/')}collections/${collection.id}/` };
}

interface SampleObject {
  readonly id: string;
  readonly type: string;
  readonly object_marking_refs: readonly string[];
}

const sampleObjects = async ({ staff }: Scene): Promise<readonly SampleObject[]> =>
  ((await staff.document('intelligence.json')) as { objects: SampleObject[] }).objects;

const isRed = (o: SampleObject): boolean => o.object_marking_refs.includes(tlpRed);

const someLocation = async (scene: Scene): Promise<string> =>
  (await sampleObjects(scene)).find((o) => o.type === 'location' && !isRed(o))?.id ?? '';

async function nothingYet({ tell, staff, now, client, path, object, exchange }: Watch): Promise<string> {
  await tell.step('Their client polls; what each side may know of it');
  const listed = await client.resource(path);
  await tell.line(`x_proviso_release: ${JSON.stringify(listed.body['x_proviso_release'] ?? null)}`);
  const page = await client.page({ limit: pageObjects });
  await tell.claim(
    page.status === 200 && page.objects.length === 0 && !page.more,
    'an empty envelope: polling goes on, and the flip will arrive by itself',
  );
  const answer = await explained({ tell, staff, object });
  await tell.claim(!isPermit(answer), 'own staff see why: nothing is signed that lets it out');
  const { hold: held } = await staff.ask('accord show', { id: exchange.accord });
  await tell.claim(held?.met === false && held.conditions.length === 2, 'words and conduct would both have to change');
  return formatMicros(now());
}

async function explained({ tell, staff, object }: Pick<Watch, 'tell' | 'staff' | 'object'>): Promise<unknown> {
  await tell.command(`explain --party ${partner} --object ${object}`);
  const answer = await staff.ask('explain', { party: partner, object });
  await tell.line(decisionText(stamped(answer) as Record<string, unknown>));
  return answer;
}

async function whatIf({ tell, staff }: Watch): Promise<void> {
  await tell.step('What would Russia receive if its position moved and our analysts found it did?');
  await tell.command('simulate samples/founding/what-if.yaml');
  const simulated = await staff.ask('simulate', { value: await staff.document('what-if.yaml') });
  await tell.line(simulationText(stamped(simulated)));
  const [one] = simulated as { readonly opens: { readonly total: number } }[];
  await tell.claim((one?.opens.total ?? 0) > 0, `${one?.opens.total} objects would open`);
}

/** What the condition on words still lacks, in the words of the explanation; null once it holds. */
async function wordsLack({ staff, exchange }: Watch): Promise<string | null> {
  const { hold: held } = await staff.ask('accord show', { id: exchange.accord });
  return whyOf(held?.lacks, 'position');
}

async function fabricatedRelay(watch: Watch): Promise<void> {
  const { tell, staff, client, exchange } = watch;
  await passDays(watch, 13);
  await tell.step("Somebody puts words into the ministry's mouth, and a second site has them from the first");
  await add(watch, 'fabricated.yaml');
  await passDays(watch, 20);
  await tell.command(`accord show ${exchange.accord}`);
  const why = await wordsLack(watch);
  await tell.claim(why === 'too-few-paths', `two relays of one source are one path, two are asked for (${why})`);
  const { phase } = await staff.ask('accord show', { id: exchange.accord });
  await tell.claim(phase === 'held', 'the accord stays held, however long it stands');
  const page = await client.page({ limit: pageObjects });
  await tell.claim(page.objects.length === 0, 'and nothing is released');
}

async function newPosition(watch: Watch): Promise<void> {
  const { tell } = watch;
  await passDays(watch, 4);
  await tell.step('The ministry itself states the new position');
  await add(watch, 'new-position.yaml');
  await tell.claim(
    (await wordsLack(watch)) === 'too-few-paths',
    'its own transcript is one path; another is asked for',
  );
  await add(watch, 'second-path.yaml');
  await tell.claim(
    (await wordsLack(watch)) === 'too-fresh',
    'an agency that shares nothing with it is the second; now it has to stand for two weeks',
  );
}

async function holdDown(watch: Watch): Promise<void> {
  const { tell, staff, exchange } = watch;
  await tell.step('The hold-down runs, and our analysts look at what is done');
  await passDays(watch, 9);
  await add(watch, 'conduct.yaml');
  const { phase } = await staff.ask('accord show', { id: exchange.accord });
  await tell.claim(phase === 'held', 'words and conduct are there, and patience is not over: still held');
  await passDays(watch, 5);
  await tell.command(`position show --party ${partner} --topic ${topic}`);
  await tell.line(positionText(stamped(await staff.ask('position show', { party: partner, topic }))));
}

async function backCatalogue(watch: Watch, place: string): Promise<readonly TaxiiPage[]> {
  const { tell, staff, client } = watch;
  await tell.step('The gate is open: their client polls from the place it had');
  const pages = await client.walk({ added_after: place, limit: pageObjects });
  const expected = [];
  for (const { id } of await sampleObjects(watch))
    if (isPermit(await staff.ask('decide', { party: partner, object: id }))) expected.push(id);
  const got = ids(pages);
  await tell.claim(
    got.length > 0 && got.length === new Set(got).size && same(got, expected),
    `the old place receives the whole back-catalogue, ${got.length} objects, each once`,
  );
  const red = new Set((await sampleObjects(watch)).filter(isRed).map((o) => o.id));
  await tell.claim(!got.some((id) => red.has(id)), 'nothing that is marked TLP:RED is among them');
  return pages;
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && b.every((id) => a.includes(id));

async function contradiction(watch: Watch, pages: readonly TaxiiPage[]): Promise<void> {
  const { tell, staff, now, client, object } = watch;
  const opened = formatMicros(now());
  await passDays(watch, 16);
  await tell.step('Another organ says what was said before');
  await add(watch, 'contradiction.yaml');
  const answer = await explained(watch);
  await tell.claim(
    whyOf(answer, 'position') === 'contested',
    'two organs disagree: contested is unknown, and unknown never opens',
  );
  const page = await client.page({ limit: pageObjects });
  await tell.claim(page.objects.length === 0, 'the next page is empty');
  const rows = await staff.ask('who-got', { object });
  await tell.claim(
    rows.length > 0 && ids(pages).includes(object),
    'who has what stays on record, for a recall to reach',
  );
  const then = await staff.ask('decide', { party: partner, object, at: opened, known: opened });
  await tell.claim(
    isPermit(then),
    `asked as of ${opened.slice(0, 10)}, as known then, the answer is still the one given then`,
  );
}
