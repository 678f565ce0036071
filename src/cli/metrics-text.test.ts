import { expect, it } from 'vitest';
import { metricsText } from './metrics-text.ts';

it('writes the text format of Prometheus: help and type once, a line for each sample, labels escaped', () => {
  expect(
    metricsText([
      {
        name: 'proviso_objects',
        help: 'Versions stored, by collection.',
        type: 'gauge',
        samples: [
          { labels: { collection: 'shared' }, value: 24 },
          { labels: { collection: 'a"b\\c\nd' }, value: 0 },
        ],
      },
      { name: 'proviso_commits_total', help: 'Changes.', type: 'counter', samples: [{ labels: {}, value: 1.5 }] },
    ]),
  ).toBe(
    [
      '# HELP proviso_objects Versions stored, by collection.',
      '# TYPE proviso_objects gauge',
      'proviso_objects{collection="shared"} 24',
      'proviso_objects{collection="a\\"b\\\\c\\nd"} 0',
      '# HELP proviso_commits_total Changes.',
      '# TYPE proviso_commits_total counter',
      'proviso_commits_total 1.5',
    ].join('\n'),
  );
});
