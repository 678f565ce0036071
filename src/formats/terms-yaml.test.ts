import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { texts } from '../../test/terms/random-terms.ts';
import { limits } from '../core/limits.ts';
import type { TermsText } from '../core/terms/index.ts';
import { termsFromYaml, termsToYaml } from './terms-yaml.ts';

const withLabels = (labels: readonly string[]): TermsText => ({
  from: 'party:a',
  over: 'collection:c',
  allow: [{ do: ['receive'], when: [{ operand: 'label', params: {}, comparator: 'any-of', value: labels }] }],
  deny: [],
  owe: [],
  disclose: 'conditions',
  references: 'close',
});

describe('the YAML spelling', () => {
  it('native to YAML and back is the same text, for every operand', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(termsFromYaml(termsToYaml(text))).toEqual({ ok: true, value: text });
      }),
      { numRuns: 500 },
    );
  });

  it('keeps labels that look like something else', () => {
    const tricky = [
      'yes',
      'null',
      '~',
      '007',
      '1e3',
      '0x10',
      '-0',
      '.inf',
      '1_000',
      '2026-01-01',
      'a: b',
      'a #b',
      '*x',
      '&y',
      '!z',
      '- a',
      '? b',
      '{a}',
      '[b]',
      '"q"',
      "'s'",
      '%d',
      '@at',
      '`b',
      ' lead',
      'trail ',
      'ü',
      '<<',
      'a, b',
      '1.10',
      '9007199254740993',
    ];
    for (const label of tricky) {
      const text = withLabels([label]);
      expect(termsFromYaml(termsToYaml(text))).toEqual({ ok: true, value: text });
    }
    expect(termsFromYaml(termsToYaml(withLabels(tricky)))).toEqual({ ok: true, value: withLabels(tricky) });
  });

  it('keeps any printable label', () => {
    const label = fc
      .string({ minLength: 1, maxLength: 30, unit: 'binary' })
      .filter((text) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(text));
    fc.assert(
      fc.property(fc.uniqueArray(label, { minLength: 1, maxLength: 5 }), (labels) => {
        expect(termsFromYaml(termsToYaml(withLabels(labels)))).toEqual({ ok: true, value: withLabels(labels) });
      }),
      { numRuns: 300 },
    );
  });

  it('reads the native form as YAML too, since JSON is YAML', () => {
    const text = withLabels(['x']);
    expect(termsFromYaml(JSON.stringify(text, null, 2))).toEqual({ ok: true, value: text });
  });

  it.each([
    ['a duplicate key', 'from: party:a\nfrom: party:b\nover: collection:c\n'],
    ['an anchor', 'from: &a party:a\nover: collection:c\n'],
    ['a tag', 'from: !!str party:a\nover: collection:c\n'],
    ['a merge key', 'from: party:a\nover: collection:c\n<<: {to: party:b}\n'],
    ['two documents', 'from: party:a\nover: collection:c\n---\nfrom: party:b\n'],
    ['more bytes than the limit', `from: party:a\nover: collection:c\n#${'x'.repeat(limits.textBytesMax)}\n`],
    ['brackets without end', '['.repeat(100_000)],
    ['nothing', ''],
  ])('T-NEG-04 refuses %s', (_, yaml) => {
    expect(termsFromYaml(yaml).ok).toBe(false);
  });
});
