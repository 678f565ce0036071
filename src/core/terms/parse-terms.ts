import type { ConditionTree } from '../conditions/index.ts';
import { parsePartyId, type TextId } from '../ids.ts';
import { limits } from '../limits.ts';
import { type Fault, ok, type Result } from '../result.ts';
import { parseTimestamp } from '../time.ts';
import { actions, duties, isAction, isDuty } from './actions.ts';
import { parseTrees } from './parse-condition.ts';
import type { ParseBudget } from './parse-leaf.ts';
import { clip, collectFaults, type Faults, isMap, textOf } from './reading.ts';
import { discloseLevels, type Rule, referenceRules, type TermsText, type Window } from './text.ts';

const fields = ['id', 'from', 'to', 'over', 'allow', 'deny', 'owe', 'valid', 'disclose', 'references'];
const uriPattern = /^[a-z][a-z0-9+.-]{0,30}:[A-Za-z0-9._~:/?#@!$&()*+,;=%-]{1,1000}$/;
const overPattern = /^[a-z][a-z-]{0,30}:[A-Za-z0-9._:-]{1,250}$/;

/**
 * Checks a text of terms read from YAML or JSON, in its short or its native form (terms profile section 1), and makes the
 * native form. Unknown operands, parameters, comparators and fields refuse the whole text; all faults come together.
 */
export function parseTerms(value: unknown): Result<TermsText, Fault[]> {
  const faults = collectFaults();
  const text = isMap(value) ? parseFields(value, faults) : null;
  if (!isMap(value)) faults.add('terms', 'is no text of terms', 'a mapping with from, over and allow');
  return text === null || faults.count > 0 ? { ok: false, error: faults.list } : ok(text);
}

function parseFields(value: Readonly<Record<string, unknown>>, faults: Faults): TermsText | null {
  for (const name of Object.keys(value).slice(0, limits.rulesPerTextMax))
    if (!fields.includes(name)) faults.add(clip(name), 'is not a field of a text', fields.join(', '));
  const budget: ParseBudget = { conditions: 0, chars: 0 };
  const id = value['id'] === undefined ? undefined : parseId(value['id'], faults);
  const from = parseParty(value['from'], 'from', faults);
  const to = value['to'] === undefined ? undefined : parseParty(value['to'], 'to', faults);
  const over = textOf(value['over']);
  if (over === null || !overPattern.test(over))
    faults.add('over', 'names no collection', 'for example collection:isac-shared');
  const allow = parseRules(value['allow'], 'allow', isAction, actions, budget, faults);
  const deny = parseRules(value['deny'], 'deny', isAction, actions, budget, faults);
  const owe = parseRules(value['owe'], 'owe', isDuty, duties, budget, faults);
  if (allow.length + deny.length + owe.length > limits.rulesPerTextMax)
    faults.add(
      'allow',
      `and deny and owe have ${allow.length + deny.length + owe.length} rules`,
      `at most ${limits.rulesPerTextMax}`,
    );
  const valid = value['valid'] === undefined ? undefined : parseWindow(value['valid'], faults);
  const disclose = parseWord(value['disclose'], 'disclose', discloseLevels, 'conditions', faults);
  const references = parseWord(value['references'], 'references', referenceRules, 'close', faults);
  if (faults.count > 0 || from === null || over === null) return null;
  return {
    ...(typeof id === 'string' ? { id: id as TextId } : {}),
    from,
    ...(typeof to === 'string' ? { to } : {}),
    over,
    allow,
    deny,
    owe,
    ...(valid ? { valid } : {}),
    disclose,
    references,
  };
}

function parseId(value: unknown, faults: Faults): string | null {
  const text = textOf(value);
  if (text !== null && uriPattern.test(text)) return text;
  faults.add('id', 'is no URI', 'for example urn:uuid:1f0a4c1e-0001-4a00-8000-000000000001, or leave it out');
  return null;
}

function parseParty(value: unknown, at: string, faults: Faults): string | null {
  const text = textOf(value);
  const party = text === null ? null : parsePartyId(text, at);
  if (party?.ok) return `party:${party.value}`;
  faults.add(at, text === null ? 'names no party' : `"${clip(text)}" is not a party`, 'for example party:bank-isac');
  return null;
}

function parseWord<Word extends string>(
  value: unknown,
  at: string,
  words: readonly Word[],
  otherwise: Word,
  faults: Faults,
): Word {
  if (value === undefined) return otherwise;
  const found = words.find((word) => word === value);
  if (found === undefined) faults.add(at, 'has no such value', words.join(', '));
  return found ?? otherwise;
}

function parseWindow(value: unknown, faults: Faults): Window | null {
  if (!isMap(value)) {
    faults.add('valid', 'is no window of time', '{from: "2026-01-01T00:00:00Z", until: "2026-12-31T23:59:59Z"}');
    return null;
  }
  const window: { from?: string; until?: string } = {};
  for (const name of Object.keys(value)) {
    if (name !== 'from' && name !== 'until') {
      faults.add(`valid.${clip(name)}`, 'is not part of a window', 'from, until');
      continue;
    }
    const text = textOf(value[name]);
    if (text === null || parseTimestamp(text) === null)
      faults.add(`valid.${name}`, 'is no time in UTC', '2026-12-31T23:59:59Z');
    else window[name] = text;
  }
  return window.from === undefined && window.until === undefined
    ? null
    : {
        ...(window.from === undefined ? {} : { from: window.from }),
        ...(window.until === undefined ? {} : { until: window.until }),
      };
}

function parseRules<Doing extends string>(
  value: unknown,
  at: string,
  isDoing: (text: string) => text is Doing,
  words: readonly Doing[],
  budget: ParseBudget,
  faults: Faults,
): Rule<Doing>[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > limits.rulesPerTextMax) {
    faults.add(
      at,
      Array.isArray(value) ? `has ${value.length} rules` : 'is no list of rules',
      `a list of at most ${limits.rulesPerTextMax}`,
    );
    return [];
  }
  const rules: Rule<Doing>[] = [];
  for (const [index, entry] of value.entries()) {
    if (faults.full) break;
    const place = `${at}[${index}]`;
    if (!isMap(entry)) {
      faults.add(place, 'is no rule', `{do: ${words[1] ?? ''}, when: [...]}`);
      continue;
    }
    for (const name of Object.keys(entry).slice(0, 10))
      if (name !== 'do' && name !== 'when') faults.add(`${place}.${clip(name)}`, 'is not part of a rule', 'do, when');
    rules.push({
      do: parseDoing(entry['do'], `${place}.do`, isDoing, words, faults),
      when: parseWhen(entry['when'], `${place}.when`, budget, faults),
    });
  }
  return rules;
}

function parseDoing<Doing extends string>(
  value: unknown,
  at: string,
  isDoing: (text: string) => text is Doing,
  words: readonly Doing[],
  faults: Faults,
): Doing[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const found: Doing[] = [];
  if (list.length === 0 || list.length > words.length) faults.add(at, `has ${list.length} entries`, words.join(', '));
  for (const entry of list.slice(0, words.length)) {
    if (typeof entry !== 'string' || !isDoing(entry))
      faults.add(at, `"${clip(String(textOf(entry)))}" cannot stand here`, words.join(', '));
    else if (found.includes(entry)) faults.add(at, `"${entry}" stands twice`);
    else found.push(entry);
  }
  return found;
}

function parseWhen(value: unknown, at: string, budget: ParseBudget, faults: Faults): ConditionTree[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    faults.add(at, 'is no list of conditions', '- tlp: {at-most: amber}');
    return [];
  }
  return parseTrees(value, at, 0, budget, faults);
}
