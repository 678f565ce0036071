import type { Hop, Span } from './candidate.ts';
import { complementOf, contentEnd, pastAdverbials } from './complement.ts';
import { type CueWord, cueWordOf } from './cue-words.ts';
import { type Draft, type Found, insideQuote, onlyQuote, type Place, type Reading, spanOf } from './draft.ts';
import { isNominal, nounRight, pronouns, type Range, sourceLeft, sourceRight } from './noun-phrase.ts';
import { quotedAs } from './quoted-as.ts';
import { passiveDraft } from './read-passive.ts';
import { hopsAfter, interviewHop } from './relay-hops.ts';
import type { Sentence, Unit } from './units.ts';
import { type VerbGroup, verbGroup } from './verb-group.ts';

const firstPersons = /^(?:i|we|you|us|me)$/;
/** The country is no pronoun. */
const isFirstPerson = (unit: Unit): boolean => unit.text !== 'US' && firstPersons.test(unit.low);
const lifeless =
  /\b(?:evidence|data|figures|results|tests?|signs|images|footage|survey|study|poll|logs|records|numbers|experience|history|events|nothing|something|everything|which|this|that)$/;

/** No sentence that a person wrote is longer; what is, is not read. */
const sentenceUnitsMax = 400;

/** All attributions of one sentence, in order. */
export function readSentence(s: Sentence, reading: Reading): readonly Draft[] {
  if (s.length > sentenceUnitsMax) return [];
  const end = bareEnd(s);
  const lead = afterDateline(s);
  const drafts: Draft[] = [];
  const place: Place = { ...reading, lead, end, drafts };
  let taken = -1;
  for (let i = 0; i < end; i++) {
    if (i <= taken) continue;
    const found = attributionAt(s, i, place);
    if (found === null) continue;
    drafts.push(found.draft);
    taken = found.taken;
  }
  if (drafts.length === 0 && reading.depth === 0) {
    const colon = colonQuote(s, lead, end);
    if (colon !== null) drafts.push(colon);
  }
  return drafts;
}

function attributionAt(s: Sentence, i: number, place: Place): Found | null {
  const unit = s[i]!;
  if (unit.inner !== null) return null;
  if (unit.low === 'according' && s[i + 1]?.low === 'to') return accordingTo(s, i, place);
  if (/^(?:quoted|cited|quotes|cites)$/.test(unit.low)) return quotedAs(s, i, place);
  const word = cueWordOf(unit);
  if (word === null) return null;
  if (word.lemma === 'put' && (s[i + 1]?.low !== 'it' || !s.slice(Math.max(0, i - 8), i).some((u) => u.low === 'as')))
    return null;
  const group = verbGroup(s, i);
  // `is urging` is an act of its own; `…, urging` goes with the verb before.
  if (word.form === 'participle' && !(group.passive && group.from < i)) return participle(s, i, word, place);
  if (group.negated || group.modal || group.infinitive) return null;
  if (word.form === 'base' && group.from < i && /^(?:do|does|did)$/.test(s[i - 1]?.low ?? '')) return null;
  if (group.passive && word.form !== 'participle')
    return word.form === 'past' ? passiveDraft(s, i, word, group, place) : null;
  return activeDraft(s, i, word, group, place);
}

/** The last unit before the sentence's final marks. */
function bareEnd(s: Sentence): number {
  let end = s.length;
  while (end > 0 && s[end - 1]!.inner === null && /^[.!?…,;:]+$/.test(s[end - 1]!.text)) end--;
  return end;
}

/** Behind `PORT HALDE, March 4 (Northgate Wire) -`; 0 when there is no dateline. */
function afterDateline(s: Sentence): number {
  for (let i = 1; i < Math.min(16, s.length); i++) {
    if (!/^[-–—]$/.test(s[i]!.text) || s[i]!.from === s[i - 1]!.to) continue;
    const before = s.slice(0, i);
    const isPlace = (u: Unit): boolean =>
      u.inner === null && (/^[\p{Lu}\d(),./]/u.test(u.text) || /^(?:NOUN|ADP|DET)$/.test(u.pos));
    return before.every(isPlace) ? i + 1 : 0;
  }
  return 0;
}

