import type { ConditionTree } from '../../core/conditions/index.ts';
import type { JsonObject } from '../../core/json-value.ts';
import { limits } from '../../core/limits.ts';
import { type Fault, fail, type Result } from '../../core/result.ts';
import {
  type Action,
  clip,
  collectFaults,
  type Duty,
  type Faults,
  isMap,
  parseTerms,
  type TermsText,
} from '../../core/terms/index.ts';
import { actionOf, discloseKey, dutyOf, referencesKey, termsProfile } from './names.ts';
import { canonicalWire } from './normal-form.ts';
import { plainSpelling } from './plain-spelling.ts';
import { readConstraints, seenBefore } from './read-constraint.ts';
import { refuseKeys } from './refused-keys.ts';
import { toWire } from './to-wire.ts';
import { withWindow } from './window.ts';
import { wirePlace } from './wire-place.ts';

const offerKeys = [
  '@id',
  '@type',
  'profile',
  'target',
  'assigner',
  'assignee',
  'permission',
  'prohibition',
  'obligation',
  discloseKey,
  referencesKey,
];

/**
 * Reads an offer of our profile (terms profile sections 1 and 7). Everything unknown refuses the whole text with its place in
 * the document (T-NEG-04); the accepted spellings are those of `plainSpelling`. Conditions on the clock that every permission
 * has become `valid`. The text may have no id; a message of the Dataspace Protocol needs one.
 */
export function fromWire(value: unknown): Result<TermsText, Fault[]> {
  const faults = collectFaults();
  const plain = plainSpelling(value, faults);
  if (!isMap(plain)) faults.add('offer', 'is no offer', 'an object with @type Offer');
  const native = isMap(plain) ? readOffer(plain, faults) : null;
  if (native === null || faults.count > 0) return fail(...faults.list);
  const parsed = parseTerms(native);
  if (!parsed.ok) return fail(...parsed.error.map((fault) => ({ ...fault, at: wirePlace(fault.at) })));
  const text = parseTerms(withWindow(parsed.value));
  // Both sides hash what they read: what would be written otherwise than it came was read otherwise than it was meant.
  if (text.ok && canonicalWire(toWire(text.value)) !== canonicalWire(plain as JsonObject))
    return fail({
      at: 'offer',
      problem: 'does not come back as it is written',
      valid: 'the one spelling of each value',
    });
  return text;
}

/** Why a text cannot be given to a peer as it stands; empty for one that comes back from its wire form. */
export function wireFaults(text: TermsText): Fault[] {
  if (text.valid !== undefined && text.allow.length === 0)
    return [{ at: 'valid', problem: 'has no permission to stand on in the wire form', valid: 'leave it out' }];
  const read = fromWire(toWire(text));
  return read.ok ? [] : read.error;
}

interface NativeRule {
  readonly do: Action | Duty;
  readonly when: readonly ConditionTree[];
}

function readOffer(offer: Readonly<Record<string, unknown>>, faults: Faults): Record<string, unknown> {
  refuseKeys(offer, '', offerKeys, faults);
  readWord(offer['@type'], '@type', 'Offer', faults);
  readWord(offer['profile'], 'profile', termsProfile, faults);
  if (offer['permission'] === undefined && offer['prohibition'] === undefined)
    faults.add('permission', 'and prohibition are both missing', 'at least one rule of one of them');
  const native = {
    id: readName(offer, '@id', false, faults),
    from: readParty(offer, 'assigner', true, faults),
    to: readParty(offer, 'assignee', false, faults),
    over: readName(offer, 'target', true, faults),
    allow: readRules(offer['permission'], 'permission', actionOf, faults),
    deny: readRules(offer['prohibition'], 'prohibition', actionOf, faults),
    owe: readRules(offer['obligation'], 'obligation', dutyOf, faults),
    disclose: readSetting(offer, discloseKey, 'conditions', faults),
    references: readSetting(offer, referencesKey, 'close', faults),
  };
  return Object.fromEntries(Object.entries(native).filter(([, each]) => each !== undefined));
}

function readWord(value: unknown, at: string, right: string, faults: Faults): void {
  if (value === right) return;
  const shown = typeof value === 'string' ? `"${clip(value)}" is not known here` : 'is not one name';
  faults.add(at, value === undefined ? 'is missing' : shown, right);
}

function readName(
  offer: Readonly<Record<string, unknown>>,
  key: string,
  isRequired: boolean,
  faults: Faults,
): string | undefined {
  const value = offer[key];
  if (typeof value === 'string') return value;
  if (value !== undefined) faults.add(key, 'is not one name', 'one URI as text');
  else if (isRequired) faults.add(key, 'is missing', 'one URI as text');
  return undefined;
}

/** `party:` may be left out in the other spellings, and here it may not: a name has one spelling. */
function readParty(
  offer: Readonly<Record<string, unknown>>,
  key: string,
  isRequired: boolean,
  faults: Faults,
): string | undefined {
  const name = readName(offer, key, isRequired, faults);
  if (name === undefined || name.startsWith('party:')) return name;
  faults.add(key, `"${clip(name)}" is not a party`, 'party: and its id, for example party:bank-isac');
  return undefined;
}

/** The default is left out, so that one text has one document. */
function readSetting(
  offer: Readonly<Record<string, unknown>>,
  key: string,
  otherwise: string,
  faults: Faults,
): string | undefined {
  const value = offer[key];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value !== otherwise) return value;
  faults.add(key, value === otherwise ? 'is what holds without it' : 'is not one word', 'leave it out');
  return undefined;
}

function readRules<Doing extends Action | Duty>(
  value: unknown,
  at: string,
  known: ReadonlyMap<string, Doing>,
  faults: Faults,
): NativeRule[] {
  if (value === undefined) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0 || list.length > limits.rulesPerTextMax) {
    faults.add(at, `has ${list.length} rules`, `1 to ${limits.rulesPerTextMax}, or leave it out`);
    return [];
  }
  const found: NativeRule[] = [];
  const seen = seenBefore();
  for (const [index, each] of list.entries()) {
    if (faults.full) break;
    const place = `${at}[${index}]`;
    const rule = readRule(each, place, known, faults);
    if (rule === null) continue;
    if (seen(each as JsonObject)) faults.add(place, 'cannot be told apart from another rule', 'each rule once');
    found.push(rule);
  }
  return found;
}

function readRule<Doing extends Action | Duty>(
  value: unknown,
  at: string,
  known: ReadonlyMap<string, Doing>,
  faults: Faults,
): NativeRule | null {
  if (!isMap(value)) {
    faults.add(at, 'is no rule', '{action, constraint}');
    return null;
  }
  const before = faults.count;
  refuseKeys(value, at, ['action', 'constraint'], faults);
  const action = value['action'];
  const doing = typeof action === 'string' ? known.get(action) : undefined;
  if (doing === undefined) faults.add(`${at}.action`, actionProblem(action), [...known.keys()].join(', '));
  const when =
    value['constraint'] === undefined ? [] : readConstraints(value['constraint'], `${at}.constraint`, 0, faults);
  return doing === undefined || faults.count > before ? null : { do: doing, when };
}

function actionProblem(action: unknown): string {
  if (action === undefined) return 'is missing';
  return typeof action === 'string'
    ? `"${clip(action)}" cannot stand here`
    : 'is not one name: a refined action is not read';
}
