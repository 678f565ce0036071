import { defineCommand, faults, given } from '../command.ts';
import { printJson } from '../report.ts';
import { safeLines } from '../terminal-text.ts';

export const demo = defineCommand({
  name: 'demo',
  summary: 'Play a story with sample data over real HTTP, then stay up',
  details:
    'The data lies in a fresh temporary directory that is removed at the end. A step that does not hold ends it with exit 1.',
  positionals: [],
  options: {
    scenario: { kind: 'text', value: 'NAME', help: 'which story: communities (default) or founding' },
    port: { kind: 'text', value: 'N', help: 'port, 0 for any free one (default 7020)' },
    once: { kind: 'flag', help: 'exit after the story' },
  },
  example: 'proviso demo --once',
  prose: true,
  run: async (context, args) => {
    const options = { ...given({ scenario: args.text('scenario'), port: args.text('port') }), once: args.flag('once') };
    // With --json the story goes to stderr, and stdout gets its one document.
    const out = context.jsonAsked ? context.host.stderr : context.host.stdout;
    const told = await context.host.demo(options, (text) => out.write(`${safeLines(text)}\n`));
    if (!told.ok) return faults(told.error);
    if (context.jsonAsked) await printJson(context.host, told.value);
    return { kind: 'written', exit: 0 };
  },
});