function activeDraft(s: Sentence, i: number, word: CueWord, group: VerbGroup, place: Place): Found | null {
  const left = sourceLeft(s, group.from);
  const before = s[group.from - 1];
  const inverted =
    left === null && (before?.inner != null || before?.text === ',') && /^(?:say|tell|think|report)$/.test(word.kind)
      ? sourceRight(s, i + 1)
      : null;
  const shared =
    left === null && inverted === null && word.kind !== 'think' && /^(?:and|but|then|or)$/.test(before?.low ?? '')
      ? (place.drafts.at(-1)?.source ?? mainSubject(s, group.from, place))
      : null;
  const range = left ?? inverted;
  if (range === null && shared === null) return null;
  if (range !== null && !mayBeSource(s, range, group.from, word, place)) return null;
  const source = range === null ? shared! : spanOf(s, range);
  const attribution = {
    from: range === null ? group.from : Math.min(range.from, group.from),
    to: Math.max(i + 1, inverted?.to ?? 0),
  };
  const cue: Span = [s[i]!.from, s[i]!.to];
  const base = { cue, lemma: word.lemma, act: word.act, kind: word.kind, source, depth: place.depth } as const;
  const hops = hopsOf(s, i, word, attribution.to, place);
  const earlier = range === null ? null : contentBefore(s, attribution, word, place);
  if (earlier !== null) {
    // `…, Malin said, Vestnik reported`: the outlet carries what another said in the same sentence.
    const isRelay = place.drafts.length > 0 && place.outlets.nameIn(place.text.slice(...source), source[0]) !== null;
    if (isRelay && !earlier.direct) return null;
    const draft: Draft = {
      ...base,
      ...earlier,
      hops,
      certainty: earlier.direct ? 'high' : 'medium',
      reason: earlier.direct ? 'a quotation beside a verb of saying' : 'a verb of saying behind a clause',
    };
    return { draft, taken: i };
  }
  if (inverted !== null) return null;
  const complement = complementOf(s, word, i + 1, place.end);
  if (complement === null || complement.from >= place.end) return null;
  if (place.depth > 0 && !complement.explicit && range !== null && pronouns.has(s[range.from]!.low)) return null;
  if (word.kind === 'to' || word.kind === 'think' || word.kind === 'object' || word.kind === 'name') {
    if (isNested(s, i, place) && word.kind !== 'object') return null;
    if (group.pluperfect && word.kind === 'think') return null;
  }
  const to = contentEnd(s, complement.from, place.end);
  if (to <= complement.from) return null;
  const whole = onlyQuote(s, complement.from, to);
  return {
    draft: {
      ...base,
      act: word.kind === 'name' && /^(?:for|on|upon)$/.test(s[i + 1]?.low ?? '') ? 'demand' : word.act,
      content: whole === null ? spanOf(s, { from: complement.from, to }) : insideQuote(whole),
      more: null,
      direct: whole !== null,
      hops,
      certainty: complement.explicit ? 'high' : 'medium',
      reason:
        whole !== null
          ? 'a quotation behind a verb of saying'
          : complement.explicit
            ? 'a clause the verb opens outright'
            : 'a clause behind a verb of saying',
    },
    taken: i,
  };
}

