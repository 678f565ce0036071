import { type CueWord, cueWordOf, isTime, silentVerbs } from './cue-words.ts';
import { isNominal, nounRight, sourceLeft } from './noun-phrase.ts';
import type { Sentence } from './units.ts';
import { verbGroup } from './verb-group.ts';

const prepositions = new Set(
  'in on at to during after by from with before through via over about of under for since ahead'.split(' '),
);
const withThing = new Set(
  'say confirm admit acknowledge announce reveal disclose declare predict claim reiterate stress emphasise emphasize explain forecast allege'.split(
    ' ',
  ),
);
const marksOnly = new Set(
  'continue conclude respond reply answer signal indicate add write tweet post joke observe quip comment recall maintain put note hint imply boast complain protest argue state read'.split(
    ' ',
  ),
);
const isVerb = (s: Sentence, i: number): boolean => s[i]?.inner === null && /^(?:VERB|AUX)$/.test(s[i]!.pos);

/** Behind `on Tuesday`, `in a letter to the capitals`, `last week`: the place where what was said begins. */
export function pastAdverbials(s: Sentence, start: number, end: number): number {
  let at = start;
  for (let guard = 0; guard < 8 && at < end; guard++) {
    const unit = s[at]!;
    if (unit.inner !== null || unit.low === 'that' || unit.text === ':' || unit.text === ',') return at;
    const time = timePhrase(s, at, end);
    if (time > at) {
      at = time;
      continue;
    }
    if (
      unit.pos === 'ADV' &&
      !isNominal(s[at + 1]) &&
      /ly$|^(?:again|here|there|today|later|earlier)$/.test(unit.low)
    ) {
      at++;
      continue;
    }
    if (!prepositions.has(unit.low)) return at;
    const phrase = timePhrase(s, at + 1, end) > at + 1 ? { to: timePhrase(s, at + 1, end) } : nounRight(s, at + 1);
    if (phrase === null || phrase.to > end || isVerb(s, phrase.to)) return at;
    at = phrase.to;
  }
  return at;
}

function timePhrase(s: Sentence, at: number, end: number): number {
  if (/^(?:twice|once|repeatedly)$/.test(s[at]?.low ?? '')) return at + 1;
  if (s[at + 1]?.text === 'times' && at + 1 < end) return at + 2;
  let to = at;
  while (to < end && to - at < 4 && /^(?:last|this|next|earlier|late|early|the|a|on|\d{1,4})$/.test(s[to]!.low)) to++;
  let found = false;
  while (to < end && (isTime(s[to]) || (found && /^\d{1,4}$/.test(s[to]!.low)))) {
    found = true;
    to++;
  }
  return found ? to : at;
}

export interface Complement {
  readonly from: number;
  readonly explicit: boolean;
}

/** Where the content of an active cue begins, or null when nothing of the kind follows. `end` is the sentence's end. */
export function complementOf(s: Sentence, word: CueWord, after: number, end: number): Complement | null {
  switch (word.kind) {
    case 'say':
      return clauseAfter(s, word, after, end);
    case 'tell':
      return toldClause(s, word, after, end);
    case 'report':
      return clauseAfter(s, word, after, end) ?? thing(s, after, end);
    case 'to':
      return undertaking(s, word, after, end);
    case 'think':
      return thought(s, word, after, end);
    case 'object':
      return after < end &&
        (isNominal(s[after]) ||
          s[after]!.inner !== null ||
          /^(?:that|having|this|it|any|all|him|her|them|us|me)$/.test(s[after]!.low) ||
          /ing$/.test(s[after]!.low))
        ? { from: after, explicit: false }
        : null;
    case 'name':
      return naming(s, word, after, end);
  }
}

