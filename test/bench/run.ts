import { readArguments, usage } from './arguments.ts';
import { Bench, type Row } from './bench.ts';
import { printHead, printRow } from './report.ts';
import { workloads } from './workloads/index.ts';

const args = readArguments(process.argv.slice(2));
if (typeof args === 'string' || process.argv.includes('--help')) {
  console.error(typeof args === 'string' ? `${args}\n\n${usage}` : usage);
  process.exit(typeof args === 'string' ? 2 : 0);
}

const chosen = workloads.filter((w) => args.only.length === 0 || w.names.some((name) => args.only.includes(name)));
if (chosen.length === 0) {
  console.error(`no workload of that name; there are ${workloads.flatMap((w) => w.names).join(', ')}`);
  process.exit(2);
}
printHead(args);
const began = performance.now();
const bench = await Bench.start(args);
const rows: Row[] = [];
try {
  for (const workload of chosen)
    for (const row of await workload.run(bench)) {
      rows.push(row);
      printRow(row);
    }
} finally {
  await bench.end();
}
const missed = rows.filter((row) => row.isMet === false);
const met = rows.filter((row) => row.isMet === true).length;
console.log(
  `\n${met} met, ${missed.length} missed${missed.length > 0 ? ` (${missed.map((r) => r.name).join(', ')})` : ''}, ${Math.round((performance.now() - began) / 1000)} s`,
);
process.exit(0);