function mayBeSource(s: Sentence, range: Range, verbStart: number, word: CueWord, place: Place): boolean {
  const first = s[range.from]!;
  const before = s[range.from - 1]?.low ?? '';
  if (/^(?:if|whether|unless|should|had|neither|nor|no)$/.test(before)) return false;
  if (/^(?:no|nobody|none|neither|nothing)$/.test(first.low)) return false;
  if (/^(?:who|what|there|that|this|which|these|those)$/.test(first.low) && range.to - range.from <= 2) return false;
  if (place.depth === 0 && isFirstPerson(first)) return false;
  if (place.depth > 0 && /^(?:i|we|you|it)$/.test(first.low) && range.to - range.from === 1) return false;
  const words = place.text.slice(...spanOf(s, range)).toLowerCase();
  if (lifeless.test(words) && !/^(?:say|tell)$/.test(word.lemma)) return false;
  // `one of the brokers, who asked not to be named`: an aside about the speaker is no act of its own.
  if (word.kind === 'to' && /^(?:who|which)$/.test(s[verbStart - 1]?.low ?? '')) return false;
  // `the proposed plan said`: what is quoted there is a thing's text; kept for said and stated, refused for thoughts.
  return !(word.kind === 'think' && first.low === 'it');
}

/** What stands before `, NP said`: a quotation beside it, or the clause from its beginning. */
function contentBefore(
  s: Sentence,
  attribution: Range,
  word: CueWord,
  place: Place,
): Pick<Draft, 'content' | 'more' | 'direct'> | null {
  if (word.kind === 'object' || word.kind === 'name') return null;
  let at = attribution.from - 1;
  if (word.lemma === 'put' && s[at]?.low === 'as') at--;
  const gap = s[at]?.text === ',' || s[at]?.text === '-' || s[at]?.text === '–' || s[at]?.text === '—';
  const quote = s[gap ? at - 1 : at];
  const start = clauseStart(s, at, place);
  if (quote?.inner != null) {
    const index = gap ? at - 1 : at;
    const direct =
      index === start || s[index - 1]?.text === ':' || /^(?:but|and|yet|however|still)$/.test(s[index - 1]?.low ?? '');
    const content: Span = direct ? insideQuote(quote) : [s[start]!.from, quote.to];
    return { content, more: quoteAfter(s, attribution.to, place.end), direct };
  }
  if (!gap || at <= start) return null;
  if (word.kind === 'to') return null;
  // A clause before counts only when nothing said follows the verb: `On Tuesday, the ministry said it would`.
  const addressee = word.kind === 'tell' ? nounRight(s, attribution.to) : null;
  const after = pastAdverbials(s, addressee?.to ?? attribution.to, place.end);
  const next = s[after];
  if (
    after < place.end &&
    next?.text !== ',' &&
    next?.text !== ';' &&
    !/^(?:as|while|when|after|but|and|who|which)$/.test(next?.low ?? '')
  )
    return null;
  if (next?.text === ',' && s[after + 1]?.inner != null) return null;
  if (!hasVerb(s, start, at) && next?.text !== ',') return null;
  const isFragment =
    next?.text === ',' &&
    !/^(?:according|citing|quoting|who|which|while|but|as|after|when|adding)$/.test(s[after + 1]?.low ?? '') &&
    cueWordOf(s[after + 1] ?? s[0]!)?.form !== 'participle';
  const tail =
    isFragment && hopsAfter(s, after, place.outlets, place.text).length === 0 && attributionIsPlain(s, attribution)
      ? after + 1
      : null;
  if (!hasVerb(s, start, at) && tail === null) return null;
  const more: Span | null =
    tail === null || tail >= place.end
      ? null
      : spanOf(s, { from: tail, to: contentEnd(s, tail, place.end) || place.end });
  return { content: spanOf(s, { from: start, to: at }), more, direct: false };
}

/** An inverted attribution with something set off behind it (`said Lowe, who …`) does not stand in the middle. */
const attributionIsPlain = (s: Sentence, attribution: Range): boolean => cueWordOf(s[attribution.from]!) === null;

const hasVerb = (s: Sentence, from: number, to: number): boolean =>
  s.slice(from, to).some((u) => u.inner === null && /^(?:VERB|AUX)$/.test(u.pos));

