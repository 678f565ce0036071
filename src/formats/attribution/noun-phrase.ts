import { isTime } from './cue-words.ts';
import type { Sentence, Unit } from './units.ts';

/** Units from `from` up to, not including, `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

const determiners = new Set(
  'the a an this that these those its his her their our my your some many several both all another each every no one two three four five six seven eight nine ten most few other whose'.split(
    ' ',
  ),
);
const joins = new Set('of for at from in with to on by'.split(' '));
export const pronouns = new Set('he she they it we i who which you'.split(' '));
const possessive = (unit: Unit): boolean =>
  unit.low === "'s" || unit.low === '’s' || unit.low === "'" || unit.low === '’';

const isCapital = (unit: Unit | undefined): boolean =>
  unit !== undefined && unit.inner === null && /^\p{Lu}/u.test(unit.text);

export function isNominal(unit: Unit | undefined): boolean {
  if (unit === undefined || unit.inner !== null) return false;
  if (/^(?:NOUN|PROPN|NUM|ADJ|SYM)$/.test(unit.pos)) return true;
  if (determiners.has(unit.low) || possessive(unit) || unit.low === '-' || unit.low === '&') return true;
  // Names that the tagger takes for something else: "Will Hart", "May Chen".
  return isCapital(unit) && !/^(?:PUNCT|PRON|CCONJ|SCONJ|ADP|AUX|DET|ADV)$/.test(unit.pos);
}

const isComma = (unit: Unit | undefined): boolean => unit?.text === ',' && unit.inner === null;
const isAnd = (unit: Unit | undefined): boolean => unit?.low === 'and' || unit?.low === '&';

/** The noun phrase that ends just before `end`, without anything set off by commas. */
function simpleLeft(s: Sentence, end: number): Range | null {
  let at = end;
  const last = s[end - 1];
  if (last === undefined || last.inner !== null) return null;
  if (pronouns.has(last.low) && !determiners.has(last.low)) return { from: end - 1, to: end };
  while (at > 0) {
    const unit = s[at - 1]!;
    if (unit.low === '-' && s[at - 2]?.to !== unit.from) break;
    const ofThem = /^(?:them|us|those|these)$/.test(unit.low) && s[at - 2]?.low === 'of';
    if (isNominal(unit) || ofThem || isModifier(s, at - 1)) {
      at--;
      const before = s[at - 1];
      const goesOn = before !== undefined && (isLink(before) || possessive(before));
      if (determiners.has(unit.low) && at < end - 1 && !goesOn && !determiners.has(before?.low ?? '')) break;
    } else if (
      isLink(unit) &&
      at < end &&
      at > 1 &&
      (isNominal(s[at - 2]) || isReduced(s, at - 2)) &&
      !isTime(s[at - 2])
    )
      at--;
    else if (at < end && isReduced(s, at - 1)) at--;
    else break;
  }
  while (at < end && (isLink(s[at]!) || possessive(s[at]!) || s[at]!.low === '-')) at++;
  let to = end;
  while (to - at > 1 && /^(?:both|all|each|alike)$/.test(s[to - 1]!.low)) to--;
  // "The minister on Tuesday said"
  while (to - at > 1 && isTime(s[to - 1])) to -= joins.has(s[to - 2]?.low ?? '') ? 2 : 1;
  // "In March the Times reported" and "Last week Varga said"
  while (to - at > 1 && isTime(s[at])) at++;
  return to > at &&
    s.slice(at, to).some((u) => /^(?:NOUN|PROPN|NUM)$/.test(u.pos) || isCapital(u) || determiners.has(u.low))
    ? { from: at, to }
    : null;
}

/** `people briefed on the matter`, `the union representing nurses`: a verb form that describes the noun before it. */
const isReduced = (s: Sentence, i: number): boolean =>
  s[i]!.pos === 'VERB' &&
  s[i - 1]?.inner === null &&
  /^(?:NOUN|PROPN)$/.test(s[i - 1]!.pos) &&
  (/ing$/.test(s[i]!.low) || (/ed$/.test(s[i]!.low) && s[i + 1] !== undefined && isLink(s[i + 1]!)));

/** `two shipping brokers`, `an unnamed official`: a verb form between a determiner and its noun. */
const isModifier = (s: Sentence, i: number): boolean =>
  s[i]!.pos === 'VERB' &&
  /(?:ing|ed)$/.test(s[i]!.low) &&
  determiners.has(s[i - 1]?.low ?? '') &&
  s[i + 1]?.pos === 'NOUN';

const isLink = (unit: Unit): boolean => unit.inner === null && joins.has(unit.low) && unit.pos !== 'VERB';

/** Two or more capitalised words and nothing else but initials. */
function isName(s: Sentence, range: Range): boolean {
  const words = s.slice(range.from, range.to);
  return (
    words.length >= 1 &&
    words.length <= 7 &&
    words.every(
      (u) =>
        isCapital(u) || u.low === '-' || u.text === '.' || /^(?:de|da|van|von|der|bin|al|el|la|di|du|le)$/.test(u.low),
    )
  );
}

