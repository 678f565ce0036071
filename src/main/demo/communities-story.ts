import { decisionText } from '../../cli/answer-text.ts';
import { positionText } from '../../cli/position-text.ts';
import { simulationText, whoGotJson, whoGotTable } from '../../cli/records.ts';
import { stamped } from '../../cli/stamped.ts';
import { faultText } from '../../core/result.ts';
import { hasWay, isPermit, whyOf } from './answer-fields.ts';
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
import type { Scene, StoryEnd } from './scenario.ts';
import type { Staff } from './staff.ts';
import { type TaxiiPage, type TaxiiPartner, taxiiPartner } from './taxii-partner.ts';

/**
 * Three information-sharing communities: banks, energy, and water as an ally of the banks. The banks give on one condition:
 * an undertaking not to resell, from a source that can be believed. Nodes speak to each other by signed messages; the
 * energy community also runs an ordinary TAXII client. What staff do goes through the control socket of their node.
 */

const partner = 'energy-isac';
const collection = { id: '7b9a1f64-0c3d-4e58-9a2e-5d1c6f3b8a70', alias: 'bank-shared' };
const refusedInSample = 4;
const pageObjects = 20;
const tlpRed = 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1';

const count = (pages: readonly TaxiiPage[]): number => pages.reduce((sum, page) => sum + page.objects.length, 0);
const ids = (pages: readonly TaxiiPage[]): string[] => pages.flatMap((page) => page.objects.map((object) => object.id));

const exchangeOf = ({ actor }: Scene): Exchange => ({
  giver: actor('bank-isac'),
  other: actor(partner),
  ally: actor('water-isac'),
  accord: 'urn:uuid:6d0c5a52-7c1e-4a35-9d0b-5a8f4d1c2a01',
  allyAccord: 'urn:uuid:6d0c5a52-7c1e-4a35-9d0b-5a8f4d1c2a02',
  back: { id: '2f5c7f2e-3f0a-4d6e-8f16-0d7a2b9c4e51', alias: 'energy-shared', title: 'What energy saw' },
  atGiver: { id: '2f5c7f2e-3f0a-4d6e-8f16-0d7a2b9c4e52', alias: 'from-energy', title: 'From the energy community' },
  atOther: { id: '2f5c7f2e-3f0a-4d6e-8f16-0d7a2b9c4e53', alias: 'from-banks', title: 'From the banks' },
  atAlly: { id: '2f5c7f2e-3f0a-4d6e-8f16-0d7a2b9c4e54', alias: 'from-banks', title: 'From the banks' },
});

export async function playCommunities(scene: Scene): Promise<StoryEnd> {
  const { tell } = scene;
  const exchange = exchangeOf(scene);
  await tell.line('The banks (bank-isac) run this node. The energy community (energy-isac) would like what they know.');
  await stockTheShelf(scene);
  const key = await invitePartner(scene);
  await offer(scene, exchange);
  await hold(scene, exchange);
  const root = await findRoot(scene, key);
  const path = `${root}collections/${collection.id}/`;
  const energy = taxiiPartner(scene.base, path, key);
  const object = await nothingYet(scene, energy, path, exchange);
  const before = await rememberPlace(scene, energy);
  await relayedWord(scene, energy, exchange);
  await undertaking(scene);
  await comeToTerms(scene, exchange);
  const pages = await backCatalogue(scene, energy, object, before);
  await flow(scene, exchange, count(pages));
  await whoReceived(scene, object, exchange);
  await contradiction(scene, energy, object, pages);
  const recall = await takeBack(scene, exchange, 'the undertaking is contested');
  const released = await correction(scene, energy, pages, recall);
  await oneCouncil(scene);
  await askTheOriginator(scene, exchange, await objectWithoutMaker(exchange));
  await tell.line(
    `The gate stays open: ${released} objects are there for ${partner}. ${tell.claims} claims were checked, all held.`,
  );
  const commands = ['collection list', `accord show ${exchange.accord}`, 'peer list', 'recall list'];
  return { key, collection: { ...collection, path }, object, partner, released, commands };
}

