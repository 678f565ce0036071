import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { controlSocket } from '../../cli/control/address.ts';
import { connectControl } from '../../cli/control/client.ts';
import type { DemoOptions } from '../../cli/host.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { parseTimestamp } from '../../core/time.ts';
import { settings } from '../config/schema.ts';
import { createNodeDirectory } from '../node-directory.ts';
import { openDirectory, type RunningNode, runNode } from '../run-node.ts';
import { whenAborted } from '../when-aborted.ts';
import type { Scenario, StoryEnd } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { staffOf } from './staff.ts';
import { type StoryClock, storyClock } from './story-clock.ts';
import { StepFailedError, telling } from './tell.ts';

type Say = (text: string) => Promise<void>;

/** Plays a story on a node of its own, then keeps it up until interrupted unless `once`. */
export async function runDemo(
  options: DemoOptions,
  say: Say,
  interrupted: AbortSignal,
): Promise<Result<unknown, Fault[]>> {
  const wanted = options.scenario ?? scenarios[0]?.name;
  const scenario = scenarios.find((one) => one.name === wanted);
  if (scenario === undefined)
    return fail({
      at: '--scenario',
      problem: `no scenario ${String(wanted).slice(0, 64)}`,
      valid: scenarios.map((one) => one.name).join(', '),
    });
  if (options.port !== undefined && settings.port.read(options.port) === null) {
    return fail({ at: '--port', problem: 'is not a port', valid: settings.port.valid });
  }
  const dir = join(await mkdtemp(join(tmpdir(), 'proviso-demo-')), scenario.self.party);
  try {
    return await inDirectory(scenario, dir, options, say, interrupted);
  } finally {
    await rm(join(dir, '..'), { recursive: true, force: true });
  }
}

async function inDirectory(
  scenario: Scenario,
  dir: string,
  options: DemoOptions,
  say: Say,
  interrupted: AbortSignal,
): Promise<Result<unknown, Fault[]>> {
  const made = await createNodeDirectory(dir, scenario.self);
  if (!made.ok) return made;
  const clock = storyClock(scenario.begins === null ? null : parseTimestamp(scenario.begins));
  const running = await startAnywhere(dir, options, clock);
  if (!running.ok) return running;
  try {
    return await onNode({ scenario, clock, running: running.value, dir }, options, say, interrupted);
  } finally {
    await running.value.close();
  }
}

/** The demo ignores the settings of a real node. Without `--port`, a taken port is no reason not to play. */
async function startAnywhere(
  dir: string,
  options: DemoOptions,
  { clock }: StoryClock,
): Promise<Result<RunningNode, Fault[]>> {
  const at = async (port: string): Promise<Result<RunningNode, Fault[]>> => {
    const nothing = { variables: new Map<string, string>(), data: null, faults: [], warnings: [] };
    const opened = await openDirectory(dir, nothing, new Map([['--port', port]]), clock);
    return opened.ok ? await runNode(opened.value, dir) : opened;
  };
  const first = await at(options.port ?? String(settings.port.absent));
  const taken = !first.ok && first.error.some((fault) => fault.problem.startsWith('is in use'));
  return taken && options.port === undefined ? await at('0') : first;
}

interface Stage {
  readonly scenario: Scenario;
  readonly clock: StoryClock;
  readonly running: RunningNode;
  readonly dir: string;
}

async function onNode(
  { scenario, clock, running, dir }: Stage,
  options: DemoOptions,
  say: Say,
  interrupted: AbortSignal,
): Promise<Result<unknown, Fault[]>> {
  await say(`proviso demo: ${scenario.about}. The node serves ${running.url}`);
  const client = await connectControl(controlSocket(dir));
  if (!client.ok) return client;
  if (client.value === null)
    return fail({ at: dir, problem: 'the control socket does not answer', valid: 'run the demo again' });
  const tell = telling(say);
  let end: StoryEnd;
  try {
    const staff = staffOf(client.value, scenario.name);
    end = await scenario.play({ tell, staff, base: running.url, clock });
  } catch (error) {
    if (!(error instanceof StepFailedError)) throw error;
    return fail({ at: `demo, after ${tell.claims} claims that held`, problem: `this does not hold: ${error.message}` });
  } finally {
    await client.value.close();
  }
  const result = { scenario: scenario.name, url: running.url, claims: tell.claims, released: end.released };
  if (options.once || interrupted.aborted) return ok(result);
  await say(whatToTry(scenario, running.url, dir, end));
  await whenAborted(interrupted);
  return ok(result);
}

function whatToTry(scenario: Scenario, url: string, dir: string, end: StoryEnd): string {
  const program = relative(process.cwd(), process.argv[1] ?? 'proviso');
  const base = url.replace(/\/$/, '');
  const curl = `curl -u "$KEY" -H 'Accept: application/taxii+json;version=2.1'`;
  return [
    '',
    'The node stays up. As the partner:',
    `  KEY=${end.key.id}:${end.key.secret}`,
    `  ${curl} ${base}/taxii2/`,
    `  ${curl} ${base}${end.collection.path}`,
    `  ${curl} '${base}${end.collection.path}objects/?limit=5'`,
    '',
    `As ${scenario.staff}:`,
    `  node ${program} explain --party ${end.partner} --object ${end.object} --data ${dir}`,
    `  node ${program} who-got ${end.object} --data ${dir}`,
    ...end.commands.map((command) => `  node ${program} ${command} --data ${dir}`),
    '',
    'Ctrl-C ends it and removes its data.',
  ].join('\n');
}