/** The source that ends just before `end`: a phrase, what is set off beside it, and others joined by `and`. */
export function sourceLeft(s: Sentence, end: number): Range | null {
  const own = withApposition(s, end);
  if (own === null) return null;
  let { from } = own;
  for (let guard = 0; guard < 6; guard++) {
    const joined = isAnd(s[from - 1]) || (guard > 0 && isComma(s[from - 1]));
    if (!joined) break;
    const at = isAnd(s[from - 1]) && isComma(s[from - 2]) ? from - 2 : from - 1;
    const more = isAnd(s[from - 1]) && isComma(s[from - 2]) ? withApposition(s, at) : simpleLeft(s, at);
    if (more === null || pronouns.has(s[more.from]!.low)) break;
    const isList = isComma(s[from - 1]) ? more.to - more.from <= 4 : !hasVerbBefore(s, more.from);
    if (!isList) break;
    from = more.from;
  }
  return { from, to: own.to };
}

/** "The ruling came late and the ministry said": what stands before `and` is no co-speaker when a verb precedes it. */
const hasVerbBefore = (s: Sentence, at: number): boolean => {
  for (let i = at - 1; i >= 0 && s[i]!.inner === null; i--) {
    if (s[i]!.pos === 'VERB' || s[i]!.pos === 'AUX') return true;
    if (/^[:;]$/.test(s[i]!.text) || /^(?:that|while|but)$/.test(s[i]!.low)) return false;
  }
  return false;
};

function withApposition(s: Sentence, end: number): Range | null {
  if (!isComma(s[end - 1])) {
    const near = simpleLeft(s, end);
    if (near === null) return null;
    const who = s[near.from]!.low;
    if ((who === 'who' || who === 'which') && near.to - near.from === 1)
      return withApposition(s, isComma(s[near.from - 1]) ? near.from - 1 : near.from);
    return near;
  }
  // "Jane Doe, a spokeswoman for the ministry, said": back to the comma before.
  let open = end - 2;
  while (open > 0 && !isComma(s[open]) && s[open]!.inner === null && end - open < 40) open--;
  if (!isComma(s[open])) return null;
  const head = simpleLeft(s, open);
  if (head === null || pronouns.has(s[head.from]!.low)) return null;
  const aside = { from: open + 1, to: end - 1 };
  const described = s.slice(aside.from, aside.to).every((u) => isNominal(u));
  return described && isName(s, stripped(s, aside)) && !isName(s, head) ? { from: head.from, to: aside.to } : head;
}

/** Without titles written small: "President Emil Castan" is a name too. */
const stripped = (s: Sentence, range: Range): Range => {
  let { from } = range;
  while (from < range.to - 1 && !isCapital(s[from])) from++;
  return { from, to: range.to };
};

/** The noun phrase that begins at `from`; a name stops before "of Open Roads", a description takes it in. */
export function nounRight(s: Sentence, from: number): Range | null {
  let at = from;
  const first = s[from];
  if (first === undefined || first.inner !== null) return null;
  if (
    first.text !== 'US' &&
    /^(?:he|she|they|it|we|i|him|her|them|us|me|you)$/.test(first.low) &&
    !isNominal(s[from + 1])
  )
    return { from, to: from + 1 };
  while (at < s.length) {
    const unit = s[at]!;
    if (determiners.has(unit.low) && at > from && !isLink(s[at - 1]!) && !determiners.has(s[at - 1]!.low)) break;
    // "the Sunday Times", but not "the minister Sunday"
    const inName = determiners.has(s[at - 1]?.low ?? '') && isCapital(s[at + 1]);
    if (isTime(unit) && at > from && !isLink(s[at - 1]!) && !inName) break;
    if (isNominal(unit) || isModifier(s, at)) at++;
    else if (
      isLink(unit) &&
      at > from &&
      /^(?:of|for|at|from)$/.test(unit.low) &&
      isNominal(s[at + 1]) &&
      !nameSoFar(s, from, at)
    )
      at++;
    else break;
  }
  const hangs = (u: Unit): boolean =>
    isLink(u) ||
    u.low === '-' ||
    (u.pos === 'ADJ' && at - from > 1 && !isCapital(u)) ||
    (determiners.has(u.low) && at - from > 1);
  while (at > from && hangs(s[at - 1]!)) at--;
  return at > from && s.slice(from, at).some((u) => /^(?:NOUN|PROPN|NUM)$/.test(u.pos) || isCapital(u))
    ? { from, to: at }
    : null;
}

const nameSoFar = (s: Sentence, from: number, to: number): boolean => to - from >= 2 && isName(s, { from, to });

/** As `nounRight`, with the name set off behind a description and with others joined by `and`. */
export function sourceRight(s: Sentence, from: number): Range | null {
  const own = nounRight(s, from);
  if (own === null) return null;
  let { to } = own;
  if (isComma(s[to]) && !isName(s, own)) {
    const name = nounRight(s, to + 1);
    if (name !== null && isName(s, name) && name.to - name.from >= 2 && /^(?:[,.;]|$)/.test(s[name.to]?.text ?? ''))
      to = name.to;
  }
  if (isAnd(s[to])) {
    const more = nounRight(s, to + 1);
    const after = more === null ? undefined : s[more.to];
    if (more !== null && after?.pos !== 'VERB' && after?.pos !== 'AUX') to = more.to;
  }
  return { from, to };
}
