import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isSignedBy } from '../../src/core/message/index.ts';
import { nodePlatform } from '../../src/main/node-platform.ts';
import { day, MandateNet, thread } from '../lab/mandate-net.ts';
import { type LabOptions, must } from '../lab/whole-node-lab.ts';

let net: MandateNet;
const dirs: string[] = [];
afterEach(async () => {
  await net.close();
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true });
});

const open = async (options: Readonly<Record<string, LabOptions>> = {}): Promise<void> => {
  net = await MandateNet.open(options);
};
const none = 'body.offer is none that the sender answers for here';

describe('T-NEG-13 a lead', () => {
  it('answers for the members that mandated it, in their names, and for nobody else', async () => {
    await open();
    for (const member of ['m', 'n']) await net.mandate(member);
    const ids = await net.table();
    must(await net.operator('l').moveAccord({ id: ids['l']!, move: 'accept', by: 'Lea' }));
    const said = must(await net.say(ids['l']!, 'accept'));
    expect(said).toMatchObject({ told: ['m', 'n'], leftOut: [{ party: 'o' }] });
    await net.settle();
    const phases = () => ['l', 'm', 'n', 'o'].map((member) => net.phase('a', ids[member]!));
    expect(phases()).toEqual(['in-force', 'in-force', 'in-force', 'tabled']);
    must(await net.operator('o').moveAccord({ id: ids['o']!, move: 'refuse', by: 'Ola' }));
    await net.settle();
    expect(phases()).toEqual(['in-force', 'in-force', 'in-force', 'refused']);
    for (const member of ['m', 'n', 'o'])
      expect(net.record('a', ids[member]!).state).toEqual(net.record(member, ids[member]!).state);

    // The side that tabled sees an answer of the member, signed by its own node, and nothing of a mandate.
    const answers = net.peers.desk('a').rows(`accord/${ids['m']}`, 'm' as never);
    const answer = answers.find(({ direction }) => direction === 'in')!.signed;
    expect(answer.message).toMatchObject({ kind: 'accept', from: 'm' });
    expect(Object.keys(answer.message.body).sort()).toEqual(['hash', 'version']);
    expect(JSON.stringify(answer)).not.toContain('"l"');

    // At the member and at the lead the signed word stays as evidence.
    const shown = must(await net.operator('m').accord(ids['m']!)).byMandate;
    expect(shown).toMatchObject([{ lead: 'l', member: 'm', move: 'accept', state: 'made', coalition: 'pool' }]);
    const word = net.peers.desk('m').row(thread, 'l' as never, 'in', shown[0]!.seq)!.signed;
    const { publicKey } = net.state('l').signer.current;
    expect(isSignedBy(word, publicKey, nodePlatform, nodePlatform.verifySignature)).toBe(true);
    expect(must(await net.operator('l').accord(ids['l']!)).byMandate).toMatchObject([
      { lead: 'l', member: 'm', state: 'taken' },
      { lead: 'l', member: 'n', state: 'taken' },
    ]);
  });

  it('that a text names has no right by it, and hears no more than of an offer or a coalition that nobody knows', async () => {
    await open();
    await net.mandate('n');
    const ids = await net.table();
    const link = net.record('m', ids['m']!).state.table!.text.coalition!;
    expect(link.members).toContain('party:l');
    const before = net.kept('m');
    must(await net.say(ids['l']!, 'accept', ['n']));
    await net.deliver();
    const [sent] = net.peers.desk('n').rows(thread, 'l' as never).slice(-1);
    const { body } = sent!.signed.message;
    await net.craft('l', 'm', 'lead-answer', body);
    expect(net.answer('m')).toBe(none);
    await net.mandate('m');
    const mandated = net.kept('m');
    await net.craft('l', 'm', 'lead-answer', { ...body, offer: 'urn:uuid:1f0a4c1e-00aa-4a00-8000-0000000000aa' });
    expect(net.answer('m')).toBe(none);
    expect([before === mandated, net.kept('m')]).toEqual([false, mandated]);
    await net.craft('l', 'm', 'lead-answer', body);
    expect([net.answer('m'), net.words('m', ids['m']!)]).toEqual([null, ['accept waiting']]);
  });
});
