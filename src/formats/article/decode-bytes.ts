import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { articleLimits } from './article.ts';

/** What windows-1252 has at 0x80 to 0x9f, where it differs from Latin-1; pages that say Latin-1 mean this one. */
const windows1252 =
  '\u20ac\ufffd\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\ufffd\u017d\ufffd' +
  '\ufffd\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\ufffd\u017e\u0178';

const latinNames = new Set(['windows-1252', 'cp1252', 'iso-8859-1', 'latin1', 'latin-1', 'us-ascii', 'ascii']);

/** Strict UTF-8, or windows-1252 where the page declares it. Bytes that are neither are refused, never guessed at. */
export function decodeArticle(bytes: Uint8Array, utf8Fatal: (bytes: Uint8Array) => string): Result<string, Fault[]> {
  if (bytes.length > articleLimits.bytesMax)
    return fail({ at: 'size', problem: `${bytes.length} bytes`, valid: `at most ${articleLimits.bytesMax} bytes` });
  const [a, b] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))
    return fail({ at: 'byte 0', problem: 'is UTF-16', valid: 'the page saved as UTF-8' });
  let text: string;
  try {
    text = utf8Fatal(bytes);
  } catch {
    const head = latin(bytes.subarray(0, 2048));
    const named = /charset\s*=\s*["']?([\w-]{1,20})/i.exec(head)?.[1]?.toLowerCase();
    if (named === undefined || !latinNames.has(named))
      return fail({ at: 'text', problem: 'is not UTF-8', valid: 'the page saved as UTF-8' });
    text = latin(bytes);
  }
  if (text.includes('\u0000'))
    return fail({ at: 'text', problem: 'holds a null character', valid: 'text, HTML or Markdown' });
  return ok(text.startsWith('\ufeff') ? text.slice(1) : text);
}

function latin(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 4096) parts.push(String.fromCharCode(...bytes.subarray(i, i + 4096)));
  return parts.join('').replace(/[\u0080-\u009f]/g, (c) => windows1252[c.charCodeAt(0) - 0x80] ?? '\ufffd');
}
