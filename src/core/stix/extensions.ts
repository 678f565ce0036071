import { customMember, walkCustom } from './custom-value.ts';
import type { Findings } from './findings.ts';
import { typeOfId } from './identifier.ts';
import { predefinedExtensions } from './object-types.ts';
import type { ObjectType } from './rule.ts';
import { closed } from './vocabularies.ts';
import { checkPart, members } from './walk-value.ts';

const extensionTypes = closed['extension-type-enum'];

/**
 * `extensions` (STIX 2.1 sections 3.2, 3.10 and 7.3): predefined ones by their own table, those of an extension
 * definition by their `extension_type`, everything else as custom content. The walk stands at the property.
 */
export function checkExtensions(value: unknown, type: ObjectType | null, found: Findings): void {
  const record = members(value, found);
  if (record === null) return;
  const keys = Object.keys(record);
  if (keys.length === 0) found.fault('an empty dictionary', 'leave the property out');
  for (const key of keys) {
    found.path.push(key);
    checkExtension(key, record[key], type, found);
    found.path.pop();
  }
}

function checkExtension(key: string, value: unknown, type: ObjectType | null, found: Findings): void {
  const predefined = type?.extensions.get(key);
  if (predefined !== undefined) checkPart(predefined, value, found);
  else if (predefinedExtensions.has(key)) found.fault('an extension of another type', names(type));
  else if (typeOfId(key) === 'extension-definition') checkDefined(value, type, found);
  else if (key === '__proto__') found.fault('a name that would change the object it is copied to', 'any other name');
  else if (found.customObjects === 'refuse')
    found.fault('a custom extension, which this node does not take', names(type));
  else {
    found.warn('an extension without a definition', names(type));
    if (members(value, found) !== null) walkCustom(value, found);
  }
}

function names(type: ObjectType | null): string {
  const own = type === null || type.extensions.size === 0 ? '' : `${[...type.extensions.keys()].join(', ')} or `;
  return `${own}the id of an extension definition`;
}

function checkDefined(value: unknown, type: ObjectType | null, found: Findings): void {
  const record = members(value, found);
  if (record === null) return;
  const kind = Object.hasOwn(record, 'extension_type') ? record['extension_type'] : undefined;
  const valid = [...extensionTypes].join(', ');
  if (kind === undefined) found.faultAt('extension_type', 'missing', valid);
  else if (typeof kind !== 'string' || !extensionTypes.has(kind))
    found.faultAt('extension_type', 'not a type of extension', valid);
  else if (type !== null && kind.startsWith('new-')) {
    found.faultAt('extension_type', `${type.name} is no new type`, 'property-extension or toplevel-property-extension');
  }
  for (const key of Object.keys(record)) {
    if (key === 'extension_type') continue;
    found.path.push(key);
    customMember(key, record[key], found);
    walkCustom(record[key], found);
    found.path.pop();
  }
}

/** The extension types an object declares. */
export function declaredExtensionTypes(extensions: unknown): ReadonlySet<string> {
  const declared = new Set<string>();
  if (typeof extensions !== 'object' || extensions === null) return declared;
  for (const one of Object.values(extensions)) {
    if (typeof one !== 'object' || one === null || !Object.hasOwn(one, 'extension_type')) continue;
    const kind: unknown = (one as Record<string, unknown>)['extension_type'];
    if (typeof kind === 'string') declared.add(kind);
  }
  return declared;
}
