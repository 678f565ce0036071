import type { PartyId } from '../../core/ids.ts';
import type { PreparedObject } from '../../core/stix/index.ts';
import { instantKey, type Micros } from '../../core/time.ts';
import type { NodeState } from '../node-state.ts';

/** Somebody gave us a changed copy of our own object. Ours stays as it is (T-FED-04, T-FED-05). Document kind `alert`. */
export interface OwnMaterialAlert {
  readonly party: PartyId;
  readonly object: string;
  readonly version: string;
  readonly at: Micros;
  /** What differs from the version that we hold: `newer version`, `revoked`, `markings`, `granular markings`, `content`. */
  readonly differs: readonly string[];
}

export type OwnCheck =
  | { readonly kind: 'not-ours' }
  /** Byte for byte what we hold. */
  | { readonly kind: 'echo' }
  | { readonly kind: 'altered'; readonly differs: readonly string[] };

type Deps = Pick<NodeState, 'engine' | 'store' | 'shelf' | 'settings' | 'platform'>;

/** How each object stands to what own staff brought under the same id. */
export async function checkOwnMaterial(deps: Deps, objects: readonly PreparedObject[]): Promise<OwnCheck[]> {
  const { engine, shelf, settings } = deps;
  const own = new Map<string, Map<string, { readonly collection: number; readonly seq: number }>>();
  for (const row of await shelf.find([...new Set(objects.map((o) => o.id))])) {
    if (row.removed || engine.book.factsOf(row.classNo).deliverer !== settings.party) continue;
    const versions = own.get(row.id) ?? new Map<string, { collection: number; seq: number }>();
    versions.set(instantKey(row.version), row);
    own.set(row.id, versions);
  }
  const out: OwnCheck[] = [];
  for (const object of objects) {
    const versions = own.get(object.id);
    out.push(versions === undefined ? { kind: 'not-ours' } : await compare(deps, object, versions));
  }
  return out;
}

async function compare(
  { store, platform }: Deps,
  object: PreparedObject,
  versions: ReadonlyMap<string, { readonly collection: number; readonly seq: number }>,
): Promise<OwnCheck> {
  const key = instantKey(object.version);
  const keys = [...versions.keys()].sort();
  const nearest = versions.has(key) ? key : (keys.filter((k) => k < key).pop() ?? keys[0]!);
  const row = versions.get(nearest)!;
  if (store.dirty) await store.flush();
  const body = await store.body(row.collection, row.seq);
  if (body === null) return { kind: 'not-ours' };
  if (nearest === key && sameBytes(body, object.body)) return { kind: 'echo' };
  const read = (bytes: Uint8Array): Record<string, unknown> =>
    JSON.parse(platform.decodeUtf8Fatal(bytes)) as Record<string, unknown>;
  return { kind: 'altered', differs: differences(read(body), read(object.body), nearest, key) };
}

/** Bodies are canonical, so equal parts have equal texts. */
function differences(
  ours: Record<string, unknown>,
  theirs: Record<string, unknown>,
  ourKey: string,
  theirKey: string,
): string[] {
  const out: string[] = [];
  if (theirKey > ourKey) out.push('newer version');
  if (theirKey < ourKey) out.push('version we never made');
  if (theirs['revoked'] === true && ours['revoked'] !== true) out.push('revoked');
  const differs = (name: string): boolean => JSON.stringify(ours[name]) !== JSON.stringify(theirs[name]);
  if (differs('object_marking_refs')) out.push('markings');
  if (differs('granular_markings')) out.push('granular markings');
  const apart = new Set(['object_marking_refs', 'granular_markings', 'revoked', 'modified']);
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  if ([...names].some((n) => !apart.has(n) && differs(n))) out.push('content');
  return out;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
