import { type PartyId, parsePartyId, type TextId } from '../../core/ids.ts';
import { limits } from '../../core/limits.ts';
import { type Lineage, lineageKey, type Provenance } from '../../core/lineage/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';

/**
 * How the objects of a page came, in a custom property of the TAXII 2.1 envelope (section 3.7). Only pages for peer nodes
 * have it; other clients see plain TAXII.
 *
 *     {"v": 1,
 *      "lineages": [[{"origin": "party:b", "path": ["party:b", "party:a"], "under": ["urn:uuid:…", "urn:uuid:…"]}]],
 *      "objects": [0, 0],
 *      "texts": [{"id": "urn:uuid:…", "document": {…}}]}
 *
 * `lineages` are distinct; `objects` names one per object of the page, in the order of the page. Each part of a lineage
 * binds. `under` are the texts whose terms on passing on stick, the origin's first, the deliverer's own to this reader
 * last. `texts` are those of earlier hops in their wire form: their terms travel with what came under them.
 */
export const provenanceProperty = 'x_proviso_provenance';

export interface PageProvenance {
  /** One per object, in the order of the page. */
  readonly objects: readonly Lineage[];
  readonly texts: readonly { readonly id: TextId; readonly document: unknown }[];
}

export function writeProvenance(page: PageProvenance): string {
  const index = new Map<string, number>();
  const lineages: unknown[] = [];
  const objects = page.objects.map((lineage) => {
    const key = lineageKey(lineage);
    const known = index.get(key);
    if (known !== undefined) return known;
    lineages.push(
      lineage.map(({ origin, path, under }) => ({
        origin: `party:${origin}`,
        path: path.map((party) => `party:${party}`),
        under,
      })),
    );
    index.set(key, lineages.length - 1);
    return lineages.length - 1;
  });
  return JSON.stringify({ v: 1, lineages, objects, texts: page.texts });
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textIdPattern = /^[a-z][a-z0-9+.-]{0,30}:[A-Za-z0-9._~:/?#@!$&()*+,;=%-]{1,1000}$/;

/**
 * Reads the property as `deliverer` sent it. Faults: another version; a page of another number of objects; a path that
 * does not begin with the origin or end with the deliverer, or names a party twice; no text at all; anything beyond
 * `limits.lineage…`. A page that is refused here must not be stored: what it holds would lose its terms.
 */
export function readProvenance(
  value: unknown,
  expected: { readonly deliverer: PartyId; readonly objects: number },
): Result<PageProvenance, Fault[]> {
  if (!isObject(value) || value['v'] !== 1) return faulty('', 'is no provenance of version 1', '{"v": 1, …}');
  const { lineages, objects, texts = [] } = value;
  if (!Array.isArray(lineages) || lineages.length > limits.pageObjectsMax)
    return faulty('.lineages', 'is no list of lineages', `at most ${limits.pageObjectsMax} lists`);
  const read: Lineage[] = [];
  for (const [i, one] of lineages.entries()) {
    const lineage = readLineage(one, `.lineages[${i}]`, expected.deliverer);
    if (!lineage.ok) return lineage;
    read.push(lineage.value);
  }
  if (!Array.isArray(objects) || objects.length !== expected.objects)
    return faulty('.objects', 'does not name one lineage for each object', `${expected.objects} numbers`);
  const all: Lineage[] = [];
  for (const [i, index] of objects.entries()) {
    const lineage = typeof index === 'number' ? read[index] : undefined;
    if (lineage === undefined) return faulty(`.objects[${i}]`, 'names no lineage', `0 to ${read.length - 1}`);
    all.push(lineage);
  }
  const kept = readTexts(texts);
  return kept.ok ? ok({ objects: all, texts: kept.value }) : kept;
}

function readTexts(texts: unknown): Result<PageProvenance['texts'], Fault[]> {
  if (!Array.isArray(texts) || texts.length > limits.pageObjectsMax)
    return faulty('.texts', 'is no list of texts', `at most ${limits.pageObjectsMax}`);
  const out: { id: TextId; document: unknown }[] = [];
  for (const [i, text] of texts.entries()) {
    if (!isObject(text) || typeof text['id'] !== 'string' || !textIdPattern.test(text['id']))
      return faulty(`.texts[${i}].id`, 'is no URI', 'urn:uuid:…');
    out.push({ id: text['id'] as TextId, document: text['document'] });
  }
  return ok(out);
}

function readLineage(value: unknown, at: string, deliverer: PartyId): Result<Lineage, Fault[]> {
  if (!Array.isArray(value) || value.length === 0 || value.length > limits.lineagePartsMax)
    return faulty(at, 'is no lineage', `1 to ${limits.lineagePartsMax} ways`);
  const parts: Provenance[] = [];
  for (const [i, one] of value.entries()) {
    const part = readPart(one, `${at}[${i}]`, deliverer);
    if (!part.ok) return part;
    parts.push(part.value);
  }
  return ok(parts);
}

function readPart(value: unknown, at: string, deliverer: PartyId): Result<Provenance, Fault[]> {
  if (!isObject(value)) return faulty(at, 'is no way', '{"origin": …, "path": […], "under": […]}');
  const origin = partyOf(value['origin']);
  const path = Array.isArray(value['path']) ? value['path'].map(partyOf) : [];
  if (origin === null) return faulty(`${at}.origin`, 'names no party', 'party:ID');
  if (path.length === 0 || path.length > limits.lineageHopsMax)
    return faulty(`${at}.path`, 'is no path', `1 to ${limits.lineageHopsMax} parties`);
  const known = path.filter((party) => party !== null);
  if (known.length !== path.length) return faulty(`${at}.path`, 'names no party', 'party:ID');
  if (new Set(known).size !== known.length) return faulty(`${at}.path`, 'names a party twice', 'each party once');
  if (known[0] !== origin) return faulty(`${at}.path[0]`, 'is not the origin', `party:${origin}`);
  if (known.at(-1) !== deliverer)
    return faulty(`${at}.path`, 'does not end with who delivered it', `party:${deliverer}`);
  const { under } = value;
  const isText = (id: unknown): id is TextId => typeof id === 'string' && textIdPattern.test(id);
  if (!Array.isArray(under) || under.length === 0 || under.length > limits.lineageTextsMax || !under.every(isText))
    return faulty(`${at}.under`, 'names no texts', `1 to ${limits.lineageTextsMax} ids of texts`);
  return ok({ origin, path: known, under: under.filter(isText) });
}

function partyOf(value: unknown): PartyId | null {
  if (typeof value !== 'string' || !value.startsWith('party:')) return null;
  const party = parsePartyId(value);
  return party.ok ? party.value : null;
}

const faulty = (at: string, problem: string, valid: string): { ok: false; error: Fault[] } =>
  fail({ at: `${provenanceProperty}${at}`, problem, valid });
