import { expect, test } from 'vitest';
import { ReleaseLab } from '../lab/release-lab.ts';

test('smoke', async () => {
  const lab = await ReleaseLab.open();
  await lab.text({
    id: 'urn:x:1',
    to: 'p',
    collection: 1,
    allow: [{ do: 'receive', when: [{ type: { is: 'indicator' } }] }],
  });
  await lab.add([{ n: 1 }, { n: 2, type: 'malware' }, { n: 3 }]);
  lab.move(10);
  const a = await lab.ask('p');
  console.log(a);
  await lab.kill();
  console.log(await lab.ask('p', { limit: 1 }));
  expect(1).toBe(1);
});
