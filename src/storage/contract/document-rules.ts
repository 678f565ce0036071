import { deepEqual, equal } from 'node:assert/strict';
import { type ContractCase, rule } from './contract-case.ts';
import { lateMoment } from './sample-rows.ts';

const composed = 'caf\u00e9';
const decomposed = 'cafe\u0301';

export const documentRules: readonly ContractCase[] = [
  rule('documents: what is not there is null, and a kind without documents is an empty list', async ({ store }) => {
    equal(store.document('party', 'nobody'), null);
    deepEqual(store.documents('party'), []);
  }),
  rule('documents: the last content under an id counts, and removing takes it away', async ({ store }) => {
    store.write.putDocument('k', 'one', { n: 1 });
    store.write.putDocument('k', 'one', { n: 2 });
    store.write.putDocument('k', 'two', [true, null, 'x']);
    await store.flush();
    deepEqual(store.document('k', 'one'), { n: 2 });
    store.write.removeDocument('k', 'one');
    store.write.removeDocument('k', 'never-there');
    await store.flush();
    equal(store.document('k', 'one'), null);
    deepEqual(store.documents('k'), [{ id: 'two', value: [true, null, 'x'] }]);
  }),
  rule('documents: kinds are apart', async ({ store }) => {
    store.write.putDocument('a', 'x', 1);
    store.write.putDocument('b', 'x', 2);
    await store.flush();
    deepEqual([store.document('a', 'x'), store.document('b', 'x')], [1, 2]);
    store.write.removeDocument('a', 'x');
    await store.flush();
    deepEqual([store.document('a', 'x'), store.document('b', 'x')], [null, 2]);
  }),
  rule('documents: ids are told apart by letter case and by Unicode form', async ({ store }) => {
    for (const id of ['id', 'ID', composed, decomposed]) store.write.putDocument('k', id, id);
    await store.flush();
    for (const id of ['id', 'ID', composed, decomposed]) equal(store.document('k', id), id);
    equal(store.documents('k').length, 4);
    equal(store.document('K', 'id'), null);
  }),
  rule(
    'documents: numbers up to the last exact integer and texts of every script come back as they were',
    async ({ store }) => {
      const value = {
        at: lateMoment,
        max: Number.MAX_SAFE_INTEGER,
        text: 'naïve 𝕏 \u0000 \u2028 "quoted" \\',
        nested: [[[]]],
      };
      store.write.putDocument('k', 'x', value);
      await store.flush();
      deepEqual(store.document('k', 'x'), value);
    },
  ),
  rule('documents: a value is taken as it is when it is queued', async ({ store }) => {
    const value = { list: [1] };
    store.write.putDocument('k', 'x', value);
    value.list.push(2);
    await store.flush();
    deepEqual(store.document('k', 'x'), { list: [1] });
  }),
  rule('T-DB-01 ids and kinds that look like statements are only texts', async ({ store }) => {
    const odd = ["'); DROP TABLE document; --", '" OR 1=1 --', '%', '_', '*', '?', ':id', '\\', ''];
    for (const text of odd) store.write.putDocument(text, text, { text });
    await store.flush();
    for (const text of odd) {
      deepEqual(store.documents(text), [{ id: text, value: { text } }]);
      deepEqual(store.document(text, text), { text });
    }
  }),
];
