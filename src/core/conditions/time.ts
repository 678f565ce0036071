import { clockDomain, durationDomain } from './clock-domain.ts';
import { always, gateSide, type OperandDef } from './operand.ts';
import { required, word } from './param-rules.ts';

/** The moment of the decision (`odrl:dateTime`). */
export const now: OperandDef = {
  name: 'now',
  scope: 'time',
  params: [],
  movedBy: 'clock',
  runs: true,
  domain: () => clockDomain,
  side: gateSide,
  readGate: (facts) => always(facts.at),
  factKeys: () => ['time'],
};

/** Time since a named event (`receipt`, `revocation`, `incident-declared` …). */
export const elapsed: OperandDef = {
  name: 'elapsed',
  scope: 'time',
  params: [required('since', word)],
  movedBy: 'clock',
  runs: true,
  domain: () => durationDomain,
  side: gateSide,
};
