import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the sample is looked for: the environment first, then beside the checkout. */
const samplePath =
  process.env['PROVISO_SAMPLE_DATA'] ?? fileURLToPath(new URL('../../../shared/data/ics-attack.json', import.meta.url));

export const sampleIsThere = existsSync(samplePath);

type StixObject = Record<string, unknown> & { readonly id: string; readonly type: string };

/** Larger ones are catalogues of the sample itself; one of them would be half a page. */
const objectBytesMax = 20_000;

/** Every second relationship is left out, so that the mean object is as long as in the measurements the goals rest on. */
function readSample(): StixObject[] {
  if (!sampleIsThere) return madeUp(1_000);
  const { objects } = JSON.parse(readFileSync(samplePath, 'utf8')) as { objects: StixObject[] };
  let relationships = 0;
  return objects.filter((o) => {
    if (o.type === 'relationship' && relationships++ % 2 === 1) return false;
    return JSON.stringify(o).length <= objectBytesMax;
  });
}

/** Stands in where the sample is absent: three of four are techniques, one refers to two of them. */
function madeUp(count: number): StixObject[] {
  const id = (type: string, n: number): string => `${type}--${uuidFrom(`made up ${n}`)}`;
  const times = { created: '2024-01-01T00:00:00.000Z', modified: '2024-01-01T00:00:00.000Z' };
  return Array.from({ length: count }, (_, n): StixObject => {
    const common = { spec_version: '2.1', ...times };
    const text = `Object ${n} of a set made for measuring. `.repeat(28);
    return n % 4 === 3
      ? {
          ...common,
          type: 'relationship',
          id: id('relationship', n),
          relationship_type: 'related-to',
          source_ref: id('attack-pattern', n - 1),
          target_ref: id('attack-pattern', n - 2),
          description: text,
        }
      : { ...common, type: 'attack-pattern', id: id('attack-pattern', n), name: `Technique ${n}`, description: text };
  });
}

/** A UUID with the version and variant bits of a random one, always the same for the same text. */
export function uuidFrom(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const sample: readonly StixObject[] = readSample();

const shared = new Set(['marking-definition', 'identity', 'extension-definition']);
const uuidPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/**
 * JSON texts of `count` objects: the sample as often as needed, each copy with ids of its own and references that follow
 * them. Identities and markings come once. Shuffled within a copy, the same way every time.
 */
export function* realObjects(count: number, salt = ''): Generator<string> {
  const inSet = new Set(sample.filter((o) => !shared.has(o.type)).map((o) => o.id.slice(o.id.indexOf('--') + 2)));
  const once = sample.filter((o) => shared.has(o.type)).map((o) => JSON.stringify(o));
  const many = shuffled(sample.filter((o) => !shared.has(o.type)).map((o) => JSON.stringify(o)));
  let given = 0;
  for (const text of once) if (given++ < count) yield text;
  for (let copy = 0; given < count; copy++) {
    const renamed = new Map<string, string>();
    const rename = (uuid: string): string => {
      if (!inSet.has(uuid)) return uuid;
      let other = renamed.get(uuid);
      if (other === undefined) {
        other = uuidFrom(`${salt} ${copy} ${uuid}`);
        renamed.set(uuid, other);
      }
      return other;
    };
    for (const text of many) if (given++ < count) yield text.replaceAll(uuidPattern, rename);
  }
}

function shuffled<T>(values: T[]): T[] {
  let state = 1;
  for (let i = values.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const k = state % (i + 1);
    [values[i], values[k]] = [values[k]!, values[i]!];
  }
  return values;
}
