import { decisionText } from '../../cli/answer-text.ts';
import { positionText } from '../../cli/position-text.ts';
import { simulationText, whoGotJson, whoGotTable } from '../../cli/records.ts';
import { stamped } from '../../cli/stamped.ts';
import { faultText } from '../../core/result.ts';
import { hasWay, isPermit, whyOf } from './answer-fields.ts';
import type { Scene, StoryEnd } from './scenario.ts';
import type { Staff } from './staff.ts';
import { type TaxiiPage, type TaxiiPartner, taxiiPartner } from './taxii-partner.ts';

/**
 * Two information-sharing communities, banks and energy. The banks give on one condition: an undertaking not to resell,
 * from a source that can be believed. Everything a partner does here goes over HTTP, everything the banks' staff do goes
 * through the control socket.
 */

const partner = 'energy-isac';
const collection = { id: '7b9a1f64-0c3d-4e58-9a2e-5d1c6f3b8a70', alias: 'bank-shared' };
const refusedInSample = 4;
const pageObjects = 20;
const tlpRed = 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1';

const indent = (text: string): string => text.replace(/\n(?=.)/g, '\n   ');
const count = (pages: readonly TaxiiPage[]): number => pages.reduce((sum, page) => sum + page.objects.length, 0);
const ids = (pages: readonly TaxiiPage[]): string[] => pages.flatMap((page) => page.objects.map((object) => object.id));

export async function playCommunities(scene: Scene): Promise<StoryEnd> {
  const { tell } = scene;
  await tell.line('The banks (bank-isac) run this node. The energy community (energy-isac) would like what they know.');
  await stockTheShelf(scene);
  const key = await invitePartner(scene);
  const root = await findRoot(scene, key);
  const path = `${root}collections/${collection.id}/`;
  const energy = taxiiPartner(scene.base, path, key);
  const object = await closedGate(scene, energy, path);
  const before = await rememberPlace(scene, energy);
  await relayedWord(scene, energy, object);
  const pages = await undertaking(scene, energy, object, before);
  await whoReceived(scene, object, pages);
  await contradiction(scene, energy, pages);
  const released = await correction(scene, energy, pages);
  await tell.line(
    `The gate stays open: ${released} objects are there for ${partner}. ${tell.claims} claims were checked, all held.`,
  );
  return { key, collection: { ...collection, path }, object, partner, released, commands: ['collection list'] };
}

async function stockTheShelf({ tell, staff }: Scene): Promise<void> {
  await tell.step('The banks put their intelligence into a collection');
  await tell.command(`collection create --id ${collection.id} --title "What banks saw" --alias ${collection.alias}`);
  await staff.ask('collection create', { id: collection.id, title: 'What banks saw', alias: collection.alias });
  await tell.command(`import samples/communities/intelligence.json --collection ${collection.alias}`);
  const { totals, refused } = await staff.importSample('intelligence.json', collection.alias);
  await tell.line(`read ${totals.read}, stored ${totals.added}, refused ${totals.refused}:`);
  for (const one of refused) await tell.line(`  ${one.name}: ${indent(faultText(one.faults))}`);
  await tell.claim(
    refused.length === refusedInSample && totals.refused === refusedInSample,
    'only the objects made to be refused were refused',
  );
  await tell.claim(totals.added === totals.read - totals.refused, 'everything else is stored');
}

