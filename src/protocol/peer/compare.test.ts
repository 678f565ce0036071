import { expect, it } from 'vitest';
import { limits } from '../../core/limits.ts';
import { bucketDigits } from '../../core/reconcile/index.ts';
import { prefixesMax } from './compare.ts';

it('what lies in as many buckets as may be asked for at once fits into one answer, up to fifty million objects', () => {
  // Id, version and fingerprint of one version, as JSON.
  const nameBytes = 115;
  for (const count of [48, 4_096, 1_048_576, 50_000_000]) {
    const inBucket = count / 16 ** bucketDigits(count);
    expect(Math.min(count, prefixesMax * inBucket) * nameBytes).toBeLessThan(limits.peerAnswerBytesMax);
  }
});
