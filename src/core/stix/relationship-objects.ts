import { objectType } from './common-properties.ts';
import * as r from './rule.ts';

/** STIX relationship objects (STIX 2.1 section 5). */
export const relationshipObjects: readonly r.ObjectType[] = [
  objectType(
    'relationship',
    'sro',
    {
      'relationship_type!': r.text,
      description: r.text,
      'source_ref!': r.reference('sdo-or-sco'),
      'target_ref!': r.reference('sdo-or-sco'),
      start_time: r.time,
      stop_time: r.time,
    },
    { cross: [r.after('stop_time', 'start_time')] },
  ),
  objectType(
    'sighting',
    'sro',
    {
      description: r.text,
      first_seen: r.time,
      last_seen: r.time,
      count: r.integer(0, 999_999_999),
      'sighting_of_ref!': r.reference('sdo'),
      observed_data_refs: r.list(r.reference({ types: 'observed-data' })),
      where_sighted_refs: r.list(r.reference({ types: 'identity location' })),
      summary: r.flag,
    },
    { cross: [r.notBefore('last_seen', 'first_seen')] },
  ),
];
