import type { PartyId } from '../../core/ids.ts';
import { uuidFromName } from '../../core/stix/index.ts';
import { formatMicros, type Micros } from '../../core/time.ts';

/** One STIX 2.1 object as a plain value. */
export type StixObject = Readonly<Record<string, unknown>> & { readonly type: string; readonly id: string };

/**
 * `record`: everything we have on record, for our own files. `partner`: what may stand in a collection; names of our own
 * staff, what they wrote for themselves (remarks, reasons) and what waits for a second person stay here, and a statement
 * that was withdrawn is revoked.
 */
export type NoteForm = 'record' | 'partner';

/** What notes are written with: names for people, and what only the machine can compute. */
export interface NotesContext {
  /** The party whose node this is: creator of every object written here (STIX 2.1 section 3.2). */
  readonly self: PartyId;
  /** Names for people, and since when the party is known here. */
  readonly parties: ReadonlyMap<PartyId, { readonly name: string; readonly since: Micros }>;
  /** Titles for people. */
  readonly topics: ReadonlyMap<string, { readonly title: string }>;
  readonly form: NoteForm;
  /** The marking they will stand under, for a partner: what a note refers to is then as free as the note, never freer. */
  readonly level?: string;
  readonly encodeUtf8: (text: string) => Uint8Array;
  readonly sha1: (bytes: Uint8Array) => Uint8Array;
}

/** Our own namespace: ids of our objects must not use that of observables (STIX 2.1 section 2.9). */
const namespace = '1f739dc7-8d95-49b0-9bb2-1c14ee50876c';

/** The same thing on the same node has the same id, whenever it is written; on another node another one. */
export function idOf(type: string, what: readonly unknown[], context: NotesContext): string {
  return `${type}--${uuidFromName(namespace, JSON.stringify([context.self, ...what]), context)}`;
}

/** The common properties of an object of ours that has versions (STIX 2.1 sections 3.2 and 3.6). */
export function ownObject(
  type: string,
  id: string,
  times: { readonly created: Micros; readonly modified?: Micros },
  context: NotesContext,
): StixObject {
  return {
    type,
    spec_version: '2.1',
    id,
    created_by_ref: makerId(context),
    created: formatMicros(times.created),
    modified: formatMicros(times.modified ?? times.created),
  };
}

/** Who made our objects; always the same identity, since it never changes over versions (STIX 2.1 section 3.6). */
export const makerId = (context: NotesContext): string => idOf('identity', ['party', context.self], context);

/**
 * What stands beside a note for a partner has an id for each marking: the identity of a party would else get a version with
 * another marking each time that a note under another one is published.
 */
const scope = (context: NotesContext): readonly unknown[] =>
  context.form === 'record' ? [] : ['partner', context.level ?? null];

export const besideId = (type: string, what: readonly unknown[], context: NotesContext): string =>
  idOf(type, [...what, ...scope(context)], context);

export const partyIdentityId = (party: PartyId, context: NotesContext): string =>
  besideId('identity', ['party', party], context);

export const noteId = (statement: string, context: NotesContext): string =>
  idOf('note', ['statement', context.form, statement], context);

export const reportId = (sha256: string, context: NotesContext): string =>
  besideId('report', ['copy', sha256], context);

/** Without what is unknown or empty: STIX knows no null, no empty list and no empty dictionary (sections 2.3 and 2.12). */
export function present(map: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(map).filter(
      ([, value]) =>
        value !== null &&
        value !== undefined &&
        !(typeof value === 'object' && Object.keys(value as object).length === 0),
    ),
  );
}

export const stamp = (at: Micros | null): string | null => (at === null ? null : formatMicros(at));
