import { type AccordText, deliveries, type Leg } from '../../core/accord/index.ts';
import { type ConditionTree, isCondition, partsOf } from '../../core/conditions/index.ts';
import { type AccordId, type PartyId, parseAccordId, type TextId } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json-value.ts';
import type { Topic } from '../../core/position/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { parseTerms, type TermsText } from '../../core/terms/index.ts';
import { type Micros, parseTimestamp } from '../../core/time.ts';
import { fromWire, topicsFromValue } from '../../formats/index.ts';

/** For whom a file is read; a coalition in it stands for the one member. */
export interface AccordFileContext {
  readonly self: PartyId;
  readonly peer: PartyId;
  /** `coalition:ID` that stands for the peer, when the text is tabled to a coalition. */
  readonly standsFor: string | null;
  readonly now: Micros;
  readonly topics: ReadonlyMap<string, Topic>;
  readonly uuid: () => string;
}

export interface AccordFile {
  /** Given by the file; null lets the node give one. */
  readonly id: AccordId | null;
  readonly text: AccordText;
}

const fields = ['id', 'legs', 'topics', 'openUntil', 'delivery'];

/**
 * A text to table, out of YAML or JSON: one text of terms (a leg by itself), or `{legs: [...], topics?, openUntil?, id?}` with
 * one leg or two; a leg is `{terms, delivery?}` or a text of terms, in its short, native or wire form. What is left out is
 * filled in: the other party, ids, `delivery: pull`, and the scales of the topics that the conditions name.
 */
export function readAccordFile(value: unknown, context: AccordFileContext): Result<AccordFile, Fault[]> {
  if (!isMap(value)) return fail({ at: 'file', problem: 'is no text of an accord', valid: 'legs: [{terms: ...}]' });
  const isWhole = Object.hasOwn(value, 'legs');
  const map = isWhole ? value : { legs: [value] };
  const faults: Fault[] = Object.keys(map)
    .filter((name) => !fields.includes(name))
    .map((name) => ({ at: name.slice(0, 64), problem: 'is not a field of an accord', valid: fields.join(', ') }));
  const list = Array.isArray(map['legs']) ? (map['legs'] as readonly unknown[]) : [];
  if (list.length < 1 || list.length > 2)
    faults.push({ at: 'legs', problem: `has ${list.length} legs`, valid: 'one leg, or two in opposite directions' });
  const legs = list.slice(0, 2).map((leg, no) => readLeg(leg, `${isWhole ? `legs[${no}]` : 'terms'}`, context));
  for (const leg of legs) if (!leg.ok) faults.push(...leg.error);
  const read = legs.flatMap((leg) => (leg.ok ? [leg.value] : []));
  const topics = readTopics(map['topics'], read, context);
  if (!topics.ok) faults.push(...topics.error);
  const openUntil = readMoment(map['openUntil'], context.now, faults);
  const id = map['id'] === undefined ? null : parseAccordId(String(map['id']), 'id');
  if (id?.ok === false) faults.push(...id.error);
  const [first, second] = read;
  if (faults.length > 0 || first === undefined || !topics.ok) return fail(...faults);
  return ok({
    id: id?.ok === true ? id.value : null,
    text: {
      legs: second === undefined ? [first] : [first, second],
      topics: topics.value,
      ...(openUntil === null ? {} : { openUntil }),
    },
  });
}

function readLeg(value: unknown, at: string, context: AccordFileContext): Result<Leg, Fault[]> {
  const wrapped = isMap(value) && Object.hasOwn(value, 'terms') ? value : { terms: value };
  const { terms, delivery = 'pull' } = wrapped as { readonly terms: unknown; readonly delivery?: unknown };
  const faults: Fault[] = [];
  const known = deliveries.find((each) => each === delivery);
  if (known === undefined)
    faults.push({ at: `${at}.delivery`, problem: 'is no way to deliver', valid: deliveries.join(', ') });
  const text = isMap(terms) && Object.hasOwn(terms, '@type') ? fromWire(terms as JsonObject) : native(terms, context);
  const place = Object.hasOwn(wrapped, 'delivery') || at !== 'terms' ? `${at}.terms` : at;
  if (!text.ok) faults.push(...text.error.map((fault) => ({ ...fault, at: `${place}.${fault.at}` })));
  if (!text.ok || known === undefined) return fail(...faults);
  return ok({ terms: completed(text.value, context), delivery: known });
}

/** The short or native form, in which a coalition may stand for its member. */
function native(value: unknown, { standsFor, peer }: AccordFileContext): Result<TermsText, Fault[]> {
  if (!isMap(value) || standsFor === null) return parseTerms(value);
  const named = (party: unknown): unknown => (party === standsFor ? `party:${peer}` : party);
  return parseTerms({
    ...value,
    ...(value['from'] === undefined ? {} : { from: named(value['from']) }),
    ...(value['to'] === undefined ? {} : { to: named(value['to']) }),
  });
}

function completed(terms: TermsText, { self, peer, standsFor, uuid }: AccordFileContext): TermsText {
  const other = terms.from === `party:${self}` ? peer : self;
  // One text to many members is one text of terms for each: an id names one.
  const id = standsFor === null ? terms.id : undefined;
  return { ...terms, id: id ?? (`urn:uuid:${uuid()}` as TextId), to: terms.to ?? `party:${other}` };
}

function readTopics(
  value: unknown,
  legs: readonly Leg[],
  context: AccordFileContext,
): Result<readonly Topic[], Fault[]> {
  const given = value === undefined ? ok([]) : topicsFromValue(value);
  if (!given.ok) return given;
  const own = new Map(given.value.map((topic) => [topic.id, topic]));
  const named = new Set([...legs.flatMap(({ terms }) => topicsNamed(terms)), ...own.keys()]);
  const faults: Fault[] = [];
  const topics = [...named].sort().flatMap((id) => {
    const topic = own.get(id) ?? context.topics.get(id);
    if (topic === undefined)
      faults.push({
        at: `topics.${id}`,
        problem: 'is a topic that is not known here',
        valid: 'its scale under "topics" of the file, or proviso topic add',
      });
    return topic ?? [];
  });
  return faults.length > 0 ? fail(...faults) : ok(topics);
}

/** The topics whose scales the conditions of a text use. */
function topicsNamed(terms: TermsText): readonly string[] {
  const inTree = (tree: ConditionTree): readonly string[] => {
    if (!isCondition(tree)) return partsOf(tree).parts.flatMap(inTree);
    return tree.params['topic'] === undefined ? [] : [tree.params['topic']];
  };
  return [...terms.allow, ...terms.deny, ...terms.owe].flatMap((rule) => rule.when.flatMap(inTree));
}

function readMoment(value: unknown, now: Micros, faults: Fault[]): string | null {
  if (value === undefined) return null;
  const at = typeof value === 'string' ? parseTimestamp(value) : null;
  if (at !== null && at > now) return value as string;
  const problem = at === null ? 'is no moment in UTC' : 'is over already';
  faults.push({ at: 'openUntil', problem, valid: 'a moment to come, such as 2027-01-31T12:00:00Z' });
  return null;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
