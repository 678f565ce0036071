import type { CommitRow, NewVersion, Store } from '../../ports/store.ts';

/** Year 2254 in whole microseconds: near the end of what a double holds exactly. */
export const lateMoment = 8_990_000_000_000_000;

const encoder = new TextEncoder();
export const bytes = (text: string): Uint8Array => encoder.encode(text);
export const textOf = (body: Uint8Array | null): string | null =>
  body === null ? null : new TextDecoder().decode(body);

/** A version whose body names it, so that a body in the wrong place is seen. */
export function version(id: string, more: Partial<NewVersion> = {}): NewVersion {
  const at = more.version ?? '2026-01-01T00:00:00.000Z';
  return {
    id,
    version: at,
    classNo: 1,
    several: false,
    body: bytes(`{"id":${JSON.stringify(id)},"v":"${at}"}`),
    refs: [],
    customRefs: [],
    ...more,
  };
}

/** Queues one commit of versions from `first` on. */
export function addCommit(
  store: Store,
  collection: number,
  first: number,
  versions: readonly NewVersion[],
  more: Partial<CommitRow> = {},
): void {
  store.write.addVersions(
    collection,
    first,
    { firstSeq: first, count: versions.length, at: 1_000 + first, commit: first, ...more },
    versions,
  );
}

/** Ids `a1`, `a2`, … from seq 1. */
export async function storeNumbered(store: Store, collection: number, count: number): Promise<void> {
  const versions = Array.from({ length: count }, (_, i) => version(`a${i + 1}`));
  addCommit(store, collection, 1, versions);
  await store.flush();
}
