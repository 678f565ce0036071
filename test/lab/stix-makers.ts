import { tlpMarkingId } from '../../src/core/marking/index.ts';
import { uuid } from '../taxii/world.ts';

/** STIX objects and terms that tests of the whole node need, each the smallest that says what is meant. */

export type Stix = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

export const clear = tlpMarkingId('clear');
export const green = tlpMarkingId('green');
export const amber = tlpMarkingId('amber');
export const red = tlpMarkingId('red');

const base = { spec_version: '2.1', created: '2025-01-01T00:00:00.000Z', modified: '2025-01-01T00:00:00.000Z' };

/** An object of one of the plain types, marked with these ids. */
export function stix(
  type: string,
  n: number,
  markings: readonly string[] = [],
  more: Readonly<Record<string, unknown>> = {},
): Stix {
  const own: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    indicator: {
      pattern: `[ipv4-addr:value = '198.51.100.${n % 256}']`,
      pattern_type: 'stix',
      valid_from: '2025-01-01T00:00:00Z',
    },
    malware: { name: `sample ${n}`, is_family: false },
    identity: { name: `somebody ${n}`, identity_class: 'organization' },
    tool: { name: `tool ${n}` },
    campaign: { name: `campaign ${n}` },
    report: { name: `report ${n}`, published: '2025-01-01T00:00:00Z', object_refs: [`indicator--${uuid(n)}`] },
    'attack-pattern': { name: `pattern ${n}` },
    'threat-actor': { name: `actor ${n}` },
    'marking-definition': { definition_type: 'statement', definition: { statement: `say ${n}` } },
  };
  const { modified: _modified, ...unversioned } = base;
  return {
    ...(type === 'marking-definition' ? unversioned : base),
    ...own[type],
    type,
    id: `${type}--${uuid(n)}`,
    ...(markings.length === 0 ? {} : { object_marking_refs: markings }),
    ...more,
  };
}

export function relationship(n: number, from: string, to: string, markings: readonly string[] = []): Stix {
  return stix('relationship', n, markings, { relationship_type: 'related-to', source_ref: from, target_ref: to });
}

/** A text of the lab's own party. */
export function permit(
  to: string | null,
  over: string,
  when: readonly unknown[] = [],
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    from: 'us',
    ...(to === null ? {} : { to }),
    over: `collection:${over}`,
    allow: [{ do: 'receive', ...(when.length === 0 ? {} : { when }) }],
    ...more,
  };
}

export const permitAll = (to: string | null, over: string): Readonly<Record<string, unknown>> =>
  permit(to, over, [], { references: 'keep' });
