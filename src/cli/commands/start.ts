import { defineCommand, faults, given } from '../command.ts';
import { faultLines, printJson, printText } from '../report.ts';

export const start = defineCommand({
  name: 'start',
  summary: 'Serve the node until it is told to stop',
  details: [
    'Prints one line with the address when it is ready. SIGTERM and Ctrl-C finish what is being answered, then close.',
    'While it runs, the other commands reach it through DIR/control.sock.',
    'Plain HTTP is served on loopback addresses only; elsewhere set tls or behindProxy in proviso.json.',
  ].join('\n'),
  positionals: [],
  options: {
    host: { kind: 'text', value: 'H', help: 'address to listen on (PROVISO_HOST, else proviso.json, else 127.0.0.1)' },
    port: { kind: 'text', value: 'N', help: 'port, 0 for any free one (PROVISO_PORT, else proviso.json, else 7020)' },
    'public-url': {
      kind: 'text',
      value: 'URL',
      help: 'address under which peers reach this node (PROVISO_PUBLIC_URL, else proviso.json, else where it listens)',
    },
  },
  example: 'proviso start --port 7020',
  prose: true,
  run: async (context, args) => {
    const options = given({ host: args.text('host'), port: args.text('port'), 'public-url': args.text('public-url') });
    if (context.host.warnings.length > 0) await context.note(faultLines(context.host.warnings));
    const ended = await context.host.start(context.dataDir, options, async (url) => {
      if (context.jsonAsked) await printJson(context.host, { url });
      else await printText(context, `proviso ready at ${url}`);
    });
    return ended.ok ? { kind: 'written', exit: 0 } : faults(ended.error);
  },
});
