import { type Fault, fail, ok, type Result } from '../result.ts';
import { typeOfId } from './identifier.ts';

/** What a container says beside its objects. */
export interface ReadShell {
  readonly kind: 'envelope' | 'bundle';
  readonly warnings: readonly Fault[];
}

/**
 * Reads a container without its objects: a TAXII envelope (TAXII 2.1 section 3.7) or a bundle (STIX 2.1 section 8). Null
 * when it is no container, which `hasObjects` makes a fault. `generous` leaves the members of an envelope to the reader,
 * of whatever kind they are: answers of other servers.
 */
export function readShell(value: unknown, hasObjects: boolean, generous = false): Result<ReadShell | null, Fault[]> {
  const shell = value as Record<string, unknown>;
  const type = Object.hasOwn(shell, 'type') ? shell['type'] : undefined;
  if (type === 'bundle') return bundle(shell, hasObjects);
  const single = type !== undefined || Object.hasOwn(shell, 'id');
  if (!single) return generous ? generousEnvelope(shell, hasObjects) : envelope(shell, hasObjects);
  if (!hasObjects) return ok(null);
  return fail({
    at: 'objects',
    problem: 'a list of objects in something that is neither envelope nor bundle',
    valid: 'an envelope, or "type": "bundle"',
  });
}

function objectsFaults(shell: Record<string, unknown>, hasObjects: boolean): Fault[] {
  if (hasObjects || !Object.hasOwn(shell, 'objects')) return [];
  return [{ at: 'objects', problem: 'not a list', valid: '"objects": [ … ], the name written without escapes' }];
}

function bundle(shell: Record<string, unknown>, hasObjects: boolean): Result<ReadShell, Fault[]> {
  const faults = objectsFaults(shell, hasObjects);
  if (faults.length > 0) return fail(...faults);
  const id = shell['id'];
  const right = typeof id === 'string' && typeOfId(id) === 'bundle';
  const warnings = right ? [] : [{ at: 'id', problem: 'not the id of a bundle', valid: 'bundle--UUID' }];
  return ok({ kind: 'bundle', warnings });
}

function envelope(shell: Record<string, unknown>, hasObjects: boolean): Result<ReadShell, Fault[]> {
  const faults = objectsFaults(shell, hasObjects);
  const warnings: Fault[] = [];
  for (const [name, value] of Object.entries(shell)) {
    if (name === 'objects') continue;
    if (name === 'more') {
      if (typeof value !== 'boolean') faults.push({ at: 'more', problem: 'not a boolean', valid: 'true or false' });
    } else if (name === 'next') {
      if (typeof value !== 'string') faults.push({ at: 'next', problem: 'not text', valid: 'a string' });
    } else
      warnings.push({ at: name.slice(0, 80), problem: 'not a property of an envelope', valid: 'objects, more, next' });
  }
  return faults.length > 0 ? fail(...faults) : ok({ kind: 'envelope', warnings: warnings.slice(0, 20) });
}

function generousEnvelope(shell: Record<string, unknown>, hasObjects: boolean): Result<ReadShell, Fault[]> {
  const isEmpty = shell['objects'] === null;
  const faults = isEmpty ? [] : objectsFaults(shell, hasObjects);
  return faults.length > 0 ? fail(...faults) : ok({ kind: 'envelope', warnings: [] });
}
