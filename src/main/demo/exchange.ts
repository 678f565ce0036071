import { decisionText } from '../../cli/answer-text.ts';
import { whoGotTable } from '../../cli/records.ts';
import { stamped } from '../../cli/stamped.ts';
import { isPermit } from './answer-fields.ts';
import { meet, reaches, until } from './between-nodes.ts';
import type { Scene } from './scenario.ts';
import type { Actor } from './stage.ts';

/**
 * The part that both stories share: two nodes come to terms, each gives, one takes back, and a third asks for what is not
 * the second's to give away.
 */
export interface Exchange {
  /** Whose story it is. */
  readonly giver: Actor;
  readonly other: Actor;
  readonly ally: Actor;
  /** Ids that the files of the scenario give. */
  readonly accord: string;
  readonly allyAccord: string;
  /** What the other side gives in return. */
  readonly back: Shelf;
  /** Where each keeps what came. */
  readonly atGiver: Shelf;
  readonly atOther: Shelf;
  readonly atAlly: Shelf;
}

export interface Shelf {
  readonly id: string;
  readonly alias: string;
  readonly title: string;
}

async function shelve({ tell }: Scene, actor: Actor, { id, alias, title }: Shelf): Promise<void> {
  await tell.command(`collection create --id ${id} --title "${title}" --alias ${alias}`, actor.name);
  await actor.staff.ask('collection create', { id, title, alias });
}

/** The other side fills its shelf, the nodes are made known to each other, and a text lies on the table. */
export async function offer(scene: Scene, exchange: Exchange): Promise<void> {
  const { giver, other, accord, back, atGiver, atOther } = exchange;
  const { tell } = scene;
  await tell.step(`${other.name} runs a node too: the two are made known to each other`);
  await meet(tell, giver, other);
  await shelve(scene, other, back);
  await tell.command(`import partner-intelligence.json --collection ${back.alias}`, other.name);
  const { totals } = await other.staff.importSample('partner-intelligence.json', back.alias);
  await tell.claim(totals.added === totals.read, `${other.name} has ${totals.added} objects of its own to give`);
  await keepIn(scene, giver, other, atGiver);
  await keepIn(scene, other, giver, atOther);
  await tell.step(`${other.name} offers: what it has, for what the other side has`);
  await tell.command(`accord table accord.yaml --to ${giver.party}`, other.name);
  await other.staff.ask('accord table', { value: await other.staff.document('accord.yaml'), to: giver.party });
  await tell.claim(await reaches(giver, accord, 'tabled'), `a signed text with two legs lies on ${giver.name}'s table`);
}

/** Not "no" but "not until". */
export async function hold({ tell }: Scene, { giver, other, accord }: Exchange): Promise<void> {
  await tell.step('Not "no" but "not until"');
  await tell.command(`accord hold ${accord} --until-conditions hold.yaml --reopen auto`);
  await giver.staff.ask('accord hold', {
    id: accord,
    conditions: await giver.staff.document('hold.yaml'),
    reopen: 'auto',
  });
  await reaches(other, accord, 'held');
  const { hold: told } = await other.staff.ask('accord show', { id: accord });
  for (const name of told?.conditions ?? []) await tell.line(`  waits for: ${name}`);
  await tell.claim(
    (told?.conditions.length ?? 0) > 0 && told?.met === null,
    `${other.name} hears what is waited for, and nothing of how far ${giver.name} thinks it has come`,
  );
}

/** A text that waited is on the table again; it is answered with another, and signed by both. */
export async function comeToTerms({ tell }: Scene, { giver, other, accord }: Exchange): Promise<void> {
  await tell.step(`The accord reopens by itself; ${giver.name} answers with a text that says what it waited for`);
  await tell.claim(
    (await reaches(giver, accord, 'tabled')) && (await reaches(other, accord, 'tabled')),
    'what was waited for is there, and the text is on the table again, on both nodes',
  );
  await tell.command(`accord counter ${accord} accord-counter.yaml`);
  await giver.staff.ask('accord counter', { id: accord, value: await giver.staff.document('accord-counter.yaml') });
  await reaches(other, accord, 'countered');
  const seen = await other.staff.ask('accord show', { id: accord });
  const changes = seen.versions.at(-1)?.changes ?? [];
  await tell.claim(
    changes.length > 0,
    `${other.name} sees clause by clause what was changed: ${changes.length} changes`,
  );
  await tell.command(`accord accept ${accord}`, other.name);
  await other.staff.ask('accord move', { id: accord, move: 'accept' });
  await reaches(giver, accord, 'accepted');
  await tell.command(`accord confirm ${accord}`);
  await giver.staff.ask('accord move', { id: accord, move: 'confirm' });
  await tell.claim(
    (await reaches(giver, accord, 'in-force')) && (await reaches(other, accord, 'in-force')),
    'both signed the same version: in force on both nodes',
  );
}

const pull = async (actor: Actor, from: Actor): Promise<number> => {
  const runs = await actor.staff.ask('sync now', { peer: from.party });
  return runs.reduce((sum, run) => sum + run.added, 0);
};

/** Where what comes from a party is kept; said before it comes. */
async function keepIn(scene: Scene, actor: Actor, from: Actor, shelf: Shelf): Promise<void> {
  await shelve(scene, actor, shelf);
  await scene.tell.command(`peer set ${from.party} --into ${shelf.alias}`, actor.name);
  await actor.staff.ask('peer set', { peer: from.party, into: shelf.alias });
}

