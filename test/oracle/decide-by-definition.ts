import {
  type Condition,
  type ConditionTree,
  type Form,
  forms,
  type GateFacts,
  isCondition,
  type ObjectView,
  operandKey,
  partsOf,
  type StatedFact,
  valuesOf,
} from '../../src/core/conditions/index.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { tlpLevels } from '../../src/core/marking/index.ts';
import type { PatienceClock, PositionQuery } from '../../src/core/position/position-book.ts';
import type { Action, TermsText } from '../../src/core/terms/index.ts';
import { instantKey, type Micros, parseDuration, parseTimestamp } from '../../src/core/time.ts';
import {
  compareGrades,
  compareKeys,
  compareMoments,
  compareNumbers,
  compareSets,
  compareWords,
  fraction,
  type Truth,
} from './comparison-by-definition.ts';
import { liesIn } from './places-by-definition.ts';

/**
 * The slow, obvious evaluator, written from the terms profile (sections 3 and 4) alone. It walks the native tree for one
 * object at a time; it compiles nothing, splits nothing and keeps nothing. Where the engine and this file disagree, the
 * profile says who is right.
 */
export interface OracleQuestion {
  readonly action: Action;
  /** Texts between the two parties, each with the facts of its gate. */
  readonly texts: readonly OracleText[];
  /** Versions that could be sent, each as it would look. */
  readonly versions: readonly { readonly form: Form; readonly view: ObjectView }[];
  /** When the giver added the version. */
  readonly added: Micros;
  /** Terms the object came under, one text per party that reserved passing it on. */
  readonly receivedUnder: readonly OracleText[];
}

export interface OracleText {
  readonly text: TermsText;
  readonly inForce: boolean;
  readonly gate: GateFacts;
  /** Facts of the object that this text sees in its own way (`hops`, `consent`); undefined: as any other text. */
  readonly sees?: (operandKey: string) => StatedFact | undefined;
}

export interface OracleAnswer {
  readonly permitted: boolean;
  readonly version: Form | null;
  /** What each text came to in each version tried. */
  readonly texts: readonly {
    readonly form: Form;
    readonly allow: Truth;
    readonly deny: Truth;
    readonly house: Truth;
  }[];
}

export interface Scene {
  readonly gate: GateFacts;
  readonly view: ObjectView;
  readonly added: Micros;
  readonly form: Form;
}

/** Since when a condition that holds has held; `always` for what has no beginning, null when nobody knows. */
type Since = Micros | 'always' | null;
export interface Value {
  readonly truth: Truth;
  readonly since: Since;
}

// ── section 4, Kleene's tables ──

export function and(values: readonly Truth[]): Truth {
  if (values.includes('F')) return 'F';
  return values.includes('U') ? 'U' : 'T';
}

export function or(values: readonly Truth[]): Truth {
  if (values.includes('T')) return 'T';
  return values.includes('U') ? 'U' : 'F';
}

export function one(values: readonly Truth[]): Truth {
  const trues = values.filter((v) => v === 'T').length;
  if (trues >= 2) return 'F';
  if (values.includes('U')) return 'U';
  return trues === 1 ? 'T' : 'F';
}

function not(value: Truth): Truth {
  if (value === 'U') return 'U';
  return value === 'T' ? 'F' : 'T';
}

/**
 * As `and`, plus each part became true no earlier than the one before. A part without a beginning (`party`, or `now` before
 * a moment) stands outside the order; a part of which nobody knows when it became true leaves the order unknown, unless two
 * others break it.
 */
function then(values: readonly Value[]): Truth {
  const plain = and(values.map((v) => v.truth));
  if (plain !== 'T' || values.length === 1) return plain;
  const begun = values.map((v) => v.since).filter((s) => s !== 'always' && s !== null);
  for (let i = 1; i < begun.length; i++) if ((begun[i] ?? 0) < (begun[i - 1] ?? 0)) return 'F';
  return values.some((v) => v.since === null) ? 'U' : 'T';
}