function clauseStart(s: Sentence, until: number, place: Place): number {
  let start = place.lead;
  for (let i = place.lead; i < until; i++) if (s[i]!.text === ';') start = i + 1;
  const spoken = place.drafts.at(-1);
  if (spoken !== undefined)
    for (let i = start; i < until; i++)
      if (
        s[i]!.from >= spoken.cue[0] &&
        s[i]!.text === ',' &&
        (s[i + 1]?.inner != null || /^(?:but|and|while)$/.test(s[i + 1]?.low ?? ''))
      )
        start = i + 1;
  while (start < until && (/^(?:but|and|so|yet|however|,)$/.test(s[start]!.low) || s[start]!.text === ',')) start++;
  return Math.min(start, until);
}

/** `“…,” she said, “…”`: the part behind, which goes on with the same words. */
function quoteAfter(s: Sentence, from: number, end: number): Span | null {
  for (let i = from; i < Math.min(end, from + 14); i++) {
    const unit = s[i]!;
    if (unit.inner !== null) return /^[,:;]$/.test(s[i - 1]?.text ?? '') ? insideQuote(unit) : null;
    if (unit.low === 'that' || (cueWordOf(unit)?.form === 'participle' && i > from)) return null;
  }
  return null;
}

function participle(s: Sentence, i: number, word: CueWord, place: Place): Found | null {
  const before = s[i - 1];
  const afterComma =
    before?.text === ',' ||
    (before?.pos === 'ADV' && s[i - 2]?.text === ',') ||
    (before?.low === 'and' && place.drafts.length > 0) ||
    before?.inner != null;
  if (!afterComma || i < 2) return null;
  const complement = complementOf(s, word, i + 1, place.end);
  if (complement === null) return null;
  const prior = place.drafts.at(-1);
  const subject = prior?.source ?? mainSubject(s, i, place);
  if (subject === null) return null;
  if (!complement.explicit && !/^(?:say|tell|object|name)$/.test(word.kind)) return null;
  const to = contentEnd(s, complement.from, place.end);
  if (to <= complement.from) return null;
  const whole = onlyQuote(s, complement.from, to);
  return {
    draft: {
      cue: [s[i]!.from, s[i]!.to],
      lemma: word.lemma,
      act: word.act,
      kind: word.kind,
      source: subject,
      content: whole === null ? spanOf(s, { from: complement.from, to }) : insideQuote(whole),
      more: null,
      direct: whole !== null,
      hops: [...(prior?.hops ?? hopsAfter(s, to, place.outlets, place.text))],
      certainty: 'medium',
      reason: 'a participle of saying; the source is the subject of the sentence',
      depth: place.depth,
    },
    taken: i,
  };
}

function mainSubject(s: Sentence, until: number, place: Place): Span | null {
  for (let v = place.lead; v < until; v++) {
    if (s[v]!.inner !== null || !/^(?:VERB|AUX)$/.test(s[v]!.pos)) continue;
    const range = sourceLeft(s, verbGroup(s, v).from);
    if (range === null || isFirstPerson(s[range.from]!)) continue;
    return spanOf(s, range);
  }
  return null;
}