async function stockTheShelf({ tell, staff }: Scene): Promise<void> {
  await tell.step('The banks put their intelligence into a collection');
  await tell.command(`collection create --id ${collection.id} --title "What banks saw" --alias ${collection.alias}`);
  await staff.ask('collection create', { id: collection.id, title: 'What banks saw', alias: collection.alias });
  await tell.command(`import samples/communities/intelligence.json --collection ${collection.alias}`);
  const { totals, refused } = await staff.importSample('intelligence.json', collection.alias);
  await tell.line(`read ${totals.read}, stored ${totals.added}, refused ${totals.refused}:`);
  for (const one of refused) await tell.line(`  ${one.name}: ${faultText(one.faults)}`);
  await tell.claim(
    refused.length === refusedInSample && totals.refused === refusedInSample,
    'only the objects made to be refused were refused',
  );
  await tell.claim(totals.added === totals.read - totals.refused, 'everything else is stored');
}

async function invitePartner({ tell, staff }: Scene): Promise<{ id: string; secret: string }> {
  await tell.step('The energy community may know that there is something, and poll for it');
  await tell.command(`party add ${partner} --name "Energy ISAC" --organ legal --organ press`);
  await staff.ask('party add', { id: partner, name: 'Energy ISAC', organs: ['legal', 'press'] });
  await tell.command('topic add samples/communities/topics.yaml');
  await staff.ask('topic add', { value: await staff.document('topics.yaml') });
  await tell.command('terms add samples/communities/may-know.yaml');
  const text = await staff.ask('terms add', { value: await staff.document('may-know.yaml') });
  await tell.line(`in force: ${text.id}, over ${text.over}`);
  await tell.command(`key create --party ${partner} --scope taxii`);
  const { id, secret } = await staff.ask('key create', { party: partner, scope: 'taxii', label: 'demo' });
  await tell.line(`key ${id}; its secret is shown at the end, because this is a demo`);
  return { id, secret };
}

async function findRoot({ base, tell }: Scene, key: { id: string; secret: string }): Promise<string> {
  const found = await taxiiPartner(base, '/', key).resource('/taxii2/');
  const root = found.body['default'] ?? (found.body['api_roots'] as unknown[] | undefined)?.[0];
  await tell.step('The partner looks around with an ordinary TAXII client');
  await tell.claim(found.status === 200 && typeof root === 'string', `discovery names the API root ${String(root)}`);
  const path = new URL(String(root), base).pathname;
  return path.endsWith('/') ? path : `${path}/`;
}

async function nothingYet(
  { tell, staff }: Scene,
  energy: TaxiiPartner,
  path: string,
  { accord }: Exchange,
): Promise<string> {
  const listed = await energy.resource(path);
  await tell.claim(
    listed.status === 200 && listed.body['can_read'] === true,
    'the collection is listed as readable: polling is welcome',
  );
  await tell.line('what the partner may know of the gate (x_proviso_release):');
  const notice = JSON.stringify(listed.body['x_proviso_release'] ?? null);
  await tell.line(`  ${notice}`);
  await tell.claim(!/[a-z]--[0-9a-f]{8}-/.test(notice), 'nothing in it speaks of any object');
  const page = await energy.page({ limit: String(pageObjects) });
  await tell.claim(
    page.status === 200 && page.objects.length === 0 && !page.more,
    'its poll is answered with an empty envelope, not an error',
  );
  await tell.step('The banks ask why, for one object, and what would have to change');
  const object = await someIndicator(staff);
  await tell.command(`explain --party ${partner} --object ${object}`);
  const answer = await staff.ask('explain', { party: partner, object });
  await tell.line(decisionText(stamped(answer) as Record<string, unknown>));
  await tell.claim(!isPermit(answer), 'refused: nothing is signed that lets it out');
  await tell.command(`accord show ${accord}`);
  const { hold: held } = await staff.ask('accord show', { id: accord });
  await tell.claim(held?.met === false, 'what the banks wait for is watched by their node, and is not there');
  return object;
}

/** The first indicator of the sample that is not red. */
async function someIndicator(staff: Staff): Promise<string> {
  const objects = await validObjects(staff);
  return objects.find((one) => one.type === 'indicator' && !one.object_marking_refs.includes(tlpRed))?.id ?? '';
}

