import { randomUUID } from 'node:crypto';
import { defineCommand, faults } from '../command.ts';
import { safeField } from '../terminal-text.ts';

const quoted = (text: string): string =>
  /^[A-Za-z0-9._/:=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

export const init = defineCommand({
  name: 'init',
  summary: 'Create a data directory: store, keys, configuration',
  details: 'The directory is created with mode 0700 and must not hold anything yet.',
  positionals: [],
  options: {
    party: { kind: 'text', value: 'ID', required: true, help: 'your own party, for example bank-isac' },
    name: { kind: 'text', value: 'NAME', required: true, help: 'its name for people' },
  },
  example: 'proviso init --party bank-isac --name "Bank ISAC"',
  prose: true,
  run: async (context, args) => {
    const made = await context.host.init(context.dataDir, {
      party: args.text('party') ?? '',
      name: args.text('name') ?? '',
    });
    if (!made.ok) return faults(made.error);
    const where = context.dataDir === context.host.defaultData ? '' : ` --data ${quoted(context.dataDir)}`;
    const next = [
      `proviso collection create --id ${randomUUID()} --title "Shared indicators" --alias shared${where}`,
      `proviso import FILE --collection shared${where}`,
      `proviso start${where}`,
    ];
    return {
      kind: 'value',
      value: { ...made.value, next },
      text: [
        `${safeField(made.value.data)} is ready for party:${made.value.party} (${safeField(made.value.name)}). Next:`,
        ...next.map((line) => `  ${line}`),
      ].join('\n'),
    };
  },
});
