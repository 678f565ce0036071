import { describe, expect, it } from 'vitest';
import { documentHash, documentOf } from '../../src/app/accord/accord-document.ts';
import { commonHash } from '../../src/app/accord/common-hash.ts';
import type { AccordText } from '../../src/core/accord/index.ts';
import type { TextId } from '../../src/core/ids.ts';
import { nodePlatform } from '../../src/main/node-platform.ts';
import { accordId, party, twoLegs } from './made-accords.ts';

const members = ['l', 'm', 'n'].map((member) => `party:${member}`);
const link = { id: 'coalition:pool', offer: accordId(7), members };

/** The copy of one member: from the author and back, each leg with an id of its own. */
function copyOf(
  member: string,
  more: Partial<AccordText> = {},
  there: Record<string, unknown> = {},
  back: Record<string, unknown> = {},
): AccordText {
  const [one, two] = twoLegs(
    { to: `party:${member}`, ...there },
    { from: `party:${member}`, to: 'party:a', ...back },
    { coalition: link, ...more },
  ).legs;
  const named = (leg: typeof one, no: number) => {
    const id = `urn:uuid:1f0a4c1e-00aa-4a00-8000-0000000000${no}${member.charCodeAt(0) % 10}` as TextId;
    return { ...leg, terms: { ...leg.terms, id } };
  };
  return { legs: [named(one, 1), named(two!, 2)], topics: [], coalition: link, ...more };
}

const hash = (member: string, text = copyOf(member)): string | null => commonHash(text, party(member), nodePlatform);

describe('the common words of the texts of one offer', () => {
  it('have one hash, which each member works out from its own copy and which is that of no version', () => {
    const hashes = ['l', 'm', 'n'].map((member) => hash(member));
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(hashes).size).toBe(1);
    const versions = ['l', 'm', 'n'].map((member) => documentHash(documentOf(copyOf(member)), nodePlatform));
    expect(new Set([...versions, hashes[0]]).size).toBe(4);
    expect(hash('l')).not.toBe(hash('l', copyOf('m')));
  });

  it('are others with one more word, in a leg, beside it, or in the offer', () => {
    const named = (of: string) => [{ do: 'receive', when: [{ originator: { 'none-of': [of] } }] }];
    const others: readonly AccordText[] = [
      copyOf('m', {}, { allow: [{ do: 'receive' }, { do: 'relay' }] }),
      copyOf('m', {}, {}, { allow: [{ do: 'receive' }, { do: 'relay' }] }),
      copyOf('m', {}, { over: 'collection:d' }),
      copyOf('m', {}, { valid: { until: '2027-01-01T00:00:00Z' } }),
      copyOf('m', {}, { disclose: 'none' }),
      copyOf('m', {}, { references: 'keep' }),
      copyOf('m', {}, { from: 'party:b' }),
      // Who is named in a condition is nobody else in another copy.
      copyOf('m', {}, { allow: named('party:m') }),
      copyOf('m', {}, { allow: named('party:l') }),
      copyOf('m', { openUntil: '2026-12-01T00:00:00Z' }),
      copyOf('m', { coalition: { ...link, id: 'coalition:other' } }),
      copyOf('m', { coalition: { ...link, offer: accordId(8) } }),
      copyOf('m', { coalition: { ...link, members: members.slice(1) } }),
      copyOf('m', { coalition: { ...link, lead: 'party:l' } }),
      { ...copyOf('m'), legs: [{ ...copyOf('m').legs[0], delivery: 'push' }, copyOf('m').legs[1]!] },
      { ...copyOf('m'), legs: [copyOf('m').legs[0]] },
      { ...copyOf('m'), legs: [copyOf('m').legs[1]!, copyOf('m').legs[0]] },
    ];
    const hashes = [hash('l'), ...others.map((text) => hash('m', text))];
    expect(new Set(hashes).size).toBe(others.length + 1);
    expect(hash('l', copyOf('l', {}, { allow: named('party:l') }))).not.toBe(
      hash('m', copyOf('m', {}, { allow: named('party:m') })),
    );
    expect(hash('l', copyOf('l', {}, { allow: named('party:m') }))).toBe(
      hash('m', copyOf('m', {}, { allow: named('party:m') })),
    );
  });

  it('are none of a text of no offer, or of one that replaces an accord', () => {
    const { coalition: _coalition, ...alone } = copyOf('m');
    expect(hash('m', alone)).toBeNull();
    expect(hash('m', copyOf('m', { replaces: accordId(1) }))).toBeNull();
  });
});
