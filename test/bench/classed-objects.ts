import type { PartyId } from '../../src/core/ids.ts';
import type { PreparedObject } from '../../src/core/stix/object-facts.ts';
import { stix } from './built.ts';
import { sample, uuidFrom } from './real-objects.ts';

/**
 * A large set of prepared objects in exactly 10,000 classes: 100 labels by 100 values of confidence. Four of five are
 * short indicators, one of five is a real object with an id of its own. Object `i` is of class `(i × 7919) mod 10,000`, so
 * every stretch of 10,000 holds every class once and sparse ones lie far apart.
 */
export const classCount = 10_000;
const labelCount = 100;
const stamp = '2024-05-01T12:00:00.000Z';
const tlp = {
  green: 'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb',
  amber: 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421',
};

export const labelOf = (label: number): string => `feed-${label}`;
const classOf = (i: number): { readonly label: number; readonly confidence: number } => {
  const no = (i * 7919) % classCount;
  return { label: Math.floor(no / labelCount), confidence: no % labelCount };
};

const idMark = 'indicator--00000000-0000-4000-8000-000000000000';

/** Canonical text of one class with a mark where the id goes, cut at the mark. */
function template(label: number, confidence: number, real: Record<string, unknown> | null): readonly [string, string] {
  const common = {
    confidence,
    id: idMark,
    labels: [labelOf(label)],
    object_marking_refs: [label % 2 === 0 ? tlp.green : tlp.amber],
  };
  const object =
    real === null
      ? {
          ...common,
          type: 'indicator',
          spec_version: '2.1',
          created: stamp,
          modified: stamp,
          pattern: "[ipv4-addr:value = '198.51.100.7']",
          pattern_type: 'stix',
          valid_from: stamp,
          name: 'Beacon seen twice',
        }
      : { ...real, ...common };
  const [head = '', tail = ''] = stix.canonicalJson(object).split(idMark);
  return [head, tail];
}

const reals = sample
  .filter((o) => ['attack-pattern', 'malware', 'course-of-action', 'campaign', 'intrusion-set'].includes(o.type))
  .map(({ created_by_ref: _creator, object_marking_refs: _markings, ...rest }) => rest as Record<string, unknown>);

export function* classedObjects(count: number, deliverer: PartyId): Generator<PreparedObject> {
  const made = new Map<
    number,
    { readonly type: string; readonly text: readonly [string, string]; readonly facts: PreparedObject['facts'] }
  >();
  for (let i = 0; i < count; i++) {
    const no = (i * 7919) % classCount;
    let of = made.get(no);
    if (of === undefined) {
      const { label, confidence } = classOf(i);
      const real = no % 5 === 0 ? reals[(no / 5) % reals.length]! : null;
      const type = real === null ? 'indicator' : String(real['type']);
      const facts: PreparedObject['facts'] = {
        type,
        creator: null,
        deliverer,
        markings: [label % 2 === 0 ? tlp.green : tlp.amber],
        granularMarkings: [],
        labels: [labelOf(label)],
        confidence,
        places: [],
        revoked: false,
        created: real === null ? stamp : String(real['created']),
        modified: real === null ? stamp : String(real['modified']),
        grade: null,
      };
      of = { type, text: template(label, confidence, real), facts };
      made.set(no, of);
    }
    const id = `${of.type}--${uuidFrom(`classed ${i}`)}`;
    const body = Buffer.from(of.text[0] + id + of.text[1]);
    yield { id, type: of.type, version: of.facts.modified!, body, facts: of.facts, refs: [], customRefs: [] };
  }
}

/** A share of the set, as conditions of a rule, and how many of `size` objects it holds. */
export interface Share {
  readonly name: 'all' | 'tenth' | 'hundredth' | 'sparse';
  readonly when: readonly Record<string, unknown>[];
  readonly objects: (size: number) => number;
}

/** Classes of the sparse share: as few as hold about a hundred objects, so that there is a full page to compare with. */
export const sparseClasses = (size: number): number => Math.max(1, Math.min(100, Math.round(1_000_000 / size)));

export function shares(size: number): readonly Share[] {
  const counted =
    (wanted: (label: number, confidence: number) => boolean) =>
    (n: number): number => {
      let found = 0;
      for (let i = 0; i < n; i++) {
        const { label, confidence } = classOf(i);
        if (wanted(label, confidence)) found++;
      }
      return found;
    };
  const labels = (n: number): Record<string, unknown> => ({
    label: { 'any-of': Array.from({ length: n }, (_, k) => labelOf(k)) },
  });
  const few = sparseClasses(size);
  return [
    { name: 'all', when: [], objects: (n) => n },
    { name: 'tenth', when: [labels(10)], objects: counted((label) => label < 10) },
    { name: 'hundredth', when: [labels(1)], objects: counted((label) => label === 0) },
    {
      name: 'sparse',
      when: [labels(1), { confidence: { 'at-most': few - 1 } }],
      objects: counted((label, confidence) => label === 0 && confidence < few),
    },
  ];
}
