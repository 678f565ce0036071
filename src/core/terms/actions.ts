/** What a receiver may do (terms profile section 2). `use` stands for all of them; none of the others implies another. */
export const actions = [
  'use',
  'know',
  'appraise',
  'receive',
  'relay',
  'publish',
  'act-internal',
  'act-passive',
  'act-active',
  'notify-affected',
  'derive',
  'sell',
] as const;
export type Action = (typeof actions)[number];

/** What a receiver owes. */
export const duties = [
  'report-sighting',
  'report-false-positive',
  'give-back',
  'acknowledge',
  'attribute',
  'anonymise',
  'delete',
  'inform',
  'encrypt',
] as const;
export type Duty = (typeof duties)[number];

export const isAction = (text: string): text is Action => (actions as readonly string[]).includes(text);
export const isDuty = (text: string): text is Duty => (duties as readonly string[]).includes(text);
