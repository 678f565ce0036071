import { instantKey, parseTimestamp } from '../time.ts';
import type { Findings } from './findings.ts';
import type { CrossRule } from './rule.ts';

const has = (record: Record<string, unknown>, name: string): boolean => Object.hasOwn(record, name);

/** Rules between the properties of one record. A property that is wrong by itself has its own fault and is left out here. */
export function checkCross(rules: readonly CrossRule[], record: Record<string, unknown>, found: Findings): void {
  for (const rule of rules) {
    switch (rule.kind) {
      case 'not-before':
      case 'after':
        checkOrder(rule, record, found);
        break;
      case 'at-least-one':
        if (!rule.names.some((name) => has(record, name)))
          found.fault('lacks every one of a set of properties', `at least one of ${rule.names.join(', ')}`);
        break;
      case 'exactly-one': {
        const present = rule.names.filter((name) => has(record, name)).length;
        if (present !== 1)
          found.fault(
            present === 0 ? 'lacks every one of a set of properties' : 'has properties that exclude each other',
            `exactly one of ${rule.names.join(', ')}`,
          );
        break;
      }
      case 'needs':
        if (!has(record, rule.name)) break;
        for (const other of rule.other)
          if (!has(record, other))
            found.faultAt(
              rule.name,
              `stands without ${other}`,
              `${rule.name} together with ${rule.other.join(' and ')}`,
            );
        break;
      case 'absent-when':
        if (has(record, rule.name) && record[rule.other] === rule.is)
          found.faultAt(
            rule.name,
            `present although ${rule.other} is ${rule.is}`,
            `leave it out, or ${rule.other} ${!rule.is}`,
          );
    }
  }
}

function checkOrder(
  rule: Extract<CrossRule, { kind: 'not-before' | 'after' }>,
  record: Record<string, unknown>,
  found: Findings,
): void {
  const first = record[rule.first];
  const second = record[rule.second];
  if (typeof first !== 'string' || typeof second !== 'string') return;
  if (first === second ? rule.kind === 'not-before' : ordered(first, second, rule.kind === 'after')) return;
  if (parseTimestamp(first) === null || parseTimestamp(second) === null) return;
  const word = rule.kind === 'after' ? 'later than' : 'no earlier than';
  found.faultAt(rule.second, `${second} is not ${word} ${rule.first}`, `a time ${word} ${first}`);
}

function ordered(first: string, second: string, strictly: boolean): boolean {
  const a = instantKey(first);
  const b = instantKey(second);
  return strictly ? a < b : a <= b;
}
