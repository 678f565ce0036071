/** What a TAXII server under test must hold before the first request. A factory turns it into a running server. */

export interface StixJson {
  readonly type: string;
  readonly id: string;
  readonly spec_version?: string;
  readonly created?: string;
  readonly modified?: string;
  readonly [name: string]: unknown;
}

export interface WorldObject {
  readonly object: StixJson;
  /** Parties that may read the collection and still must not learn of this object; the factory chooses the means. */
  readonly hiddenFrom?: readonly string[];
}

export interface WorldCollection {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly alias?: string;
  /** Party to rights; a party without any does not see the collection. */
  readonly rights: Readonly<Record<string, 'r' | 'w' | 'rw'>>;
  /** Added in this order, before the server starts to answer. */
  readonly objects: readonly WorldObject[];
}

export interface World {
  readonly parties: readonly string[];
  readonly collections: readonly WorldCollection[];
}

export interface Key {
  readonly id: string;
  /** The whole string, as printed once. */
  readonly secret: string;
}

export interface Subject {
  /** Without a trailing slash. */
  readonly url: string;
  readonly keys: Readonly<Record<string, Key>>;
  close(): Promise<void>;
}

export type MakeServer = (world: World) => Promise<Subject>;

const hex = (n: number, width: number): string => n.toString(16).padStart(width, '0');

/** Distinct UUIDs of version 4, the same in every run. */
export const uuid = (n: number): string => `${hex(n, 8)}-1111-4111-8111-111111111111`;

export function indicator(n: number, more: Partial<StixJson> = {}): StixJson {
  return {
    type: 'indicator',
    spec_version: '2.1',
    id: `indicator--${uuid(n)}`,
    created: '2025-01-01T00:00:00.000Z',
    modified: '2025-01-01T00:00:00.000Z',
    pattern: `[ipv4-addr:value = '198.51.100.${n % 256}']`,
    pattern_type: 'stix',
    valid_from: '2025-01-01T00:00:00Z',
    ...more,
  };
}

export function malware(n: number, more: Partial<StixJson> = {}): StixJson {
  return {
    type: 'malware',
    spec_version: '2.1',
    id: `malware--${uuid(n)}`,
    created: '2025-01-01T00:00:00.000Z',
    modified: '2025-01-01T00:00:00.000Z',
    name: `sample ${n}`,
    is_family: false,
    ...more,
  };
}
