import type { ManifestPage, ObjectsPage, PageQuery } from '../../src/app/partner-api.ts';
import { formatMicros, instantKey, type Micros } from '../../src/core/time.ts';

export interface LabAsk {
  readonly after?: Micros | null;
  readonly cursor?: string | null;
  readonly limit?: number;
  readonly types?: readonly string[] | null;
  readonly ids?: readonly string[] | null;
  readonly view?: 'last' | 'first' | 'all' | 'first,last' | 'all,last' | 'none';
  readonly exact?: readonly string[];
  /** One object by id. */
  readonly only?: string | null;
  readonly collection?: number;
}

export interface LabRecord {
  readonly id: string;
  readonly version: string;
  readonly stamp: Micros;
}

/** One answer; `bytes` is all of it, as a partner sees it. */
export type LabAnswer =
  | {
      readonly ok: true;
      readonly records: readonly LabRecord[];
      readonly more: boolean;
      readonly next: string | null;
      readonly bytes: string;
    }
  | { readonly ok: false; readonly refusal: string; readonly bytes: string };

export function pageQuery(ask: LabAsk): PageQuery {
  const view = ask.view ?? 'all';
  return {
    addedAfter: ask.after ?? null,
    cursor: ask.cursor ?? null,
    limit: ask.limit ?? 1000,
    filter: {
      ids: ask.ids ?? null,
      types: ask.types ?? null,
      specVersions: null,
      versions: {
        all: view.includes('all'),
        first: view.includes('first'),
        last: view.includes('last'),
        exact: (ask.exact ?? []).map(instantKey),
      },
    },
  };
}

const text = new TextDecoder();

export const recordsOf = (manifest: ManifestPage) => ({
  records: manifest.records.map((r) => ({ id: r.id, version: r.version, stamp: r.dateAdded })),
  more: manifest.more,
  next: manifest.next,
});

export function answerOf(objects: ObjectsPage, manifest: ManifestPage): LabAnswer {
  const bodies = JSON.parse(`[${text.decode(objects.objects)}]`) as { readonly id: string }[];
  const read = recordsOf(manifest);
  const ids = (list: readonly { readonly id: string }[]): string => list.map((r) => r.id).join();
  const frame = (p: ObjectsPage | ManifestPage): string =>
    JSON.stringify([p.more, p.next, p.firstAdded === null ? null : formatMicros(p.firstAdded), p.lastAdded, p.count]);
  if (frame(objects) !== frame(manifest) || ids(bodies) !== ids(read.records))
    throw new Error(
      `objects and manifest disagree: ${frame(objects)} ${ids(bodies)} / ${frame(manifest)} ${ids(read.records)}`,
    );
  return {
    ok: true,
    ...read,
    bytes: `${frame(objects)}${text.decode(objects.objects)}${JSON.stringify(read.records)}`,
  };
}
