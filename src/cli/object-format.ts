import type { Fault } from '../core/result.ts';
import type { OptionSpec } from './command.ts';

/** Formats of objects, the default one first; others join this list when src/formats has them. */
const formats = ['stix-bundle', 'stix'] as const;

export const formatOption: OptionSpec = { kind: 'text', value: 'F', help: `${formats[0]} (default): STIX 2.1` };

/** Null when the format is one. */
export function formatFault(written: string | undefined): Fault | null {
  if (written === undefined || formats.some((format) => format === written)) return null;
  return { at: '--format', problem: `no format ${written.slice(0, 64)}`, valid: formats[0] };
}
