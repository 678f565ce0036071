/** The operands of the terms profile (section 3) with what may stand in each place, as patterns; for the second reading. */
export interface Place {
  readonly params: ReadonlyMap<string, Holds>;
  readonly needs: readonly string[];
  readonly operators: readonly string[];
  readonly holds: (text: string, params: ReadonlyMap<string, string>) => boolean;
}
export type Holds = (text: string) => boolean;

const like =
  (pattern: RegExp): Holds =>
  (text) =>
    pattern.test(text);
const oneOf =
  (...words: string[]): Holds =>
  (text) =>
    words.includes(text);
const number =
  (least = -1e15, most = 1e15): Holds =>
  (text) =>
    /^-?\d{1,15}(\.\d{1,15})?$/.test(text) && Number(text) >= least && Number(text) <= most;

const word = like(/^[A-Za-z0-9][\w.:/-]{0,199}$/);
const words: Holds = (text) => text.split(',').every(word) && new Set(text.split(',')).size === text.split(',').length;
const duration: Holds = (text) =>
  /^P(?=.)(\d+W|(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?)$/.test(text) && text.replace(/\D/g, '').length < 9;
const grade = like(/^[A-E][1-5]$/);
const yes = oneOf('yes');
const someone = like(/^(receiver|counterpart|giver|us|party:[a-z0-9][a-z0-9-]{0,63})$/);
const time: Holds = (text) => {
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z$/.exec(text);
  const made = found === null ? Number.NaN : Date.parse(`${found[1]}Z`);
  return !Number.isNaN(made) && new Date(made).toISOString().startsWith(found?.[1] ?? 'x');
};

const equal = ['eq', 'neq', 'isAnyOf', 'isNoneOf'];
const order = ['gteq', 'lteq', 'gt', 'lt'];
const numeric = ['eq', 'neq', ...order];
const sets = ['isAnyOf', 'isNoneOf', 'isAllOf', 'hasPart'];

const place = (
  operators: readonly string[],
  holds: Place['holds'],
  params: Readonly<Record<string, Holds>> = {},
  needs: readonly string[] = [],
): Place => ({ operators, holds, params: new Map(Object.entries(params)), needs });

const measured = { window: duration, measure: oneOf('novel', 'confirmed'), type: words, tag: words };
const ledger = { ...measured, weight: oneOf('count', 'value') };
const credited = { ...ledger, credit: number() };
const clock = oneOf('said', 'recorded', 'later');
const said = { topic: word, of: someone, grade, stable: duration, 'max-age': duration, clock };
const orders: Readonly<Record<string, string>> = {
  nato: 'none unclassified restricted confidential secret cosmic-top-secret',
  eu: 'none unclassified restricted confidential secret top-secret',
  us: 'none unclassified confidential secret top-secret',
};
const levelOf: Place['holds'] = (text, params) => {
  const known = Object.entries(orders).find(([policy]) => policy === params.get('policy'));
  return known === undefined ? word(text) : known[1].split(' ').includes(text);
};
const answered = oneOf('granted', 'refused');
const asked = { of: word, scope: oneOf('object', 'collection') };

export const places: ReadonlyMap<string, Place> = new Map(
  Object.entries({
    position: place([...equal, ...order], word, { ...said, organ: word, paths: like(/^\d{1,9}$/), signed: yes }, [
      'topic',
    ]),
    assessment: place([...equal, ...order], word, { ...said, by: word }, ['topic', 'by']),
    given: place(numeric, number(0), ledger, ['window']),
    got: place(numeric, number(0), ledger, ['window']),
    balance: place(numeric, number(), credited, ['window']),
    ratio: place(numeric, number(0), credited, ['window']),
    'member-of': place(['eq', 'neq', ...sets], word, { of: someone }),
    'member-age': place(order, duration, { of: word }),
    'agreement-age': place(order, duration, { of: word }),
    leg: place(equal, oneOf('none', 'proposed', 'in-force', 'suspended', 'ended'), { accord: word, of: someone }, [
      'accord',
    ]),
    'duties-overdue': place(numeric, number(0), { since: duration }),
    overlap: place(numeric, number(0, 1), { basis: oneOf('offered', 'held'), method: word }),
    appraisal: place(equal, oneOf('none', 'started', 'completed'), { by: word }),
    clearance: place([...equal, ...order], levelOf, { policy: word }, ['policy']),
    incident: place(equal, oneOf('none', 'declared', 'closed'), { id: word }, ['id']),
    party: place(equal, like(/^party:[a-z0-9][a-z0-9-]{0,63}$/)),
    tlp: place([...equal, ...order], oneOf('clear', 'green', 'amber', 'amber+strict', 'red')),
    marking: place(sets, word),
    classification: place([...equal, ...order], levelOf, { policy: word }),
    'releasable-to': place(sets, word, { policy: word }),
    type: place(equal, like(/^[a-z0-9][a-z0-9-]{1,248}[a-z0-9]$/)),
    label: place(sets, (text) => text.length > 0 && text.length <= 250),
    confidence: place(numeric, number(0, 100)),
    location: place([...equal, 'isPartOf'], like(/^(country:(pl|no|de|fr)|region:(northern-europe|europe))$/)),
    originator: place(
      equal,
      like(/^(party:[a-z0-9][a-z0-9-]{0,63}|identity--[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/),
    ),
    created: place(order, time),
    modified: place(order, time),
    'object-age': place(order, duration),
    'grade-of-object': place([...equal, 'gteq', 'lteq'], grade),
    corroborations: place(numeric, number(0), { independent: yes }),
    sanitisation: place([...equal, ...order], oneOf('raw', 'redacted', 'tearline', 'statistical')),
    recipient: place(equal, word),
    'recipient-member-of': place(['eq', 'neq', ...sets], word),
    'recipient-relation': place(equal, oneOf('self', 'organisation', 'client', 'community', 'public')),
    'recipient-terms': place(equal, oneOf('equal-or-stricter')),
    consent: place(equal, answered, asked, ['of']),
    approval: place(equal, answered, asked, ['of']),
    hops: place(numeric, number(0)),
    volume: place(numeric, number(0), { window: duration, unit: oneOf('objects', 'bytes', 'runs') }, ['window']),
    elapsed: place(order, duration, { since: word }, ['since']),
    'odrl:dateTime': place(order, time),
    'odrl:purpose': place(equal, word),
  }),
);