/** A client polls on from where it was; its place is the moment of its last poll, long after the objects were stored. */
async function rememberPlace({ tell }: Scene, energy: TaxiiPartner): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  const before = new Date().toISOString();
  const page = await energy.page({ added_after: before });
  await tell.step('The partner keeps polling from its own place');
  await tell.claim(
    page.objects.length === 0,
    `added_after=${before}: nothing yet; the objects were stored before that moment`,
  );
  return before;
}

async function relayedWord({ tell, staff }: Scene, energy: TaxiiPartner, { accord }: Exchange): Promise<void> {
  await tell.step('A newsletter reports the undertaking, from a blog, from hearsay');
  await tell.command('statement add samples/communities/statement-relayed.yaml');
  await staff.ask('statement add', { value: await staff.document('statement-relayed.yaml') });
  const { phase, hold: held } = await staff.ask('accord show', { id: accord });
  await tell.claim(
    phase === 'held' && held?.met === false,
    'nothing reopens: the statement is graded D4, the banks asked for B2',
  );
  const page = await energy.page({ limit: String(pageObjects) });
  await tell.claim(page.objects.length === 0, 'the partner still receives nothing: a planted article flips no release');
}

async function undertaking({ tell, staff }: Scene): Promise<void> {
  await tell.step("Before it happens: what would the banks' own text release after an undertaking?");
  await tell.command('simulate samples/communities/what-if.yaml');
  const simulated = await staff.ask('simulate', { value: await staff.document('what-if.yaml') });
  await tell.line(simulationText(stamped(simulated)));
  const [one] = simulated as { readonly opens: { readonly total: number } }[];
  await tell.claim((one?.opens.total ?? 0) > 0, `${one?.opens.total} objects would open`);
  await tell.step('The legal organ undertakes it, in a letter');
  await tell.command('statement add samples/communities/statement-undertaking.yaml');
  await staff.ask('statement add', { value: await staff.document('statement-undertaking.yaml') });
  await tell.command(`position show --party ${partner} --topic no-resale`);
  const position = await staff.ask('position show', { party: partner, topic: 'no-resale' });
  await tell.line(positionText(stamped(position)));
}

async function backCatalogue(
  scene: Scene,
  energy: TaxiiPartner,
  object: string,
  before: string,
): Promise<readonly TaxiiPage[]> {
  const { tell, staff } = scene;
  await tell.step('The TAXII client polls again, from the place it had');
  await tell.claim(isPermit(await staff.ask('decide', { party: partner, object })), 'the same object is permitted now');
  const pages = await energy.walk({ added_after: before, limit: String(pageObjects) });
  const sizes = pages.map((page) => page.objects.length);
  await tell.line(
    `the partner polls again from its old place (added_after=${before}): pages of ${sizes.join(', ')} objects`,
  );
  await tell.claim(
    pages.length > 1 && sizes.slice(0, -1).every((size) => size === pageObjects),
    'the back-catalogue arrives, in pages that are full except the last',
  );
  const expected = await permitted(staff);
  await tell.claim(
    same(ids(pages), expected),
    `exactly the ${expected.length} objects that the terms permit, each once, although all were stored before its place`,
  );
  await whatStays(scene, expected);
  const red = pages.flatMap((page) => page.objects).filter((one) => one.object_marking_refs?.includes(tlpRed) === true);
  await tell.claim(red.length === 0, 'nothing marked TLP:RED is among them, and no gap shows where it would have been');
  return pages;
}

interface SampleObject {
  readonly id: string;
  readonly type: string;
  readonly object_marking_refs: readonly string[];
}

/** The objects of the sample that are valid; the refused ones stand last. */
async function validObjects(staff: Staff): Promise<readonly SampleObject[]> {
  const bundle = (await staff.document('intelligence.json')) as { objects: SampleObject[] };
  return bundle.objects.slice(0, bundle.objects.length - refusedInSample);
}

/** What the partner does not get is red, or would have told of something red. */
async function whatStays({ tell, staff }: Scene, released: readonly string[]): Promise<void> {
  const withheld = (await validObjects(staff)).filter((one) => !released.includes(one.id));
  const others = withheld.filter((one) => !one.object_marking_refs.includes(tlpRed));
  let referring = 0;
  for (const { id } of others) {
    const why = whyOf(await staff.ask('explain', { party: partner, object: id }), 'references');
    if (why === 'refers-to-withheld') referring += 1;
  }
  await tell.claim(
    others.length > 0 && referring === others.length,
    `${withheld.length} stay: ${withheld.length - others.length} are TLP:RED, and ${others.length} name one that stays, which would have told of it`,
  );
}