const held = async (actor: Actor, shelf: Shelf): Promise<number> =>
  (await actor.staff.ask('collection list', {})).find(({ id }) => id === shelf.id)?.objects ?? 0;

async function fetched({ tell }: Scene, actor: Actor, from: Actor, shelf: Shelf): Promise<number> {
  await tell.command(`sync now --peer ${from.party}`, actor.name);
  await pull(actor, from);
  return held(actor, shelf);
}

/** Both legs flow. `permitted`: how many objects the giver's text lets out now. */
export async function flow(scene: Scene, exchange: Exchange, permitted: number): Promise<void> {
  const { tell } = scene;
  const { giver, other, atGiver, atOther } = exchange;
  await tell.step('Both legs flow: each node fetches what the accord gives it');
  const got = await fetched(scene, other, giver, atOther);
  await tell.claim(got === permitted, `${other.name}'s node has the ${got} objects that the accord gives it, no more`);
  const back = await fetched(scene, giver, other, atGiver);
  await tell.claim(back > 0, `${giver.name} has ${back} objects in return`);
  const again = (await pull(other, giver)) + (await pull(giver, other));
  await tell.claim(again === 0, 'fetched again, nothing comes twice');
}

/** What was given is taken back, and the answer is on record. The id of the recall. */
export async function takeBack(scene: Scene, exchange: Exchange, why: string): Promise<string> {
  const { tell } = scene;
  const { giver, other, accord, atOther, back } = exchange;
  await tell.step(`${giver.name} takes back what it gave`);
  const [before, own] = [await held(other, atOther), await held(other, back)];
  await tell.command(`recall send --accord ${accord} --to ${other.party} --why "${why}"`);
  const { id } = await giver.staff.ask('recall send', { accord, to: [other.party], why });
  const answered = await until(`${giver.name} has an answer`, async () => {
    const rows = (await giver.staff.ask('recall list', {})).filter((row) => row.id === id);
    return rows.length > 0 && rows.every(({ state }) => state === 'answered') ? rows : null;
  });
  const deleted = answered.reduce((sum, row) => sum + row.deleted, 0);
  await tell.claim(
    before > 0 && deleted >= before && (await held(other, atOther)) === 0,
    `${other.name} deleted its ${before} copies and says so in a signed answer`,
  );
  await tell.claim((await held(other, back)) === own, `its own ${own} objects are untouched`);
  return answered[0]!.id;
}

/** A third party asks for one object that is the other side's: only the other side can say yes, and it is asked. */
export async function askTheOriginator(scene: Scene, exchange: Exchange, object: string): Promise<void> {
  const { tell } = scene;
  const { giver, other, ally, allyAccord, atAlly } = exchange;
  await tell.step(`${ally.name}, an ally, asks ${giver.name} for an object that came from ${other.name}`);
  await meet(tell, giver, ally);
  await keepIn(scene, ally, giver, atAlly);
  await tell.command(`accord table accord-ally.yaml --to ${ally.party} --confirm auto`);
  const value = await giver.staff.document('accord-ally.yaml');
  await giver.staff.ask('accord table', { value, to: ally.party, confirm: 'auto' });
  await reaches(ally, allyAccord, 'tabled');
  await tell.command(`accord accept ${allyAccord}`, ally.name);
  await ally.staff.ask('accord move', { id: allyAccord, move: 'accept' });
  await reaches(ally, allyAccord, 'in-force');
  const nothing = await fetched(scene, ally, giver, atAlly);
  await tell.claim(
    nothing === 0,
    `an accord between the two is not enough: ${other.name}'s terms stick to what it gave`,
  );
  await tell.command(`explain --party ${ally.party} --object ${object}`);
  const answer = (await giver.staff.ask('explain', { party: ally.party, object })) as { readonly class?: string };
  await tell.line(decisionText(stamped(answer) as Record<string, unknown>));
  await tell.claim(
    answer.class === 'pending',
    'only the consent of the originator is missing, and it can be asked for',
  );
  await tell.command(`consent ask --object ${object} --for ${ally.party}`);
  await giver.staff.ask('consent ask', { object, party: ally.party });
  const asked = await until(`${other.name} is asked`, async () => {
    const cases = await other.staff.ask('consent list', {});
    return cases.find(({ role }) => role === 'originator') ?? null;
  });
  await tell.command(`consent grant ${asked.id}`, other.name);
  await other.staff.ask('consent grant', { id: asked.id });
  await until('the answer comes back', async () =>
    isPermit(await giver.staff.ask('decide', { party: ally.party, object })) ? true : null,
  );
  await tell.claim(
    (await fetched(scene, ally, giver, atAlly)) === 1,
    `${ally.name} receives that one object, and no other`,
  );
  const rows = await giver.staff.ask('who-got', { object });
  await tell.line(whoGotTable(rows));
  await tell.claim(
    rows.some((row) => row.party === ally.party && row.consents.length === 1),
    'that it was passed on is on record, with the consent it rests on',
  );
}

/** The one object of the other side that names nobody as its maker, so that it can be passed on alone. */
export async function objectWithoutMaker({ other }: Exchange): Promise<string> {
  const { objects } = (await other.staff.document('partner-intelligence.json')) as {
    objects: readonly { readonly id: string; readonly type: string; readonly created_by_ref?: string }[];
  };
  return objects.find((one) => one.created_by_ref === undefined && one.type !== 'identity')?.id ?? '';
}
