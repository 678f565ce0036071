import { readRanges } from '../../core/number-ranges.ts';
import type { Recall } from './recall-record.ts';

/** Numbers below `end` of the versions that a recall names in a collection; none where it names no versions. */
export const numbersIn = ({ of }: Recall['scope'], collection: number, end: number): readonly number[] =>
  (of ?? []).filter((one) => one.collection === collection).flatMap(({ seqs }) => readRanges(seqs, end) ?? []);
