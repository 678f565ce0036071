import { connectives, isComparator } from '../../core/conditions/index.ts';
import { connectiveKeyOf, discloseKey, referencesKey } from './names.ts';

const heads: ReadonlyMap<string, string> = new Map([
  ['id', '@id'],
  ['from', 'assigner'],
  ['to', 'assignee'],
  ['over', 'target'],
  ['allow', 'permission'],
  ['deny', 'prohibition'],
  ['owe', 'obligation'],
  ['disclose', discloseKey],
  ['references', referencesKey],
]);

const groups: ReadonlyMap<string, string> = new Map([
  ['when', 'constraint'],
  ...connectives.map((join): [string, string] => [join, connectiveKeyOf[join]]),
]);

/** The place in the wire document of a fault that `parseTerms` found in the native text made from it. */
export function wirePlace(at: string): string {
  const [head = '', ...rest] = at.split('.');
  const out = [renamed(head, heads)];
  for (const step of rest) {
    const group = renamed(step, groups);
    if (group === step) {
      out.push(lastStep(step));
      break;
    }
    out.push(group);
  }
  return out.join('.');
}

function renamed(step: string, names: ReadonlyMap<string, string>): string {
  const end = step.indexOf('[');
  const name = end === -1 ? step : step.slice(0, end);
  return `${names.get(name) ?? name}${end === -1 ? '' : step.slice(end)}`;
}

/** A condition has its operand and parameters in one name and its values in another. */
function lastStep(step: string): string {
  const end = step.indexOf('[');
  const name = end === -1 ? step : step.slice(0, end);
  if (name === 'do') return 'action';
  return isComparator(name) ? `rightOperand${end === -1 ? '' : step.slice(end)}` : 'leftOperand';
}
