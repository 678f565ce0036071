import { expect, it } from 'vitest';
import { ask } from '../taxii/wire.ts';
import { indicator, malware, uuid } from '../taxii/world.ts';
import { permitAll } from './stix-makers.ts';
import { must, WholeNode } from './whole-node-lab.ts';

it('the lab sends through the bare handler, byte for byte, what a socket would carry', async () => {
  const lab = await WholeNode.open();
  await lab.addParty('p');
  await lab.addCollection(uuid(1), 'main');
  await lab.bring('main', [indicator(1), malware(2)]);
  must(await lab.operator.addTerms(permitAll('p', 'main')));
  const url = await lab.listen();
  for (const path of ['/taxii2/', '/api/collections/', '/api/collections/main/objects/?limit=1', '/nowhere/']) {
    const bare = await lab.ask({ path, as: 'p' });
    const real = await ask({ url, keys: Object.fromEntries(lab.keys), close: async () => {} }, { path, as: 'p' });
    expect([real.status, real.text]).toEqual([bare.status, bare.text]);
    const names = real.rawHeaders.filter((_, i) => i % 2 === 0);
    const sent = bare.raw
      .slice(0, bare.raw.indexOf('\r\n\r\n'))
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(':')[0]);
    expect(names.filter((name) => !/^(connection|keep-alive)$/i.test(name))).toEqual(
      sent.filter((name) => !/^connection$/i.test(name ?? '')),
    );
  }
  await lab.close();
});