/** Decided object by object: the slow way that the pages must agree with. */
async function permitted(staff: Staff): Promise<string[]> {
  const found: string[] = [];
  for (const { id } of await validObjects(staff)) {
    if (isPermit(await staff.ask('decide', { party: partner, object: id }))) found.push(id);
  }
  return found;
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && new Set(a).size === a.length && b.every((id) => a.includes(id));

async function whoReceived({ tell, staff }: Scene, object: string, { accord }: Exchange): Promise<void> {
  await tell.step('Who has it?');
  await tell.command(`who-got ${object}`);
  const rows = await staff.ask('who-got', { object });
  await tell.line(whoGotTable(rows));
  await tell.claim(
    rows.length > 0 && rows.every((row) => row.party === partner),
    `on record: to ${rows[0]?.party}, at ${String(rows[0] && whoGotJson(rows[0])['at'])}, under a leg of ${accord}`,
  );
}

async function contradiction(
  { tell, staff }: Scene,
  energy: TaxiiPartner,
  object: string,
  pages: readonly TaxiiPage[],
): Promise<void> {
  await tell.step('Another organ contradicts it while a second client is half way through');
  const first = await energy.page({ limit: String(pageObjects) });
  await tell.claim(
    first.objects.length === pageObjects && first.next !== null,
    `the second client has its first ${pageObjects} of ${count(pages)}`,
  );
  await tell.command('statement add samples/communities/statement-contradiction.yaml');
  await staff.ask('statement add', { value: await staff.document('statement-contradiction.yaml') });
  const answer = await staff.ask('position show', { party: partner, topic: 'no-resale' });
  await tell.line(positionText(stamped(answer)));
  const next = await energy.page({ limit: String(pageObjects), next: first.next ?? '' });
  await tell.claim(
    next.status === 200 && next.objects.length === 0 && !next.more,
    'its next page is empty: contested is unknown, and unknown never opens',
  );
  await tell.command(`explain --party ${partner} --object ${object}`);
  const why = await staff.ask('explain', { party: partner, object });
  await tell.line(decisionText(stamped(why) as Record<string, unknown>));
  await tell.claim(
    whyOf(why, 'position') === 'contested' && hasWay(why, 'position', 'undertaken'),
    'the smallest change: the position becomes "undertaken" again, and nothing else',
  );
}

async function correction(
  { tell, staff }: Scene,
  energy: TaxiiPartner,
  pages: readonly TaxiiPage[],
  recall: string,
): Promise<number> {
  await tell.step('The press office corrects itself; what was taken back is let out again');
  await tell.command('statement add samples/communities/statement-correction.yaml');
  await staff.ask('statement add', { value: await staff.document('statement-correction.yaml') });
  const last = pages.at(-1)?.lastAdded ?? '';
  const kept = await energy.walk({ added_after: last, limit: '1000' });
  await tell.claim(count(kept) === 0, 'the gate is open, but what staff asked back stays here until staff say so');
  await tell.command(`recall lift ${recall}`);
  await staff.ask('recall lift', { id: recall });
  const again = await energy.walk({ added_after: last, limit: '1000' });
  await tell.claim(
    count(again) === count(pages),
    `polling on from the last stamp it saw (${last}), the partner is told of all ${count(again)} again: what was hidden and shown is announced anew`,
  );
  return count(again);
}

/** What is marked TLP:GREEN stays in a community: the water community is in one with the banks. */
async function oneCouncil({ tell, staff }: Scene): Promise<void> {
  await tell.step('The banks and the water community sit in one council');
  await staff.ask('party add', { id: 'water-isac', name: 'Water ISAC' });
  await tell.command('coalition add utilities-council --name "Council of utilities and banks"');
  await staff.ask('coalition add', { id: 'utilities-council', name: 'Council of utilities and banks' });
  for (const party of ['bank-isac', 'water-isac']) {
    await tell.command(`coalition join utilities-council --party ${party}`);
    await staff.ask('coalition join', { id: 'utilities-council', party });
  }
}