// ── section 3, what each operand is ──

const bare = (party: string): PartyId => party.replace(/^party:/, '') as PartyId;
const asSet = (stated: StatedFact): readonly string[] | null => (typeof stated === 'string' ? [stated] : stated);
const asText = (stated: StatedFact): string | null =>
  typeof stated === 'string' ? stated : stated !== null && stated.length === 1 ? (stated[0] ?? null) : null;
const unknown: Value = { truth: 'U', since: null };

/** Level orders of the policies that are built in, lowest first. */
const policyLevels: Readonly<Record<string, readonly string[]>> = {
  nato: ['none', 'unclassified', 'restricted', 'confidential', 'secret', 'cosmic-top-secret'],
  eu: ['none', 'unclassified', 'restricted', 'confidential', 'secret', 'top-secret'],
  us: ['none', 'unclassified', 'confidential', 'secret', 'top-secret'],
};

/** What a position condition asks of the statements on record. */
export function positionQuery(c: Condition, gate: GateFacts): PositionQuery {
  const p = c.params;
  const duration = (text: string | undefined): number | null => (text === undefined ? null : parseDuration(text));
  const [stable, maxAge] = [duration(p['stable']), duration(p['max-age'])];
  return {
    topic: p['topic'] ?? '',
    of: p['of'] === undefined ? gate.receiver : bare(p['of']),
    ...(p['grade'] === undefined ? {} : { grade: p['grade'] }),
    ...(p['organ'] === undefined ? {} : { organ: p['organ'] }),
    ...(p['paths'] === undefined ? {} : { paths: Number(p['paths']) }),
    ...(p['signed'] === 'yes' ? { signed: true } : {}),
    ...(stable === null ? {} : { stable }),
    ...(p['clock'] === undefined ? {} : { clock: p['clock'] as PatienceClock }),
    ...(maxAge === null ? {} : { maxAge }),
  };
}

const positionValue = (c: Condition, gate: GateFacts): Value => answerValue(c, gate, positionQuery(c, gate));

/** What an assessor found is looked up like a position, under the name of the assessor: a bare party, or a coalition. */
function assessedValue(c: Condition, gate: GateFacts): Value {
  const by = c.params['by'] ?? 'us';
  return answerValue(c, gate, { ...positionQuery(c, gate), by: by === 'us' ? gate.giver : bare(by) });
}

function answerValue(c: Condition, gate: GateFacts, query: PositionQuery): Value {
  const answer = gate.positions.answer(query, gate.at, gate.known);
  if (!answer.known) return unknown;
  const scale = gate.positions.scale(query.topic);
  return {
    truth: compareWords(c.comparator, answer.value, valuesOf(c), scale?.ordered ? scale.values : null),
    since: answer.since,
  };
}

/** A condition on something that runs with the clock since `start`, compared with durations. */
function running(c: Condition, start: Micros, at: Micros): Value {
  const limits = valuesOf(c).map((v) => parseDuration(v) ?? Number.NaN);
  const turns = start + (limits[0] ?? 0);
  const since = c.comparator === 'at-least' ? turns : c.comparator === 'more-than' ? turns + 1 : start;
  return { truth: compareMoments(c.comparator, at - start, limits), since };
}

/** A duration that is stated as such stood so at the moment of asking; one that is stated as a moment counts from it. */
function startOf(stated: StatedFact, at: Micros): Micros | null {
  const text = asText(stated);
  if (text === null) return null;
  const length = parseDuration(text);
  const start = length === null ? parseTimestamp(text) : at - length;
  // What has not begun has no age yet.
  return start === null || start > at ? null : start;
}

/** The life-cycle state of the leg that the receiver, or whom `of` names, gives in an accord on record. */
function legValue(c: Condition, gate: GateFacts): Value {
  const { accord = '', of = 'receiver' } = c.params;
  const giver = of === 'receiver' || of === 'counterpart' ? gate.receiver : of === 'giver' ? gate.giver : bare(of);
  const standing = gate.accords?.leg(accord, giver, gate.at, gate.known) ?? null;
  if (standing === null) return unknown;
  return { truth: compareWords(c.comparator, standing.state, valuesOf(c), null), since: standing.since };
}

