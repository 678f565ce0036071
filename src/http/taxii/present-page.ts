import { Buffer } from 'node:buffer';
import type { ManifestPage, ObjectsPage } from '../../app/partner-api.ts';
import { formatMicros, type Micros } from '../../core/time.ts';
import { provenanceProperty } from '../../protocol/index.ts';
import { type Answer, answer, jsonAnswer } from '../answer.ts';

interface Stamps {
  readonly firstAdded: Micros | null;
  readonly lastAdded: Micros | null;
}

/** TAXII 2.1 section 3.2: of this page's first and last object; an empty page has neither. */
function pageHeaders(page: Stamps): string[] {
  if (page.firstAdded === null || page.lastAdded === null) return [];
  return [
    'X-TAXII-Date-Added-First',
    formatMicros(page.firstAdded),
    'X-TAXII-Date-Added-Last',
    formatMicros(page.lastAdded),
  ];
}

const encoder = new TextEncoder();
const tail = encoder.encode(']}');
const between = encoder.encode(`],"${provenanceProperty}":`);
const end = encoder.encode('}');
/** Up to here one piece is cheaper to send than three; beyond it, a copy costs more than it saves. */
const joinedBytesMax = 16 * 1024;
const rendered = new WeakMap<ObjectsPage, Answer>();

function render(page: ObjectsPage): Answer {
  const frame = page.more ? `"more":true,"next":${JSON.stringify(page.next)}` : '';
  if (page.count === 0) return answer(200, [encoder.encode(`{${frame}}`)], pageHeaders(page));
  const head = encoder.encode(`{${frame}${frame === '' ? '' : ','}"objects":[`);
  const { provenance } = page;
  const rest = provenance === undefined ? [tail] : [between, provenance, end];
  const parts = [head, page.objects, ...rest];
  return answer(200, page.objects.length <= joinedBytesMax ? [Buffer.concat(parts)] : parts, pageHeaders(page));
}

/** The same answer in one piece. What the page holds becomes a part of it, so that the bytes are not kept twice. */
function joined(page: ObjectsPage, reply: Answer): Answer {
  const whole = Buffer.concat(reply.body, reply.length);
  let start = 0;
  for (const part of reply.body) {
    if (part === page.objects) page.objects = whole.subarray(start, start + part.length);
    start += part.length;
  }
  return { ...reply, body: [whole] };
}

/**
 * Rendered once per page: the app gives the same instance out again while nothing changes. One that is given out again is
 * asked for by many or often, and from then on leaves in one piece.
 */
export function presentObjects(page: ObjectsPage): Answer {
  const known = rendered.get(page);
  if (known !== undefined && known.body.length === 1) return known;
  const reply = known === undefined ? render(page) : joined(page, known);
  rendered.set(page, reply);
  return reply;
}

const frameOf = (page: ManifestPage): { more?: true; next?: string } =>
  page.more && page.next !== null ? { more: true, next: page.next } : {};

export function presentManifest(page: ManifestPage): Answer {
  const objects = page.records.map((record) => ({
    id: record.id,
    date_added: formatMicros(record.dateAdded),
    version: record.version,
  }));
  return jsonAnswer(200, { ...frameOf(page), ...(objects.length === 0 ? {} : { objects }) }, pageHeaders(page));
}

export function presentVersions(page: ManifestPage): Answer {
  const versions = page.records.map((record) => record.version);
  return jsonAnswer(200, { ...frameOf(page), ...(versions.length === 0 ? {} : { versions }) }, pageHeaders(page));
}
