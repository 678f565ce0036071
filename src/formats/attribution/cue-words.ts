import type { Act } from './candidate.ts';
import type { Unit } from './units.ts';

/** What may follow a cue: a clause or quotation, somebody addressed first, `to` and a verb, or a thing. */
export type CueKind = 'say' | 'tell' | 'to' | 'object' | 'think' | 'report' | 'name';

export interface CueWord {
  readonly lemma: string;
  readonly kind: CueKind;
  readonly act: Act;
  readonly form: 'finite' | 'base' | 'participle' | 'past';
}

const words: readonly (readonly [kind: CueKind, act: Act, lemmas: string])[] = [
  [
    'say',
    'assert',
    'say add state announce argue note explain confirm admit acknowledge reply respond answer write tweet post declare insist stress emphasise emphasize ' +
      'reiterate repeat maintain contend testify allege signal indicate disclose reveal recall continue conclude complain joke concede remark observe quip comment ' +
      'suggest predict claim affirm assert clarify boast lament muse recount elaborate interject shout whisper sigh tout hint imply mention underline underscore ' +
      'protest grumble counter retort murmur pronounce proclaim attest swear caption warrant theorise theorize speculate forecast put read',
  ],
  ['say', 'warn', 'warn caution'],
  ['say', 'estimate', 'estimate calculate reckon'],
  ['tell', 'assert', 'tell assure inform remind notify advise'],
  ['to', 'undertake', 'promise pledge vow undertake agree commit guarantee'],
  ['to', 'offer', 'offer propose volunteer'],
  ['to', 'refuse', 'refuse'],
  ['to', 'warn', 'threaten'],
  ['to', 'demand', 'demand urge ask order instruct recommend request insist appeal beg plead implore require'],
  ['think', 'believe', 'believe think consider doubt suspect'],
  ['think', 'want', 'want hope wish'],
  ['think', 'believe', 'expect fear'],
  ['object', 'deny', 'deny'],
  ['object', 'refuse', 'reject dismiss oppose'],
  ['object', 'accuse', 'condemn denounce accuse blame criticise criticize decry'],
  [
    'name',
    'assert',
    'call describe brand label characterise characterize praise hail welcome slam blast ridicule mock portray defend laud applaud attack',
  ],
  ['report', 'assert', 'report'],
];

const irregular: Readonly<Record<string, readonly [past: string, participle: string]>> = {
  say: ['said', 'said'],
  tell: ['told', 'told'],
  write: ['wrote', 'written'],
  think: ['thought', 'thought'],
  swear: ['swore', 'sworn'],
  undertake: ['undertook', 'undertaken'],
  put: ['put', 'put'],
  read: ['read', 'read'],
  forecast: ['forecast', 'forecast'],
  beg: ['begged', 'begged'],
  admit: ['admitted', 'admitted'],
  commit: ['committed', 'committed'],
  quip: ['quipped', 'quipped'],
  label: ['labelled', 'labelled'],
  signal: ['signalled', 'signalled'],
};

const forms = new Map<string, CueWord>();
for (const [kind, act, lemmas] of words) {
  for (const lemma of lemmas.split(' ')) {
    const add = (text: string, form: CueWord['form']): void => {
      if (!forms.has(text)) forms.set(text, { lemma, kind, act, form });
    };
    const stem = lemma.endsWith('e') ? lemma.slice(0, -1) : lemma;
    const yToI = /[^aeiou]y$/.test(lemma) ? lemma.slice(0, -1) : null;
    const doubled = ['beg', 'admit', 'commit', 'quip', 'put', 'label', 'signal'].includes(lemma)
      ? lemma + lemma.at(-1)
      : stem;
    const [past, participle] = irregular[lemma] ?? [yToI !== null ? `${yToI}ied` : `${stem}ed`, ''];
    add(past, 'past');
    if (participle !== '') add(participle, 'past');
    if (lemma === 'signal') add('signaled', 'past');
    if (lemma === 'label') add('labeled', 'past');
    add(lemma, 'base');
    add(yToI !== null ? `${yToI}ies` : /(?:s|sh|ch|x|z)$/.test(lemma) ? `${lemma}es` : `${lemma}s`, 'finite');
    add(`${doubled}ing`, 'participle');
  }
}

/** Words that are more often something else than a cue; only where the tagger sees a verb. */
export function cueWordOf(unit: Unit): CueWord | null {
  if (unit.inner !== null) return null;
  const word = forms.get(unit.low);
  if (word === undefined) return null;
  if (word.lemma === 'say' || word.lemma === 'tell') return word;
  return unit.pos === 'VERB' || unit.pos === 'AUX' || (unit.pos === 'ADJ' && word.form === 'past')
    ? word
    : looseVerb(unit, word);
}

const looseVerb = (unit: Unit, word: CueWord): CueWord | null =>
  (unit.pos === 'NOUN' && word.form === 'finite') || (unit.pos === 'PROPN' && /^\p{Ll}/u.test(unit.text)) ? word : null;

export const speaks = (unit: Unit): boolean => cueWordOf(unit) !== null;

/** Verbs whose refusal is silence: `declined to say`, `refused to comment` say nothing. */
export const silentVerbs = new Set(
  'say comment discuss answer elaborate give name speak respond disclose reveal confirm identify explain provide talk be specify tell'.split(
    ' ',
  ),
);

export const auxiliaries = new Set("has have had 've 'd 's is are was were been be being do does did".split(' '));
export const modals = new Set("would could might may should must will can shall 'll wo ca need ought".split(' '));
export const negations = new Set("not n't n’t never nobody none nor neither hardly scarcely rarely".split(' '));
const timeWords = new Set(
  (
    'monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight morning afternoon evening night week weekend month year ' +
    'january february march april may june july august september october november december noon midnight spring summer autumn winter earlier later hours days weeks months years ago'
  ).split(' '),
);

/** A capital makes a name of it: "the Evening Ledger", "Winter Hart"; days and months always have one. */
const namedWhenCapital =
  /^(?:today|yesterday|tomorrow|tonight|morning|afternoon|evening|night|week|weekend|month|year|noon|midnight|spring|summer|autumn|winter|earlier|later)$/;
export const isTime = (unit: Unit | undefined): boolean =>
  unit !== undefined && timeWords.has(unit.low) && !(/^\p{Lu}/u.test(unit.text) && namedWhenCapital.test(unit.low));
