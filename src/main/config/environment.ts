import { nearest } from '../../cli/nearest.ts';
import type { Fault } from '../../core/result.ts';
import { dataVariable, settings, variablePrefix } from './schema.ts';

export interface Environment {
  /** Values of the variables that settings name, by variable. */
  readonly variables: ReadonlyMap<string, string>;
  readonly data: string | null;
  readonly faults: readonly Fault[];
  /** Variables with our prefix that no setting knows: a misspelt one would otherwise be passed over in silence. */
  readonly warnings: readonly Fault[];
}

/** Reads the environment of the process; nothing else in the project does. Reading decides nothing. */
export function readEnvironment(source: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const known = [
    dataVariable,
    ...Object.values(settings).flatMap((one) => (one.variable === null ? [] : [one.variable])),
  ];
  const variables = new Map<string, string>();
  const faults: Fault[] = [];
  const warnings: Fault[] = [];
  for (const [name, value] of Object.entries(source)) {
    if (!name.startsWith(variablePrefix) || value === undefined) continue;
    if (known.includes(name)) variables.set(name, value);
    else
      warnings.push({
        at: name.slice(0, 64),
        problem: 'no setting has this variable',
        valid: nearest(name.toUpperCase(), known) ?? dataVariable,
      });
  }
  const data = variables.get(dataVariable) ?? null;
  if (data === '') faults.push({ at: dataVariable, problem: 'is empty', valid: 'the path of a data directory' });
  return { variables, data, faults, warnings };
}
