import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inProcess, projectRoot } from '../cli/program.ts';
import { type Json, ServedNodes } from '../lab/served-nodes.ts';

/**
 * The scenario's steps 1 to 6, 8 and 9 with nothing but the command line, between three processes that serve: two that come
 * to terms, and an ally of one of them.
 */

const parties = ['bank-isac', 'energy-isac', 'water-isac'] as const;
type Party = (typeof parties)[number];

let nodes: ServedNodes<Party>;
const sample = (name: string): string => join(projectRoot, 'samples', 'communities', name);

const accord = 'urn:uuid:6d0c5a52-7c1e-4a35-9d0b-5a8f4d1c2a01';
const allyAccord = 'urn:uuid:6d0c5a52-7c1e-4a35-9d0b-5a8f4d1c2a02';
const shelves = {
  'bank-shared': '3c1d6f0e-5b7a-4c8e-9d21-6a0f4e8b7c01',
  'from-energy': '3c1d6f0e-5b7a-4c8e-9d21-6a0f4e8b7c02',
  'energy-shared': '3c1d6f0e-5b7a-4c8e-9d21-6a0f4e8b7c03',
  'from-banks': '3c1d6f0e-5b7a-4c8e-9d21-6a0f4e8b7c04',
} as const;

const ask: ServedNodes<Party>['ask'] = (...line) => nodes.ask(...line);
const until = (holds: () => Promise<boolean>): Promise<void> => nodes.until(holds);
const phaseIs = (party: Party, phase: string, id = accord): Promise<void> => nodes.phaseIs(party, phase, id);
const objectsIn = (party: Party, alias: string): Promise<unknown> => nodes.objectsIn(party, alias);

const shelve = (party: Party, alias: keyof typeof shelves): Promise<Json> =>
  ask(party, `collection create --id ${shelves[alias]} --title ${alias} --alias ${alias}`);

const decision = async (party: Party, to: Party, object: string): Promise<Json> =>
  ask(party, `explain --party ${to} --object ${object}`);

function someObject(file: string, suits: (one: Json) => boolean): string {
  const { objects } = JSON.parse(readFileSync(sample(file), 'utf8')) as { objects: Json[] };
  return String(objects.find(suits)?.['id']);
}

beforeAll(async () => {
  nodes = await ServedNodes.start('three-nodes', parties);
}, 120_000);
afterAll(() => nodes.stop());

