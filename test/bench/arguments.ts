/** What one run of the bench is asked for. */
export interface BenchArguments {
  /** Objects in the set of G6–G9. */
  readonly size: number;
  /** Objects in the set of real ones, G1–G4 and the threat rows. */
  readonly setSize: number;
  readonly rounds: number;
  readonly roundMs: number;
  /** Interleaved pairs of the timing tests. */
  readonly pairs: number;
  /** Workloads to run, by name; empty for all. */
  readonly only: readonly string[];
}

export const usage = `npm run bench -- [options]

  --size N        objects in the large set of G6–G9 and G13 (default 100000; goals are stated for 1000000 and 10000000)
  --set N         objects in the set of G1–G4 (default 24000)
  --rounds N      rounds per workload, median taken (default 5, at least 1)
  --round-ms N    length of one round of a load (default 600)
  --pairs N       interleaved pairs of the timing tests (default 5000)
  --only A,B      only these workloads, for example G1,G6,T-TAX-02
  --small         a short run for every change: small sets, 3 rounds`;

const small: BenchArguments = { size: 20_000, setSize: 4_000, rounds: 3, roundMs: 250, pairs: 1_000, only: [] };
const usual: BenchArguments = { size: 100_000, setSize: 24_000, rounds: 5, roundMs: 600, pairs: 5_000, only: [] };

/** Null with what is wrong when an argument is not understood. */
export function readArguments(argv: readonly string[]): BenchArguments | string {
  let found: BenchArguments = argv.includes('--small') ? small : usual;
  const names: Readonly<Record<string, keyof BenchArguments>> = {
    '--size': 'size',
    '--set': 'setSize',
    '--rounds': 'rounds',
    '--round-ms': 'roundMs',
    '--pairs': 'pairs',
  };
  for (let i = 0; i < argv.length; i++) {
    const name = argv[i]!;
    if (name === '--small') continue;
    const value = argv[++i];
    if (name === '--only' && value !== undefined) {
      found = { ...found, only: value.toUpperCase().split(',') };
      continue;
    }
    const field = names[name];
    const number = Number(value);
    if (field === undefined) return `unknown argument ${name}`;
    if (!Number.isSafeInteger(number) || number < 1) return `${name} wants a whole number above 0`;
    found = { ...found, [field]: number };
  }
  if (found.size < 10_000) return '--size wants at least 10000: one object for each of the 10,000 classes';
  return found;
}