/** How long this text has been in force, or the accord that `of` names. */
function agreementAgeValue(c: Condition, gate: GateFacts): Value {
  const { of } = c.params;
  if (of === undefined) return gate.agreementSince === null ? unknown : running(c, gate.agreementSince, gate.at);
  const stated = gate.other(operandKey(c.operand, c.params));
  const start =
    stated === null ? (gate.accords?.inForceSince(of, gate.at, gate.known) ?? null) : startOf(stated, gate.at);
  return start === null ? unknown : running(c, start, gate.at);
}

function originatorValue(c: Condition, view: ObjectView): Truth {
  // `party:` names who delivered, which is verified; anything else is the object's own claim, which may be absent.
  const matches = valuesOf(c).map((v): Truth => {
    if (v.startsWith('party:')) return view.facts.deliverer === bare(v) ? 'T' : 'F';
    if (view.facts.creator === null) return 'U';
    return view.facts.creator === v ? 'T' : 'F';
  });
  const some = or(matches);
  return c.comparator === 'is' || c.comparator === 'any-of' ? some : not(some);
}

function objectValue(c: Condition, scene: Scene): Truth | null {
  const { facts, tlp, markingNames } = scene.view;
  const constants = valuesOf(c);
  const stamps = (text: string | null): Truth =>
    text === null ? 'U' : compareKeys(c.comparator, instantKey(text), constants.map(instantKey));
  switch (c.operand) {
    case 'tlp':
      return tlp === null ? 'U' : compareWords(c.comparator, tlp, constants, tlpLevels);
    case 'marking':
      return compareSets(c.comparator, [...facts.markings, ...facts.granularMarkings, ...markingNames], constants);
    case 'type':
      return compareWords(c.comparator, facts.type, constants, null);
    case 'label':
      return compareSets(c.comparator, facts.labels, constants);
    case 'confidence':
      return facts.confidence === null
        ? 'U'
        : compareNumbers(c.comparator, fraction(String(facts.confidence)), constants.map(fraction));
    case 'location': {
      const some = or(constants.map((area) => liesIn(facts.places, area)));
      return c.comparator === 'not' || c.comparator === 'none-of' ? not(some) : some;
    }
    case 'originator':
      return originatorValue(c, scene.view);
    case 'created':
      return stamps(facts.created);
    case 'modified':
      return stamps(facts.modified);
    case 'object-age':
      return running(c, scene.added, scene.gate.at).truth;
    case 'grade-of-object': {
      const grade = facts.grade;
      if (grade === null || grade.startsWith('F') || grade.endsWith('6')) return 'U';
      return compareGrades(c.comparator, grade, constants);
    }
    case 'sanitisation':
      return compareWords(c.comparator, scene.form, constants, forms);
    default:
      return null;
  }
}

const sets = ['member-of', 'recipient-member-of', 'releasable-to'];
const numbers = ['given', 'got', 'balance', 'ratio', 'duties-overdue', 'overlap', 'corroborations', 'hops', 'volume'];
const ofTheObject = ['classification', 'releasable-to', 'corroborations', 'hops', 'consent', 'approval'];