function clauseAfter(s: Sentence, word: CueWord, start: number, end: number): Complement | null {
  const particle = /^(?:of|against)$/.test(s[start]?.low ?? '') && word.lemma === 'warn' ? start + 1 : start;
  if (particle > start) return particle < end ? { from: particle, explicit: true } : null;
  if (word.lemma === 'put') {
    const quote = s.findIndex((u, k) => k >= start && k < end && u.inner !== null);
    return quote < 0 ? null : { from: quote, explicit: true };
  }
  // `says otherwise: “…”`
  for (const k of [start, start + 1])
    if (s[k + 1]?.text === ':' && k + 2 < end && s[k + 2]!.inner !== null && k + 1 > start)
      return { from: k + 2, explicit: true };
  const at = pastAside(s, pastAdverbials(s, start, end), end);
  const marked = markedAt(s, at, end);
  if (marked !== null) return marked;
  if (at >= end || s[at]!.text === ',') return null;
  if (/^(?:whether|if|how|why|who|what|when|where)$/.test(s[at]!.low))
    return word.lemma === 'explain' ? { from: at, explicit: true } : null;
  if (/^(?:so|to|goodbye|hello|nothing|something|anything|much|more|no)$/.test(s[at]!.low) && end - at <= 3)
    return null;
  if (
    /^(?:VERB|AUX|ADP|CCONJ|PART)$/.test(s[at]!.pos) &&
    !isNominal(s[at]) &&
    !/^(?:at|about|in|on|for|under|after|before|despite|since|during|by|without|with)$/.test(s[at]!.low)
  )
    return null;
  const isClause = hasClause(s, at, end);
  if (marksOnly.has(word.lemma) && !isClause) return null;
  return isClause || withThing.has(word.lemma) ? { from: at, explicit: false } : null;
}

/** `reported, citing officials, that …`: behind what stands between commas about the saying. */
function pastAside(s: Sentence, at: number, end: number): number {
  if (s[at]?.text !== ',' || !/^(?:citing|quoting|according|referring|speaking)$/.test(s[at + 1]?.low ?? '')) return at;
  for (let i = at + 2; i < end; i++)
    if (s[i]!.text === ',' && s[i]!.inner === null) return s[i + 1]?.inner != null ? i : i + 1;
  return at;
}

/** `that`, a colon or a quotation says outright where the content begins. */
function markedAt(s: Sentence, at: number, end: number): Complement | null {
  if (at >= end) return null;
  const unit = s[at]!;
  if (unit.inner !== null) return { from: at, explicit: true };
  if (unit.low === 'that' && at + 1 < end) return { from: at + 1, explicit: true };
  if ((unit.text === ':' || unit.text === ',') && s[at + 1]?.inner != null) return { from: at + 1, explicit: true };
  return unit.text === ':' && at + 1 < end ? { from: at + 1, explicit: true } : null;
}

const hasClause = (s: Sentence, at: number, end: number): boolean => {
  for (let i = at + 1; i < end; i++) if (isVerb(s, i) || s[i]!.inner !== null) return true;
  return false;
};

function toldClause(s: Sentence, word: CueWord, after: number, end: number): Complement | null {
  const addressee = nounRight(s, after);
  const start = addressee?.to ?? after;
  if (start >= end) return null;
  return clauseAfter(s, { ...word, lemma: 'say' }, start, end);
}

const thing = (s: Sentence, after: number, end: number): Complement | null =>
  after < end && (isNominal(s[after]) || /ing$/.test(s[after]!.low)) ? { from: after, explicit: false } : null;

function undertaking(s: Sentence, word: CueWord, after: number, end: number): Complement | null {
  if (after >= end) return null;
  const low = s[after]!.low;
  const marked = markedAt(s, pastAdverbials(s, after, end), end);
  const toVerb = low === 'to' ? after + 1 : low === 'not' && s[after + 1]?.low === 'to' ? after + 2 : null;
  if (word.act === 'refuse')
    return toVerb !== null && !silentVerbs.has(s[toVerb]?.low ?? 'say') ? { from: after, explicit: true } : null;
  if (toVerb !== null) return toVerb < end ? { from: after, explicit: true } : null;
  if (marked !== null) return marked;
  if (word.lemma === 'agree') return low === 'on' ? { from: after, explicit: false } : null;
  if (word.act === 'demand' && word.lemma !== 'demand') {
    if (low === 'for' && word.lemma !== 'order') return { from: after, explicit: true };
    const asked = nounRight(s, after);
    const to =
      asked === null ? -1 : Array.from(s.slice(asked.to, Math.min(end, asked.to + 6))).findIndex((u) => u.low === 'to');
    if (asked !== null && to >= 0) return { from: after, explicit: true };
    return word.lemma === 'recommend' || word.lemma === 'order' || word.lemma === 'urge' ? thing(s, after, end) : null;
  }
  return isNominal(s[after]) ? { from: after, explicit: false } : null;
}

