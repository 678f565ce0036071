import { clip, type Faults } from '../../core/terms/index.ts';

/** Words of ODRL that the profile has no place for, and what to do instead (terms profile sections 1 and 9). */
const reasons: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['conflict', ['a conflict strategy cannot be chosen', 'leave it out: a prohibition always wins']],
  ['inheritFrom', ['inheritance is not read', 'write the rules out']],
  ['inheritAllowed', ['inheritance is not read', 'write the rules out']],
  ['refinement', ['a refinement is not read', 'a constraint of the rule']],
  ['remedy', ['a remedy is not read', 'an obligation, and duties-overdue where it has an effect']],
  ['consequence', ['a consequence is not read', 'an obligation, and duties-overdue where it has an effect']],
  ['failure', ['a consequence is not read', 'an obligation, and duties-overdue where it has an effect']],
  ['duty', ['a duty of one permission is not read', 'an obligation of the offer']],
  ['unit', ['a unit is lost on the way', 'a parameter inside leftOperand']],
  ['dataType', ['a data type is lost on the way', 'text in rightOperand']],
  ['status', ['a status is lost on the way', 'leave it out']],
  ['rightOperandReference', ['a reference is not followed', 'the values themselves in rightOperand']],
  ['uid', ['is not read under this name', '@id']],
]);

/** A fault for every key that is not in `known`. Nothing is skipped: what one side ignores, the other may rely on. */
export function refuseKeys(
  value: Readonly<Record<string, unknown>>,
  at: string,
  known: readonly string[],
  faults: Faults,
): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const [problem, valid] = reasons.get(bare(key)) ?? ['has no place here', known.join(', ')];
    faults.add(at === '' ? clip(key) : `${at}.${clip(key)}`, problem, valid);
    if (faults.full) return;
  }
}

const bare = (key: string): string => (key.startsWith('odrl:') ? key.slice('odrl:'.length) : key);