/** Facts that are kept neither in the object nor in the clock: ledger, coalitions, consents, what a request declares. */
function statedValue(c: Condition, scene: Scene): Value {
  const { gate, view } = scene;
  const key = operandKey(c.operand, c.params);
  const stated = ofTheObject.includes(c.operand) ? (view.other?.(key) ?? null) : gate.other(key);
  if (stated === null && c.operand === 'assessment') return assessedValue(c, gate);
  if (stated === null && c.operand === 'leg') return legValue(c, gate);
  if (stated === null) return unknown;
  if (c.operand === 'member-age' || c.operand === 'elapsed') {
    const start = startOf(stated, gate.at);
    return start === null ? unknown : running(c, start, gate.at);
  }
  const since = gate.otherTimes?.(key)?.since ?? null;
  const constants = valuesOf(c);
  if (sets.includes(c.operand)) return { truth: compareSets(c.comparator, asSet(stated) ?? [], constants), since };
  const text = asText(stated);
  if (text === null) return unknown;
  if (numbers.includes(c.operand)) {
    return { truth: compareNumbers(c.comparator, fraction(text), constants.map(fraction)), since };
  }
  let order: readonly string[] | null = null;
  let vocabulary = words[c.operand] ?? null;
  if (c.operand === 'clearance' || c.operand === 'classification')
    order = policyLevels[c.params['policy'] ?? ''] ?? null;
  if (c.operand === 'assessment') {
    const scale = gate.positions.scale(c.params['topic'] ?? '');
    order = scale?.ordered ? scale.values : null;
    vocabulary = scale?.values ?? null;
  }
  // A word that the operand does not have says nothing.
  vocabulary ??= order;
  if (vocabulary !== null && !vocabulary.includes(text)) return unknown;
  return { truth: compareWords(c.comparator, text, constants, order), since };
}

/** Operands with a closed list of values and no order among them. */
const words: Readonly<Record<string, readonly string[]>> = {
  leg: ['none', 'proposed', 'in-force', 'suspended', 'ended'],
  appraisal: ['none', 'started', 'completed'],
  incident: ['none', 'declared', 'closed'],
  'recipient-terms': ['equal-or-stricter'],
  'recipient-relation': ['self', 'organisation', 'client', 'community', 'public'],
  consent: ['granted', 'refused'],
  approval: ['granted', 'refused'],
};

export function conditionValue(c: Condition, scene: Scene): Value {
  const { gate } = scene;
  const constants = valuesOf(c);
  switch (c.operand) {
    case 'position':
      return positionValue(c, gate);
    case 'party':
      return { truth: compareWords(c.comparator, `party:${gate.receiver}`, constants, null), since: 'always' };
    case 'now': {
      const moments = constants.map((v) => parseTimestamp(v) ?? Number.NaN);
      const turns =
        c.comparator === 'at-least' ? moments[0] : c.comparator === 'more-than' ? (moments[0] ?? 0) + 1 : undefined;
      return { truth: compareMoments(c.comparator, gate.at, moments), since: turns ?? 'always' };
    }
    case 'agreement-age':
      return agreementAgeValue(c, gate);
    default: {
      const ofObject = objectValue(c, scene);
      return ofObject === null ? statedValue(c, scene) : { truth: ofObject, since: null };
    }
  }
}

function treeValue(tree: ConditionTree, scene: Scene): Value {
  if (isCondition(tree)) return conditionValue(tree, scene);
  const { join, parts } = partsOf(tree);
  const values = parts.map((part) => treeValue(part, scene));
  const truths = values.map((v) => v.truth);
  const starts = values.map((v) => v.since);
  switch (join) {
    case 'all':
      return { truth: and(truths), since: latest(starts) };
    case 'any':
      return { truth: or(truths), since: null };
    case 'one':
      return { truth: one(truths), since: null };
    case 'then':
      return { truth: then(values), since: latest(starts) };
  }
}

function latest(starts: readonly Since[]): Since {
  let last: Since = 'always';
  for (const s of starts) {
    if (s === null) return null;
    if (s !== 'always' && (last === 'always' || s > last)) last = s;
  }
  return last;
}

// ── section 4, rules 1 to 5 ──

/** Whether a rule speaks of the action: all actions are included in `use`; none of the others implies another. */
const speaksOf = (does: readonly Action[], action: Action): boolean => does.includes(action) || does.includes('use');

const ruleValue = (when: readonly ConditionTree[], scene: Scene): Truth =>
  and(when.map((tree) => treeValue(tree, scene).truth));