function accordingTo(s: Sentence, i: number, place: Place): Found | null {
  const range = sourceRight(s, i + 2);
  if (range === null || range.to > place.end) return null;
  // Behind another attribution it names a relay, which that one has taken.
  const words = place.text.slice(...spanOf(s, range));
  const outlet = place.outlets.nameIn(words, s[range.from]!.from);
  if (outlet !== null && (place.drafts.length > 0 || laterCue(s, range.to, place))) return null;
  if (place.drafts.some((d) => d.kind !== 'think' && d.kind !== 'to' && d.content[1] <= s[i]!.from)) return null;
  if (isFirstPerson(s[range.from]!)) return null;
  const atStart = i <= place.lead + 1;
  let content: Span;
  let more: Span | null = null;
  let direct = false;
  if (atStart) {
    let from = range.to;
    while (from < place.end && s[from]!.text !== ',') from++;
    // `according to a diplomat, cited by Radio Nord, …`
    if (/^(?:cited|quoted|who|which|speaking|whose)$/.test(s[from + 1]?.low ?? '')) {
      from++;
      while (from < place.end && s[from]!.text !== ',') from++;
    }
    if (from + 1 >= place.end) return null;
    const to = contentEnd(s, from + 1, place.end);
    const whole = onlyQuote(s, from + 1, to);
    direct = whole !== null;
    content = whole === null ? spanOf(s, { from: from + 1, to }) : insideQuote(whole);
  } else {
    const start = clauseStart(s, i, place);
    const to = s[i - 1]?.text === ',' ? i - 1 : i;
    if (to <= start) return null;
    const tail = range.to + 1;
    // `The convoy, according to the ministry, was empty.`
    if (
      s[range.to]?.text === ',' &&
      /^(?:VERB|AUX)$/.test(s[tail]?.pos ?? '') &&
      tail < place.end &&
      !hasVerb(s, start, to)
    )
      more = spanOf(s, { from: tail, to: contentEnd(s, tail, place.end) });
    const whole = onlyQuote(s, start, to);
    direct = whole !== null;
    content = whole === null ? spanOf(s, { from: start, to }) : insideQuote(whole);
  }
  return {
    draft: {
      cue: [s[i]!.from, s[i + 1]!.to],
      lemma: 'according',
      act: 'assert',
      kind: 'say',
      source: spanOf(s, range),
      content,
      more,
      direct,
      hops: [...hopsAfter(s, range.to, place.outlets, place.text)],
      certainty: 'high',
      reason: 'according to',
      depth: place.depth,
    },
    taken: range.to - 1,
  };
}

const laterCue = (s: Sentence, from: number, place: Place): boolean =>
  s.slice(from, place.end).some((u) => /^(?:say|tell)$/.test(cueWordOf(u)?.lemma ?? ''));

/** `The host, on the empty chairs: “…”`: a name, a colon and a quotation. */
function colonQuote(s: Sentence, lead: number, end: number): Draft | null {
  const colon = s.findIndex((u, i) => u.text === ':' && u.inner === null && s[i + 1]?.inner != null);
  if (colon < 1 || end - colon > 3) return null;
  const range = sourceRight(s, lead);
  if (
    range === null ||
    range.to > colon ||
    !s.slice(range.from, range.to).some((u) => isNominal(u) && /^\p{Lu}/u.test(u.text))
  )
    return null;
  return {
    cue: [s[colon]!.from, s[colon]!.to],
    lemma: ':',
    act: 'assert',
    kind: 'label',
    source: spanOf(s, range),
    content: insideQuote(s[colon + 1]!),
    more: null,
    direct: true,
    hops: [],
    certainty: 'medium',
    reason: 'a name and a colon before a quotation',
    depth: 0,
  };
}

function hopsOf(s: Sentence, i: number, word: CueWord, after: number, place: Place): Hop[] {
  const hops: Hop[] = [];
  if (word.kind === 'tell' || word.lemma === 'say') {
    const at = word.kind === 'tell' ? i + 1 : s[i + 1]?.low === 'to' ? i + 2 : -1;
    const outlet = at < 0 ? null : place.outlets.at(s, place.text, at);
    if (outlet !== null && !outlet.own)
      hops.push({
        actor: outlet.name,
        relation: 'interviewed',
        certainty: 'high',
        evidence: [s[i]!.from, s[outlet.to - 1]!.to],
      });
  }
  const interview = interviewHop(s, s.length, place.outlets, place.text);
  if (interview !== null && !hops.some((hop) => hop.actor === interview.actor)) hops.push(interview);
  for (const hop of hopsAfter(s, after, place.outlets, place.text))
    if (!hops.some((h) => h.actor === hop.actor)) hops.push(hop);
  return hops;
}

const isNested = (s: Sentence, i: number, place: Place): boolean =>
  place.drafts.some((d) => d.content[0] <= s[i]!.from && d.content[1] >= s[i]!.to);