describe('three nodes', () => {
  it('come to terms, give, take back and pass on by consent, as the scenario tells it', {
    timeout: 240_000,
  }, async () => {
    await nodes.enrolEachOther('bank-isac', 'energy-isac');
    for (const alias of ['bank-shared', 'from-energy'] as const) await shelve('bank-isac', alias);
    for (const alias of ['energy-shared', 'from-banks'] as const) await shelve('energy-isac', alias);
    await ask('bank-isac', 'party organ energy-isac --add legal --add press');
    await ask('bank-isac', 'topic add', sample('topics.yaml'));
    // What is refused is written beside the file.
    copyFileSync(sample('intelligence.json'), join(nodes.work, 'intelligence.json'));
    const given = await inProcess([
      'import',
      join(nodes.work, 'intelligence.json'),
      '--collection',
      'bank-shared',
      '--data',
      nodes.dirOf('bank-isac'),
    ]);
    expect(given.code).toBe(1);
    await ask('energy-isac', 'import --collection energy-shared', sample('partner-intelligence.json'));
    await ask('bank-isac', 'peer set energy-isac --into from-energy');
    await ask('energy-isac', 'peer set bank-isac --into from-banks');

    // 1. An offer with two legs; "not until".
    await ask('energy-isac', 'accord table', sample('accord.yaml'), '--to', 'bank-isac');
    await phaseIs('bank-isac', 'tabled');
    await ask('bank-isac', `accord hold ${accord} --reopen auto --until-conditions`, sample('hold.yaml'));
    await phaseIs('energy-isac', 'held');

    // 2. Nothing is released, and staff see why. 4. A planted statement reopens nothing.
    await ask('bank-isac', 'terms add', sample('may-know.yaml'));
    const { secret } = await ask('bank-isac', 'key create --party energy-isac --scope taxii');
    const poll = async (): Promise<number> => {
      const path = `api/collections/${shelves['bank-shared']}/objects/?limit=1000`;
      const headers = { authorization: `Bearer ${String(secret)}`, accept: 'application/taxii+json;version=2.1' };
      const { objects } = (await (await fetch(new URL(path, nodes.urlOf('bank-isac')), { headers })).json()) as {
        objects?: unknown[];
      };
      return objects?.length ?? 0;
    };
    expect(await poll()).toBe(0);
    const wanted = someObject('intelligence.json', (one) => one['type'] === 'intrusion-set');
    expect((await decision('bank-isac', 'energy-isac', wanted))['decision']).toBe('refuse');
    await ask('bank-isac', 'statement add', sample('statement-relayed.yaml'));
    await phaseIs('bank-isac', 'held');

    // 5. The position is there: the accord reopens by itself, is countered, signed by both, and in force on both nodes.
    await ask('bank-isac', 'statement add', sample('statement-undertaking.yaml'));
    await phaseIs('energy-isac', 'tabled');
    await ask('bank-isac', `accord counter ${accord}`, sample('accord-counter.yaml'));
    await phaseIs('energy-isac', 'countered');
    await ask('energy-isac', `accord accept ${accord}`);
    await phaseIs('bank-isac', 'accepted');
    await ask('bank-isac', `accord confirm ${accord}`);
    await phaseIs('energy-isac', 'in-force');

    // 6. What the terms let out arrives, both ways, once.
    await ask('energy-isac', 'sync now --peer bank-isac');
    await ask('bank-isac', 'sync now --peer energy-isac');
    expect([await objectsIn('energy-isac', 'from-banks'), await poll()]).toEqual([74, 74]);
    expect(Number(await objectsIn('bank-isac', 'from-energy'))).toBeGreaterThan(20);
    expect(await ask<Json[]>('energy-isac', 'peer compare bank-isac')).toMatchObject([
      { peer: 'bank-isac', released: 74, held: 74, missing: [], extra: [], setAside: [] },
    ]);

    // 8. Another organ contradicts: withheld; recalled, and the copies are gone.
    await ask('bank-isac', 'statement add', sample('statement-contradiction.yaml'));
    expect([(await decision('bank-isac', 'energy-isac', wanted))['decision'], await poll()]).toEqual(['refuse', 0]);
    await ask('bank-isac', `recall send --accord ${accord} --to energy-isac --why contested`);
    await until(async () =>
      (await ask<Json[]>('bank-isac', 'recall list')).every((one) => one['state'] === 'answered'),
    );
    expect([await objectsIn('energy-isac', 'from-banks'), await objectsIn('energy-isac', 'energy-shared')]).toEqual([
      0, 29,
    ]);

    // 9. An ally asks for what came from the other side: only with its consent, object by object.
    await nodes.enrolEachOther('bank-isac', 'water-isac');
    await ask('bank-isac', 'party relation water-isac community');
    await shelve('water-isac', 'from-banks');
    await ask('water-isac', 'peer set bank-isac --into from-banks');
    await ask('bank-isac', 'accord table', sample('accord-ally.yaml'), '--to', 'water-isac', '--confirm', 'auto');
    await phaseIs('water-isac', 'tabled', allyAccord);
    await ask('water-isac', `accord accept ${allyAccord}`);
    await phaseIs('water-isac', 'in-force', allyAccord);
    await ask('water-isac', 'sync now --peer bank-isac');
    expect(await objectsIn('water-isac', 'from-banks')).toBe(0);
    const alone = someObject(
      'partner-intelligence.json',
      (one) => one['type'] === 'indicator' && one['created_by_ref'] === undefined,
    );
    expect((await decision('bank-isac', 'water-isac', alone))['class']).toBe('pending');
    await ask('bank-isac', `consent ask --object ${alone} --for water-isac`);
    let asked: Json | undefined;
    await until(async () => {
      asked = (await ask<Json[]>('energy-isac', 'consent list')).find((one) => one['role'] === 'originator');
      return asked !== undefined;
    });
    await ask('energy-isac', `consent grant ${String(asked?.['id'])}`);
    await until(async () => (await decision('bank-isac', 'water-isac', alone))['decision'] === 'permit');
    await ask('water-isac', 'sync now --peer bank-isac');
    expect(await objectsIn('water-isac', 'from-banks')).toBe(1);
    const rows = await ask<Json[]>('bank-isac', `who-got ${alone}`);
    expect(rows.map((row) => [row['party'], (row['consents'] as unknown[]).length])).toEqual([['water-isac', 1]]);
  });
});
