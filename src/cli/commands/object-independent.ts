import { defineCommand, given, outcome } from '../command.ts';
import { independenceJson } from '../lineage-records.ts';
import { byOption, recorder } from '../recorder.ts';
import { said } from '../records.ts';
import { safeField } from '../terminal-text.ts';

export const objectIndependent = defineCommand({
  name: 'object independent',
  summary: 'Put on record that you have an object of yours from elsewhere, not from those who gave the same content',
  details: [
    'What your staff bring after a partner gave the same content carries the terms of that partner. This lifts them from the one object, in all its versions, as long as the declaration holds.',
    'What it refers to or is derived from binds it all the same. One that may open more objects than one person may open waits for --confirm.',
  ].join('\n'),
  positionals: [{ name: 'OBJECT', help: 'a STIX id' }],
  options: {
    basis: { kind: 'text', value: 'TEXT', help: 'where you have it from; kept on record' },
    confirm: { kind: 'flag', help: 'as a second person' },
    withdraw: { kind: 'flag', help: 'take it back: the terms stick again' },
    why: { kind: 'text', value: 'TEXT', help: 'with --withdraw, for your own record' },
    by: byOption,
  },
  example:
    'proviso object independent indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f --basis "own sensor, case 2026-17"',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = given({
        basis: args.text('basis'),
        confirm: args.flag('confirm') || undefined,
        withdraw: args.flag('withdraw') || undefined,
        why: args.text('why'),
      });
      const object = args.positionals[0] ?? '';
      const made = await node.call('object independent', { object, ...input, ...recorder(context, args) });
      return outcome(made, (one) => {
        const state = one.withdrawn !== null ? 'withdrawn' : one.awaits !== null ? 'waits' : 'independent';
        const wide = `It may open ${one.awaits ?? 0} objects and waits for a second person`;
        return {
          value: independenceJson(one),
          text: said([
            [`${state}:`, one.object],
            ['basis', one.basis],
          ]),
          ...(state === 'waits'
            ? { notes: [`${wide}: proviso object independent ${safeField(one.object)} --confirm --by NAME`] }
            : {}),
        };
      });
    }),
});