function thought(s: Sentence, word: CueWord, after: number, end: number): Complement | null {
  if (after >= end) return null;
  const marked = markedAt(s, after, end);
  if (marked !== null) return marked;
  const low = s[after]!.low;
  const wants = word.act === 'want' || word.lemma === 'expect' || word.lemma === 'fear';
  if (wants && low === 'to') return { from: after, explicit: true };
  if (word.act === 'want' && isNominal(s[after])) return { from: after, explicit: false };
  const subject = nounRight(s, after);
  if (subject === null || subject.to >= end) return null;
  if (word.lemma === 'expect') return s[subject.to]?.low === 'to' ? { from: after, explicit: true } : null;
  const verb = /^(?:VERB|AUX|ADV)$/.test(s[subject.to]?.pos ?? '') && s[subject.to]!.low !== 'to';
  return verb && word.lemma !== 'consider' ? { from: after, explicit: true } : null;
}

/** `called the offer a trap`, `described it as “frozen”`; `called the police` names nothing. */
function naming(s: Sentence, word: CueWord, after: number, end: number): Complement | null {
  if (word.lemma === 'call' && /^(?:for|on|upon)$/.test(s[after]?.low ?? ''))
    return after + 1 < end ? { from: after + 1, explicit: true } : null;
  const rest = s.slice(after, end);
  const as = rest.findIndex((u) => u.low === 'as');
  const quoted = rest.some((u) => u.inner !== null);
  if (word.lemma === 'describe' || word.lemma.startsWith('character'))
    return as >= 0 ? { from: after, explicit: quoted } : null;
  if (quoted) return { from: after, explicit: true };
  if (word.lemma !== 'call') return null;
  const named = nounRight(s, after);
  const next = named === null ? undefined : s[named.to];
  return next !== undefined && named!.to < end && /^(?:a|an|the)$/.test(next.low)
    ? { from: after, explicit: false }
    : null;
}

/** The end of a content that begins at `from`: before another attribution, a participle of saying or a new clause. */
export function contentEnd(s: Sentence, from: number, end: number): number {
  for (let i = from; i < end; i++) {
    const unit = s[i]!;
    if (unit.inner !== null) continue;
    if (unit.text === ';') return i;
    if (unit.low === 'according' && s[i + 1]?.low === 'to' && i > from && s[i - 1]!.inner !== null) return i;
    if (unit.text === ',' && i > from && isAttributionAfter(s, i + 1, end)) return i;
    if (/^(?:and|but)$/.test(unit.low) && i > from && isCueAfterAnd(s, i + 1, end))
      return s[i - 1]?.text === ',' ? i - 1 : i;
  }
  return end;
}

/** `, saying …`, `, according to …`, `, X reported`: what follows the comma is about the saying, not about the thing. */
function isAttributionAfter(s: Sentence, at: number, end: number): boolean {
  const unit = s[at];
  if (unit === undefined || at >= end || unit.inner !== null) return false;
  if (/^(?:according|citing|quoting)$/.test(unit.low)) return true;
  const first = unit.pos === 'ADV' ? s[at + 1] : unit;
  if (first !== undefined && cueWordOf(first)?.form === 'participle') return true;
  for (let v = at + 1; v < Math.min(end, at + 12); v++) {
    if (s[v]!.inner !== null || s[v]!.text === ',') return false;
    const verb = cueWordOf(s[v]!);
    if (verb === null || !/^(?:say|tell|report)$/.test(verb.kind) || /^(?:participle|base)$/.test(verb.form)) continue;
    const group = verbGroup(s, v);
    if (group.passive || group.modal || group.infinitive || sourceLeft(s, group.from)?.from !== at) continue;
    const told = verb.kind === 'tell' ? (nounRight(s, v + 1)?.to ?? v + 1) : v + 1;
    const after = pastAdverbials(s, told, end);
    return after >= end || s[after]?.text === ',';
  }
  return false;
}

function isCueAfterAnd(s: Sentence, at: number, end: number): boolean {
  for (let i = at; i < Math.min(end, at + 3); i++) {
    const unit = s[i]!;
    const word = cueWordOf(unit);
    if (word !== null && word.kind !== 'think' && (word.form === 'past' || word.form === 'finite')) {
      const group = verbGroup(s, i);
      if (group.modal || group.infinitive || group.passive || group.from < at) return false;
      const who = sourceLeft(s, group.from);
      return (who === null || who.from >= at) && complementOf(s, word, i + 1, end) !== null;
    }
    if (unit.inner !== null || (!isNominal(unit) && !/^(?:ADV|PRON|AUX)$/.test(unit.pos))) return false;
  }
  return false;
}
