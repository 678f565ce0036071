export {
  bucketDigits,
  bucketDigitsMax,
  bucketHashes,
  differingBuckets,
  fingerprintDigits,
  fingerprintOf,
} from './fingerprint-buckets.ts';
