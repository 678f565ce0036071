import { fromBase64, toBase64 } from '../core/base64.ts';
import { limits } from '../core/limits.ts';
import type { RetrievedCopy } from '../core/position/index.ts';
import { type FieldReader, readFields } from './field-reader.ts';
import type { StatementContext } from './statement-context.ts';
import { readMoment } from './time-fields.ts';

const { copyBytesMax } = limits;
const mediaPattern = /^[a-z0-9.+-]{1,64}\/[a-z0-9.+-]{1,64}$/;
const hashPattern = /^[0-9a-f]{64}$/;

/** Shown as a link one day: no other scheme, nothing that is not printable ASCII. */
export function readUrl(fields: FieldReader): string | null {
  const url = fields.text('url', 2_000, false, 'an http or https address');
  if (url === null || /^https?:\/\/[!-~]+$/i.test(url)) return url;
  fields.complain('url', `"${url.slice(0, 80)}" is not an address`, 'an http or https address, percent-encoded');
  return null;
}

/**
 * A retrieved copy: `text` or `base64` (the command line puts `file` in place of them), and optionally `sha256` of the
 * bytes, which must be right, `url`, `fetched`, `media`.
 */
export function readCopy(
  map: Readonly<Record<string, unknown>>,
  at: string,
  context: StatementContext,
  faults: FieldReader['faults'],
): RetrievedCopy | null {
  const fields = readFields(map, at, faults);
  const bytes = readBytes(fields, context);
  const stated = fields.text('sha256', 64, false, 'SHA-256 of the bytes, 64 hexadecimal digits')?.toLowerCase() ?? null;
  const url = readUrl(fields);
  const fetched = readMoment(fields, 'fetched');
  if (fetched !== null && fetched > context.recorded)
    fields.complain('fetched', 'lies in the future', 'when the copy was fetched');
  const media = fields.text('media', 130, false, 'a media type such as text/html') ?? 'text/plain';
  if (!mediaPattern.test(media)) fields.complain('media', `"${media}" is not a media type`, 'text/html');
  if (stated !== null && !hashPattern.test(stated))
    fields.complain('sha256', 'is not a SHA-256', '64 hexadecimal digits');
  fields.refuseOthers();
  if (bytes === null) return null;
  const sha256 = context.sha256(bytes);
  if (stated !== null && hashPattern.test(stated) && stated !== sha256)
    fields.complain(
      'sha256',
      `the bytes have another hash: ${sha256}`,
      'the hash of the bytes as they are given, or none',
    );
  return {
    sha256,
    media,
    bytes: bytes.length,
    content: asText(bytes, context),
    locators: [{ url, fetched }],
    recorded: context.recorded,
  };
}

function readBytes(fields: FieldReader, context: StatementContext): Uint8Array | null {
  const text = fields.take('text');
  const base64 = fields.take('base64');
  if (fields.take('file') !== undefined) {
    fields.complain('file', 'is read by the command line, not by the node', 'text or base64');
    return null;
  }
  const valid = `text, or base64 of at most ${copyBytesMax} bytes`;
  const bytes =
    typeof text === 'string' && base64 === undefined
      ? context.encodeUtf8(text)
      : typeof base64 === 'string' && text === undefined
        ? fromBase64(base64)
        : null;
  if (bytes === null || bytes.length === 0 || bytes.length > copyBytesMax) {
    fields.complain('text', 'the copy has no bytes that can be read, two kinds of them, or too many', valid);
    return null;
  }
  return bytes;
}

function asText(bytes: Uint8Array, context: StatementContext): RetrievedCopy['content'] {
  try {
    const text = context.decodeUtf8(bytes);
    // A byte order mark is lost by decoding, and the hash is of the bytes as they came.
    if (context.encodeUtf8(text).length === bytes.length) return { text };
  } catch {
    // Not UTF-8.
  }
  return { base64: toBase64(bytes) };
}

/** Text of a copy; null where it is none. */
export const textOf = (copy: RetrievedCopy): string | null => ('text' in copy.content ? copy.content.text : null);
