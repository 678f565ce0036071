import { cpus, totalmem } from 'node:os';
import type { BenchArguments } from './arguments.ts';
import type { Row } from './bench.ts';
import { median } from './figures.ts';
import { sampleIsThere } from './real-objects.ts';

/** Three digits that count, as people read them. */
export function fixed(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en-US');
  if (size >= 10) return value.toFixed(1);
  return size >= 1 ? value.toFixed(2) : value.toFixed(3);
}

/** Median with least and most, in one unit. */
export const spread = (values: readonly number[], unit: string): string =>
  `${fixed(median(values))} ${unit} (${fixed(Math.min(...values))} to ${fixed(Math.max(...values))})`;

export function printHead(args: BenchArguments): void {
  const data = sampleIsThere ? 'real objects from the sample' : 'no sample found: objects made up by the bench';
  console.log(
    `Node ${process.version}, ${cpus().length} processors, ${Math.round(totalmem() / 2 ** 30)} GiB; client and servers share them.`,
  );
  console.log(
    `${args.rounds} rounds, medians; set of ${fixed(args.setSize)} (${data}), large set of ${fixed(args.size)}.\n`,
  );
}

export function printRow(row: Row): void {
  const state = row.isMet === null ? '-' : row.isMet ? 'ok' : 'MISSED';
  console.log(
    `${row.name.padEnd(9)} ${state.padEnd(6)} ${row.what}\n${' '.repeat(17)}${row.figures}\n${' '.repeat(17)}goal: ${row.goal}`,
  );
}
