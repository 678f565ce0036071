import { deepEqual } from 'node:assert/strict';
import { type ContractCase, rule } from './contract-case.ts';

export const contentRules: readonly ContractCase[] = [
  rule('content: notes of a name come in the order in which they were put, those of others do not', async (subject) => {
    const { store } = subject;
    deepEqual(store.contents('a'), []);
    store.write.addContents([
      { name: 'a', value: { n: 1 } },
      { name: 'b', value: { n: 2 } },
      { name: 'a', value: { n: 3 } },
    ]);
    store.write.addContents([]);
    deepEqual(store.contents('a'), []);
    await store.flush();
    store.write.addContents([{ name: 'a', value: { n: 3 } }]);
    await store.flush();
    deepEqual(store.contents('a'), [{ n: 1 }, { n: 3 }, { n: 3 }]);
    deepEqual(store.contents('b'), [{ n: 2 }]);
    deepEqual(store.contents('A'), []);
    const again = (await subject.reopen?.()) ?? store;
    deepEqual(again.contents('a'), [{ n: 1 }, { n: 3 }, { n: 3 }]);
  }),
  rule('content: a value is taken as it is when it is queued', async ({ store }) => {
    const value = { list: [1] };
    store.write.addContents([{ name: 'a', value }]);
    value.list.push(2);
    await store.flush();
    deepEqual(store.contents('a'), [{ list: [1] }]);
  }),
  rule('T-DB-01 content: names that look like statements are only texts', async ({ store }) => {
    const odd = ["'); DROP TABLE content; --", '%', '?', ''];
    store.write.addContents(odd.map((name) => ({ name, value: name })));
    await store.flush();
    for (const name of odd) deepEqual(store.contents(name), [name]);
  }),
];
