import { relative } from 'node:path';
import type { DemoOptions } from '../../cli/host.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { parseTimestamp } from '../../core/time.ts';
import { settings } from '../config/schema.ts';
import { whenAborted } from '../when-aborted.ts';
import type { Scenario, StoryEnd } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { type Actor, openStage, type Stage } from './stage.ts';
import { StepFailedError, telling } from './tell.ts';

type Say = (text: string) => Promise<void>;

/** Plays a story on nodes of its own, then keeps them up until interrupted unless `once`. */
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
  const stage = await openAnywhere(scenario, options);
  if (!stage.ok) return stage;
  try {
    return await onStage(scenario, stage.value, options, say, interrupted);
  } finally {
    await stage.value.close();
  }
}

/** Without `--port`, a taken port is no reason not to play. */
async function openAnywhere(scenario: Scenario, options: DemoOptions): Promise<Result<Stage, Fault[]>> {
  const at = (port: string): Promise<Result<Stage, Fault[]>> =>
    openStage({
      scenario: scenario.name,
      parties: scenario.parties,
      port,
      begins: scenario.begins === null ? null : parseTimestamp(scenario.begins),
    });
  const first = await at(options.port ?? String(settings.port.absent));
  const taken = !first.ok && first.error.some((fault) => fault.problem.startsWith('is in use'));
  return taken && options.port === undefined ? await at('0') : first;
}

async function onStage(
  scenario: Scenario,
  stage: Stage,
  options: DemoOptions,
  say: Say,
  interrupted: AbortSignal,
): Promise<Result<unknown, Fault[]>> {
  const main = stage.actors[0]!;
  await say(`proviso demo: ${scenario.about}.`);
  for (const { name, party, url } of stage.actors) await say(`  ${name} (${party}) serves ${url}`);
  const tell = telling(say);
  const actor = (party: string): Actor => {
    const found = stage.actors.find((one) => one.party === party);
    if (found === undefined) throw new Error(`nobody plays ${party}`);
    return found;
  };
  const { now, pass } = stage;
  let end: StoryEnd;
  try {
    end = await scenario.play({ tell, staff: main.staff, base: main.url, actor, now, pass });
  } catch (error) {
    if (!(error instanceof StepFailedError)) throw error;
    return fail({ at: `demo, after ${tell.claims} claims that held`, problem: `this does not hold: ${error.message}` });
  }
  const result = { scenario: scenario.name, url: main.url, claims: tell.claims, released: end.released };
  if (options.once || interrupted.aborted) return ok(result);
  await say(whatToTry(scenario, stage, end));
  await whenAborted(interrupted);
  return ok(result);
}

function whatToTry(scenario: Scenario, { actors }: Stage, end: StoryEnd): string {
  const { url, dir } = actors[0]!;
  const program = relative(process.cwd(), process.argv[1] ?? 'proviso');
  const base = url.replace(/\/$/, '');
  const curl = `curl -u "$KEY" -H 'Accept: application/taxii+json;version=2.1'`;
  return [
    '',
    'The nodes stay up. As the partner, with an ordinary TAXII client:',
    `  KEY=${end.key.id}:${end.key.secret}`,
    `  ${curl} ${base}/taxii2/`,
    `  ${curl} ${base}${end.collection.path}`,
    `  ${curl} '${base}${end.collection.path}objects/?limit=5'`,
    '',
    `As ${scenario.staff}:`,
    `  node ${program} explain --party ${end.partner} --object ${end.object} --data ${dir}`,
    `  node ${program} who-got ${end.object} --data ${dir}`,
    ...end.commands.map((command) => `  node ${program} ${command} --data ${dir}`),
    ...actors.slice(1).map((one) => `  the data of ${one.name}'s node: --data ${one.dir}`),
    '',
    'Ctrl-C ends them and removes their data.',
  ].join('\n');
}
