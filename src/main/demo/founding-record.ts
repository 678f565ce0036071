import { positionText } from '../../cli/position-text.ts';
import { stamped } from '../../cli/stamped.ts';
import type { Scene } from './scenario.ts';

/** The part of the founding story that is about who said what, through whom: parties, the offer, and the answer as it came. */

export const topic = 'assad-future';

const counterparts = [
  { id: 'russia', name: 'Russia', organs: ['ministry-of-foreign-affairs', 'ministry-of-defence', 'kremlin'] },
  { id: 'middle-eastern-allies', name: 'Middle Eastern allies', organs: [] },
];

export async function meetTheParties({ tell, staff }: Scene): Promise<void> {
  await tell.step('The parties, their organs, and the questions on which they take positions');
  for (const { id, name, organs } of counterparts) {
    await tell.command(`party add ${id} --name "${name}"${organs.map((organ) => ` --organ ${organ}`).join('')}`);
    await staff.ask('party add', { id, name, organs });
  }
  await tell.command('coalition add us-led-coalition --name "Coalition led by the United States"');
  await staff.ask('coalition add', { id: 'us-led-coalition', name: 'Coalition led by the United States' });
  for (const party of ['united-states', 'middle-eastern-allies']) {
    await tell.command(`coalition join us-led-coalition --party ${party} --from 2014-10-17T00:00:00Z`);
    await staff.ask('coalition join', { id: 'us-led-coalition', party, from: '2014-10-17T00:00:00Z' });
  }
  await tell.command('topic add samples/founding/topics.yaml');
  await staff.ask('topic add', { value: await staff.document('topics.yaml') });
}

interface Shown {
  readonly value?: string;
  readonly why?: string;
  readonly notes: readonly string[];
  readonly statements: readonly { readonly id: string; readonly lacks: string | null }[];
}

export async function bringTheRecord(scene: Scene): Promise<void> {
  const { tell, staff } = scene;
  const show = async (party: string, about: string): Promise<Shown> =>
    (await staff.ask('position show', { party, topic: about })) as Shown;
  await scene.pass(89 * 86_400_000_000);
  await tell.step('Late December: the standing offer of three organs, and the answer as it reached us');
  await tell.command('statement add samples/founding/offer.yaml');
  await staff.ask('statement add', { value: await staff.document('offer.yaml') });
  await tell.command('statement add samples/founding/answer.yaml');
  const recorded = await staff.ask('statement add', { value: await staff.document('answer.yaml') });
  await tell.line(
    `recorded: ${recorded.statements.length} statements from one retrieved copy, ${recorded.copies[0]?.sha256}`,
  );
  const offer = await show('russia', 'intelligence-exchange');
  await tell.claim(offer.value === 'offers', 'three organs, one answer: Russia offers');
  await tell.command('position show --party united-states --topic intelligence-exchange');
  const answer = await show('united-states', 'intelligence-exchange');
  await tell.line(positionText(stamped(answer)));
  await tell.claim(
    answer.value === 'not-until',
    'the position rests on the words quoted ("not until"), not on the headline, which says more',
  );
  const paraphrase = answer.statements.find((s) => s.id === 'answer-paraphrased');
  await tell.claim(
    paraphrase?.lacks === 'not-as-quoted',
    'the paraphrase is kept, with the aspects in which it differs',
  );
  await tell.claim(
    answer.notes.some((n) => n.startsWith('single-origin')) && answer.notes.some((n) => n.startsWith('adverse-relay')),
    'one origin, and every path runs through outlets of the other side: both are noted',
  );
  const views = [await show('united-states', 'recognised-authority'), await show('russia', 'recognised-authority')];
  await tell.claim(
    views[0]?.value === 'not-recognised' && views[1]?.value === 'recognised',
    'who is a legitimate authority is a question of who looks: two views, side by side',
  );
  await heldJointly(scene, show);
}

async function heldJointly(
  { tell, staff }: Scene,
  show: (party: string, about: string) => Promise<Shown>,
): Promise<void> {
  const allies = await show('middle-eastern-allies', topic);
  await tell.claim(
    allies.value === undefined && allies.why === 'joint-unconfirmed',
    '"Washington and its allies" is one row for each holder, and no holder is confirmed by it',
  );
  const list = (await staff.ask('statement list', {})) as { readonly id: string; readonly kind: string }[];
  await tell.claim(
    list.some((s) => s.id === 'reader-motive' && s.kind === 'claim'),
    "a reader's comment is kept as a claim of the reader, never as anybody's position",
  );
  const drift = (await staff.ask('position drift', { party: 'united-states', topic })) as {
    readonly drift: readonly { readonly told: string; readonly drift: string }[];
  };
  await tell.claim(
    drift.drift.some((move) => move.told === 'narrator' && move.drift === 'softened'),
    'that the rhetoric "softened" is the narrator\'s word: kept as drift, and enough for no condition',
  );
}
