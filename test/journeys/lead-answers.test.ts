import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../cli/program.ts';
import { type Json, ServedNodes } from '../lab/served-nodes.ts';
import { uuid } from '../taxii/world.ts';

/** A text tabled to a coalition, answered by the member that leads it for itself and for the one that mandated it. */
const parties = ['bank-isac', 'energy-isac', 'water-isac'] as const;
type Party = (typeof parties)[number];
let nodes: ServedNodes<Party>;

const offer = `
legs:
  - from: party:bank-isac
    to: coalition:utilities
    over: collection:shared
    allow:
      - do: [know, receive]
  - from: coalition:utilities
    to: party:bank-isac
    over: collection:shared
    allow:
      - do: [know, receive]
`;

beforeAll(async () => {
  nodes = await ServedNodes.start('lead-answers', parties);
}, 120_000);
afterAll(() => nodes.stop());

/** What became of the answers given for members, at the lead or at a member, oldest first. */
const answersAt = async (party: Party, accord: string): Promise<unknown> =>
  ((await nodes.ask(party, `accord show ${accord}`))['byMandate'] as Json[]).map((one) => [one['move'], one['state']]);

/** The ids of the accords that come of one offer. */
async function tabled(file: string): Promise<readonly [lead: string, member: string]> {
  const { accords } = await nodes.ask<{ accords: Json[] }>(
    'bank-isac',
    'accord table --to coalition:utilities --confirm auto',
    file,
  );
  const [lead, member] = (['energy-isac', 'water-isac'] as const).map((peer) =>
    String(accords.find((one) => one['peer'] === peer)?.['id']),
  ) as [string, string];
  await nodes.phaseIs('energy-isac', 'tabled', lead);
  await nodes.phaseIs('water-isac', 'tabled', member);
  return [lead, member];
}

describe('a lead answers for a member', () => {
  it('T-NEG-13 by the mandate of its node, until it is revoked, between processes that know each other by enrolment', {
    timeout: 240_000,
  }, async () => {
    await nodes.enrolEachOther('bank-isac', 'energy-isac');
    await nodes.enrolEachOther('bank-isac', 'water-isac');
    await nodes.enrolEachOther('energy-isac', 'water-isac');
    for (const [no, party] of parties.entries()) {
      await nodes.ask(party, `collection create --id ${uuid(no + 1)} --title Shared --alias shared`);
      await nodes.ask(party, 'coalition add utilities --name Utilities');
      for (const member of ['energy-isac', 'water-isac'])
        await nodes.ask(party, `coalition join utilities --party ${member}`);
    }
    await nodes.ask('bank-isac', `collection create --id ${uuid(9)} --title Water --alias from-water`);
    await nodes.ask('bank-isac', 'peer set water-isac --into from-water');
    const brought = join(projectRoot, 'samples', 'communities', 'partner-intelligence.json');
    await nodes.ask('water-isac', 'import --collection shared', brought);
    const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 19);
    await nodes.ask('water-isac', `coalition mandate utilities --to energy-isac --until ${until}Z --move accept`);
    const isMandated = async (): Promise<boolean> =>
      JSON.stringify(await nodes.ask('energy-isac', 'coalition list')).includes(until);
    await nodes.until(isMandated);

    const file = join(nodes.work, 'offer.yaml');
    writeFileSync(file, offer);
    const [ofLead, ofMember] = await tabled(file);

    const answer = (accord: string, move: string, whom = 'water-isac'): Promise<Json> =>
      nodes.ask('energy-isac', `accord answer-for ${accord} --move ${move} --for ${whom}`);
    await expect(answer(ofLead, 'refuse')).rejects.toThrow('water-isac has left other answers to this node: accept');

    // One that it covers: the member's own node signs, and the lead's own accord stays as it is.
    expect(await answer(ofLead, 'accept', 'mandated')).toMatchObject({ told: ['water-isac'], leftOut: [] });
    await nodes.phaseIs('bank-isac', 'in-force', ofMember);
    await nodes.phaseIs('water-isac', 'in-force', ofMember);
    await nodes.phaseIs('energy-isac', 'tabled', ofLead);
    expect(await answersAt('water-isac', ofMember)).toEqual([['accept', 'made']]);
    expect(await answersAt('energy-isac', ofLead)).toEqual([['accept', 'taken']]);
    await nodes.ask('bank-isac', 'sync now --peer water-isac');
    expect(await nodes.objectsIn('bank-isac', 'from-water')).toBe(29);
    await nodes.ask('energy-isac', `accord accept ${ofLead}`);
    await nodes.phaseIs('bank-isac', 'in-force', ofLead);

    // Revoked, its word counts for nothing any more.
    await nodes.ask('water-isac', 'coalition mandate utilities --to energy-isac --revoke');
    const [ofLeadAgain, ofMemberAgain] = await tabled(file);
    await nodes.until(async () => !(await isMandated()));
    await expect(answer(ofLeadAgain, 'accept')).rejects.toThrow('water-isac has not mandated this node');
    expect(await answersAt('water-isac', ofMemberAgain)).toEqual([]);
    await nodes.phaseIs('water-isac', 'tabled', ofMemberAgain);
  });
});
