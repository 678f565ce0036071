import { toBase64 } from '../../core/base64.ts';
import { limits } from '../../core/limits.ts';
import type { Locator, RetrievedCopy } from '../../core/position/index.ts';
import { deterministicId } from '../../core/stix/index.ts';
import { formatMicros } from '../../core/time.ts';
import { extensionId } from './extension-definition.ts';
import {
  idOf,
  makerId,
  type NotesContext,
  ownObject,
  present,
  reportId,
  type StixObject,
  stamp,
} from './notes-context.ts';

/**
 * The retrieved copy as a report: where it was found, with the hash of its bytes. The bytes are an artifact of their own,
 * tied by a relationship and not by the report, so that the report is the same whether they travel or not.
 */
export function copyObjects(copy: RetrievedCopy, withBytes: boolean, context: NotesContext): readonly StixObject[] {
  const hashes = { 'SHA-256': copy.sha256 };
  const found = copy.locators.map((l) => l.fetched).filter((at) => at !== null);
  const report: StixObject = {
    ...ownObject(
      'report',
      reportId(copy.sha256, context),
      { created: copy.recorded, modified: changed(copy) },
      context,
    ),
    name: `Retrieved copy of ${copy.locators.find((l) => l.url !== null)?.url ?? 'a source without an address'}`,
    published: formatMicros(found.length === 0 ? copy.recorded : Math.min(...found)),
    // STIX wants at least one (section 4.16); a list of what was said in it would change with every statement.
    object_refs: [makerId(context)],
    external_references: references(copy, hashes),
    extensions: {
      [extensionId]: {
        extension_type: 'property-extension',
        copy_sha256: copy.sha256,
        media_type: copy.media,
        byte_count: copy.bytes,
        recorded: formatMicros(copy.recorded),
        locators: copy.locators.map(locatorMap),
      },
    },
  };
  if (!withBytes || !fitsAnArtifact(copy)) return [report];
  const artifact = {
    type: 'artifact',
    spec_version: '2.1',
    mime_type: copy.media,
    payload_bin: payload(copy, context),
    hashes,
  };
  const id = deterministicId(artifact, context) ?? '';
  return [
    report,
    { ...artifact, id },
    {
      ...ownObject(
        'relationship',
        idOf('relationship', ['bytes-of', copy.sha256], context),
        { created: copy.recorded },
        context,
      ),
      relationship_type: 'retrieved-as',
      source_ref: report.id,
      target_ref: id,
    },
  ];
}

/** Whether the bytes in base64 are text of a length that this node takes back. */
export const fitsAnArtifact = (copy: RetrievedCopy): boolean => Math.ceil(copy.bytes / 3) * 4 <= limits.stringBytesMax;

const payload = (copy: RetrievedCopy, context: NotesContext): string =>
  'base64' in copy.content ? copy.content.base64 : toBase64(context.encodeUtf8(copy.content.text));

/** A copy only ever gains places; each place makes a newer version, also one found earlier than it was told. */
function changed(copy: RetrievedCopy): number {
  const last = Math.max(copy.recorded, ...copy.locators.map((l) => l.fetched ?? 0));
  return last + Math.max(0, copy.locators.length - 1);
}

function references(copy: RetrievedCopy, hashes: Readonly<Record<string, string>>): readonly Record<string, unknown>[] {
  const urls = [...new Set(copy.locators.map((l) => l.url).filter((url) => url !== null))];
  if (urls.length === 0)
    return [{ source_name: 'retrieved copy', description: 'found at no address that was recorded', hashes }];
  return urls.map((url) => ({ source_name: hostOf(url), url, hashes }));
}

const hostOf = (url: string): string => /^https?:\/\/([^/?#]+)/i.exec(url)?.[1] ?? 'retrieved copy';

/** A place of which nothing is known is still one: a dictionary must not be empty (STIX 2.1 section 2.3). */
const locatorMap = (l: Locator): Record<string, unknown> =>
  l.url === null && l.fetched === null ? { unknown: true } : present({ url: l.url, fetched: stamp(l.fetched) });
