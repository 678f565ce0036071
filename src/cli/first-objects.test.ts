import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstObjects } from './first-objects.ts';

async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

describe('first objects', () => {
  it('finds the first objects wherever the bytes are cut', async () => {
    const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 6 });
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(objects, sizes, fc.integer({ min: 1, max: 4 }), async (list, cuts, most) => {
        const text = list.map((one) => JSON.stringify(one)).join(',');
        const expected = list.slice(0, most).map((one) => JSON.parse(JSON.stringify(one)));
        expect(await firstObjects(cut(Buffer.from(text), cuts), most)).toEqual(expected);
      }),
    );
  });
});