async function invitePartner({ tell, staff }: Scene): Promise<{ id: string; secret: string }> {
  await tell.step('They name their terms: nothing before an undertaking not to resell');
  await tell.command(`party add ${partner} --name "Energy ISAC" --organ legal --organ press`);
  await staff.ask('party add', { id: partner, name: 'Energy ISAC', organs: ['legal', 'press'] });
  await tell.command('topic add samples/communities/topics.yaml');
  await staff.ask('topic add', { value: await staff.document('topics.yaml') });
  await tell.command('terms add samples/communities/terms.yaml');
  const text = await staff.ask('terms add', { value: await staff.document('terms.yaml') });
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

async function closedGate({ tell, staff }: Scene, energy: TaxiiPartner, path: string): Promise<string> {
  const listed = await energy.resource(path);
  await tell.claim(
    listed.status === 200 && listed.body['can_read'] === true,
    'the collection is listed as readable: polling is welcome',
  );
  await tell.line('what the partner may know of the gate (x_proviso_release):');
  const notice = JSON.stringify(listed.body['x_proviso_release'] ?? null);
  await tell.line(`  ${notice}`);
  await tell.claim(
    notice.includes('"gate":"closed"') && notice.includes('undertaken') && !/[a-z]--[0-9a-f]{8}-/.test(notice),
    'it says what is asked of the partner, and nothing of any object',
  );
  const page = await energy.page({ limit: String(pageObjects) });
  await tell.claim(
    page.status === 200 && page.objects.length === 0 && !page.more,
    'its poll is answered with an empty envelope, not an error',
  );
  await tell.step('The banks ask why, for one object, and what would have to change');
  const object = await someIndicator(staff);
  await tell.command(`explain --party ${partner} --object ${object}`);
  const answer = await staff.ask('explain', { party: partner, object });
  await tell.line(indent(decisionText(stamped(answer) as Record<string, unknown>)));
  await tell.claim(
    !isPermit(answer) && whyOf(answer, 'position') === 'none-on-record',
    'refused, because no position is on record',
  );
  await tell.claim(
    hasWay(answer, 'position', 'undertaken'),
    'the smallest change: the position becomes "undertaken", and nothing else',
  );
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

async function relayedWord({ tell, staff }: Scene, energy: TaxiiPartner, object: string): Promise<void> {
  await tell.step('A newsletter reports the undertaking, from a blog, from hearsay');
  await tell.command('statement add samples/communities/statement-relayed.yaml');
  await staff.ask('statement add', { value: await staff.document('statement-relayed.yaml') });
  const answer = await staff.ask('explain', { party: partner, object });
  const why = whyOf(answer, 'position');
  await tell.claim(
    !isPermit(answer) && why === 'grade-too-low',
    `nothing opens: the statement is graded D4, the terms ask for B2 (${why})`,
  );
  const page = await energy.page({ limit: String(pageObjects) });
  await tell.claim(page.objects.length === 0, 'the partner still receives nothing: a planted article flips no release');
}

async function undertaking(
  scene: Scene,
  energy: TaxiiPartner,
  object: string,
  before: string,
): Promise<readonly TaxiiPage[]> {
  const { tell, staff } = scene;
  await tell.step('Before it happens: what would the undertaking release?');
  await tell.command('simulate samples/communities/what-if.yaml');
  await tell.line(
    indent(simulationText(stamped(await staff.ask('simulate', { value: await staff.document('what-if.yaml') })))),
  );
  await tell.step('The legal organ undertakes it, in a letter');
  await tell.command('statement add samples/communities/statement-undertaking.yaml');
  await staff.ask('statement add', { value: await staff.document('statement-undertaking.yaml') });
  await tell.command(`position show --party ${partner} --topic no-resale`);
  await tell.line(
    indent(positionText(stamped(await staff.ask('position show', { party: partner, topic: 'no-resale' })))),
  );
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

async function whoReceived({ tell, staff }: Scene, object: string, pages: readonly TaxiiPage[]): Promise<void> {
  await tell.step('Who has it?');
  await tell.command(`who-got ${object}`);
  const rows = await staff.ask('who-got', { object });
  await tell.line(indent(whoGotTable(rows)));
  const got = ids(pages).includes(object);
  await tell.claim(
    got && rows.length === 1 && rows[0]?.party === partner,
    `one release is on record: to ${rows[0]?.party}, at ${String(rows[0] && whoGotJson(rows[0])['at'])}`,
  );
}

async function contradiction({ tell, staff }: Scene, energy: TaxiiPartner, pages: readonly TaxiiPage[]): Promise<void> {
  await tell.step('Another organ contradicts it while a second client is half way through');
  const first = await energy.page({ limit: String(pageObjects) });
  await tell.claim(
    first.objects.length === pageObjects && first.next !== null,
    `the second client has its first ${pageObjects} of ${count(pages)}`,
  );
  await tell.command('statement add samples/communities/statement-contradiction.yaml');
  await staff.ask('statement add', { value: await staff.document('statement-contradiction.yaml') });
  const answer = await staff.ask('position show', { party: partner, topic: 'no-resale' });
  await tell.line(indent(positionText(stamped(answer))));
  const next = await energy.page({ limit: String(pageObjects), next: first.next ?? '' });
  await tell.claim(
    next.status === 200 && next.objects.length === 0 && !next.more,
    'its next page is empty: contested is unknown, and unknown never opens',
  );
}

async function correction({ tell, staff }: Scene, energy: TaxiiPartner, pages: readonly TaxiiPage[]): Promise<number> {
  await tell.step('The press office corrects itself; the gate opens again');
  await tell.command('statement add samples/communities/statement-correction.yaml');
  await staff.ask('statement add', { value: await staff.document('statement-correction.yaml') });
  const last = pages.at(-1)?.lastAdded ?? '';
  const again = await energy.walk({ added_after: last, limit: '1000' });
  await tell.claim(
    count(again) === count(pages),
    `polling on from the last stamp it saw (${last}), the partner is told of all ${count(again)} again: what was hidden and shown is announced anew`,
  );
  return count(again);
}