/** `valid` stands on every permission, both ends included. */
function windowValue(text: TermsText, at: Micros): Truth {
  const [from, until] = [text.valid?.from, text.valid?.until].map((t) => (t === undefined ? null : parseTimestamp(t)));
  if (from !== null && from !== undefined && at < from) return 'F';
  return until !== null && until !== undefined && at > until ? 'F' : 'T';
}

/** Whom a text names as a recipient in a rule that lets pass on. */
function namedIn(tree: ConditionTree): readonly string[] {
  if (!isCondition(tree)) return partsOf(tree).parts.flatMap(namedIn);
  return tree.operand === 'recipient' && (tree.comparator === 'is' || tree.comparator === 'any-of')
    ? valuesOf(tree)
    : [];
}

const relations: Readonly<Record<string, readonly string[]>> = {
  'amber+strict': ['self', 'organisation'],
  amber: ['self', 'organisation', 'client'],
  green: ['self', 'organisation', 'client', 'community'],
};

/**
 * What the markings themselves let pass. They are rules of markings: an object without a TLP marking (and without a
 * default of its collection) carries none of them.
 */
function houseValue(text: TermsText, action: Action, scene: Scene): Truth {
  const { view, gate } = scene;
  if (view.unknownMarking) return 'F';
  if ((action !== 'relay' && action !== 'publish') || view.tlp === null || view.tlp === 'clear') return 'T';
  if (action === 'publish') return 'F';
  if (view.tlp === 'red') {
    const named = text.allow.filter((rule) => speaksOf(rule.do, 'relay')).flatMap((rule) => rule.when.flatMap(namedIn));
    const recipient = asText(gate.other('recipient'));
    if (recipient === null) return 'U';
    return [`party:${gate.giver}`, `party:${gate.receiver}`, ...named].includes(recipient) ? 'T' : 'F';
  }
  const relation = asText(gate.other('recipient-relation'));
  if (relation === null) return 'U';
  return (relations[view.tlp] ?? []).includes(relation) ? 'T' : 'F';
}

/** Rules 2 and 3: what the permissions and the prohibitions of one text come to. */
export function textValue(
  text: TermsText,
  action: Action,
  scene: Scene,
): { readonly allow: Truth; readonly deny: Truth } {
  const allow = text.allow
    .filter((rule) => speaksOf(rule.do, action))
    .map((rule) => and([windowValue(text, scene.gate.at), ruleValue(rule.when, scene)]));
  const deny = text.deny.filter((rule) => speaksOf(rule.do, action)).map((rule) => ruleValue(rule.when, scene));
  return { allow: or(allow), deny: or(deny) };
}

export function decideByDefinition(question: OracleQuestion): OracleAnswer {
  const tried: { form: Form; allow: Truth; deny: Truth; house: Truth }[] = [];
  for (const form of forms) {
    const version = question.versions.find((v) => v.form === form);
    if (version === undefined) continue;
    const sceneFor = (gate: GateFacts): Scene => ({ gate, view: version.view, added: question.added, form });
    const passedOn = question.receivedUnder.every(({ text, inForce, gate, sees }) => {
      const { view } = version;
      const other = (key: string): StatedFact => {
        const seen = sees?.(key);
        return seen === undefined ? (view.other?.(key) ?? null) : seen;
      };
      const scene = { ...sceneFor(gate), view: { ...view, other } };
      // Passing on is relaying, so the markings' own rules on relaying bind too.
      const { allow, deny } = textValue(text, 'relay', scene);
      return inForce && allow === 'T' && deny === 'F' && houseValue(text, 'relay', scene) === 'T';
    });
    for (const { text, inForce, gate } of question.texts) {
      if (!inForce) continue;
      const scene = sceneFor(gate);
      const { allow, deny } = textValue(text, question.action, scene);
      const house = houseValue(text, question.action, scene);
      tried.push({ form, allow, deny, house });
      if (allow === 'T' && deny === 'F' && house === 'T' && passedOn)
        return { permitted: true, version: form, texts: tried };
    }
  }
  return { permitted: false, version: null, texts: tried };
}
