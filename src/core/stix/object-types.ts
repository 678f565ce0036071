import { domainObjects } from './domain-objects.ts';
import { metaObjects } from './meta-objects.ts';
import { observableObjects } from './observable-objects.ts';
import { relationshipObjects } from './relationship-objects.ts';
import type { ObjectClass, ObjectType, Target } from './rule.ts';

/** Every object type of STIX 2.1. `bundle` is none of them: a container, not an object (section 8). */
export const objectTypes: ReadonlyMap<string, ObjectType> = new Map(
  [...domainObjects, ...relationshipObjects, ...observableObjects, ...metaObjects].map((t) => [t.name, t]),
);

/** Names of predefined extensions, of whatever type. */
export const predefinedExtensions: ReadonlySet<string> = new Set(
  [...objectTypes.values()].flatMap((t) => [...t.extensions.keys()]),
);

/** The class of a type, null for types that STIX 2.1 does not define. */
export const classOf = (type: string): ObjectClass | null => objectTypes.get(type)?.class ?? null;

/** Whether an object of this type may stand where the target is asked for. Types we do not know may be anything but a container. */
export function mayRefer(type: string, target: Target): boolean {
  if (typeof target !== 'string') return target.includes(type);
  if (type === 'bundle') return false;
  const found = classOf(type);
  if (found === null || target === 'any') return true;
  switch (target) {
    case 'sdo':
      return found === 'sdo';
    case 'sco':
      return found === 'sco';
    case 'sdo-or-sco':
      return found === 'sdo' || found === 'sco';
    case 'sco-or-sro':
      return found === 'sco' || found === 'sro';
  }
}

/** What may stand there, for people. */
export function targetText(target: Target): string {
  if (typeof target !== 'string') return `the id of ${target.join(' or ')}`;
  switch (target) {
    case 'any':
      return 'the id of any STIX object';
    case 'sdo':
      return 'the id of a domain object';
    case 'sco':
      return 'the id of an observable';
    case 'sdo-or-sco':
      return 'the id of a domain object or observable';
    case 'sco-or-sro':
      return 'the id of an observable or relationship object';
  }
}
