import { numberDomain } from './number-domain.ts';
import { gateSide, type Mover, type OperandDef, type ParamRule } from './operand.ts';
import { among, decimalNumber, duration, optional, required, wordList } from './param-rules.ts';

const measured: readonly ParamRule[] = [
  required('window', duration),
  optional('measure', among('novel', 'confirmed')),
  optional('type', wordList),
  optional('tag', wordList),
  optional('weight', among('count', 'value')),
];
const units = numberDomain();
const amount = numberDomain(0);

const ledgerOperand = (name: string, movedBy: Mover, params: readonly ParamRule[], domain = amount): OperandDef => ({
  name,
  scope: 'pair',
  params,
  movedBy,
  runs: false,
  domain: () => domain,
  side: gateSide,
});

/** What the receiver gave to the giver, in ledger units (reciprocity ledger section 2.3). */
export const given = ledgerOperand('given', 'counterpart', measured);
/** What the receiver got from the giver. */
export const got = ledgerOperand('got', 'us', measured);
/** given − got + credit. */
export const balance = ledgerOperand('balance', 'counterpart', [...measured, optional('credit', decimalNumber)], units);
/** (given + credit) / got; nothing got holds. */
export const ratio = ledgerOperand('ratio', 'counterpart', [...measured, optional('credit', decimalNumber)]);
