import { commonNames, objectType } from './common-properties.ts';
import { checkCross } from './cross-rules.ts';
import { customMember, walkCustom } from './custom-value.ts';
import { checkExtensions, declaredExtensionTypes } from './extensions.ts';
import { clip, type Findings } from './findings.ts';
import { comparableId, isPropertyName, isTypeName, typeOfId, uuidVersion } from './identifier.ts';
import type { ObjectFacts } from './object-facts.ts';
import { objectTypes } from './object-types.ts';
import type { ObjectClass, ObjectType } from './rule.ts';
import { typeRules } from './type-rules.ts';
import { checkRequired, checkValue } from './walk-value.ts';

/** Names kept for later versions of the standard (STIX 2.1 section 3.8). */
const reservedNames: ReadonlySet<string> = new Set(['severity', 'username', 'phone_number', 'phone_numbers', 'action']);

/** Tables for types that STIX does not define: the common properties of the class they say they have. */
const customTypes: Readonly<Record<ObjectClass, ObjectType>> = {
  sdo: objectType('custom', 'sdo', {}),
  sro: objectType('custom', 'sro', {}),
  sco: objectType('custom', 'sco', {}),
  meta: objectType('custom', 'meta', {}),
};

/** Checks one object against STIX 2.1; everything wrong with it goes to `found`. Answers its table, null when it has no type. */
export function validateObject(object: Record<string, unknown>, found: Findings): ObjectType | null {
  const type = object['type'];
  if (typeof type !== 'string' || !isTypeName(type)) {
    found.faultAt('type', type === undefined ? 'missing' : 'not the name of a type', 'for example indicator');
    return null;
  }
  if (type === 'bundle') {
    found.faultAt('type', 'a bundle is a container, not an object', 'the objects of the bundle, one by one');
    return null;
  }
  const defined = objectTypes.get(type);
  const declared = declaredExtensionTypes(object['extensions']);
  const table = defined ?? customTypes[customClass(object, declared)];
  if (defined === undefined) checkCustomType(type, declared, found);
  checkSpecVersion(object, table, found);
  checkId(object, type, found);
  const topLevel = defined === undefined || declared.has('toplevel-property-extension');
  for (const key of Object.keys(object)) checkProperty(object, key, table, topLevel, found);
  checkRequired(table.required, object, found);
  checkCross(table.cross, object, found);
  typeRules.get(type)?.(object, found);
  return table;
}

function checkProperty(
  object: Record<string, unknown>,
  key: string,
  table: ObjectType,
  topLevel: boolean,
  found: Findings,
): void {
  const value = object[key];
  const rule = table.properties.get(key);
  if (rule === undefined) {
    found.path.push(key);
    checkCustomProperty(key, value, topLevel, found);
    found.path.pop();
    return;
  }
  if (key === 'type' || key === 'spec_version' || key === 'id') return;
  found.path.push(key);
  if (key === 'extensions') checkExtensions(value, table.name === 'custom' ? null : table, found);
  else checkValue(rule, value, found);
  if (commonNames.has(key)) {
    if (key === 'defanged' && table.class !== 'sco')
      found.fault('only observables can be defanged', 'leave the property out');
    else if (table.notApplicable.has(key)) found.warn(`not used by ${table.name}`, 'leave the property out');
  }
  found.path.pop();
}

function checkCustomProperty(key: string, value: unknown, topLevel: boolean, found: Findings): void {
  if (!isPropertyName(key)) {
    found.fault('not the name of a property', 'a–z, 0–9 and _, first a letter, 3–250 characters');
    return;
  }
  if (reservedNames.has(key)) {
    if (topLevel) found.warn('a reserved name', 'any other name');
    else found.fault('a reserved name', 'any other name');
  } else if (!topLevel) found.custom(key, 'a property of this type, or an extension');
  customMember(key, value, found);
  walkCustom(value, found);
}

/** What a type that STIX does not define is: what its extension says, else an object with versions if it carries their times. */
function customClass(object: Record<string, unknown>, declared: ReadonlySet<string>): ObjectClass {
  if (declared.has('new-sdo')) return 'sdo';
  if (declared.has('new-sro')) return 'sro';
  if (declared.has('new-sco')) return 'sco';
  return Object.hasOwn(object, 'created') || Object.hasOwn(object, 'modified') ? 'sdo' : 'sco';
}

function checkCustomType(type: string, declared: ReadonlySet<string>, found: Findings): void {
  for (const kind of declared) if (kind.startsWith('new-')) return;
  const valid = 'a type of STIX 2.1, or an extension of type new-sdo, new-sco or new-sro';
  if (found.customObjects === 'refuse')
    found.faultAt('type', `${clip(type)} is a custom type, which this node does not take`, valid);
  else if (!type.startsWith('x-')) found.warnAt('type', `${clip(type)} is not a type of STIX 2.1`, valid);
}

/** Without spec_version everything but an observable is STIX 2.0 (section 3.2). */
function checkSpecVersion(object: Record<string, unknown>, table: ObjectType, found: Findings): void {
  const version = object['spec_version'];
  if (version === '2.1' || (version === undefined && table.class === 'sco')) return;
  if (version === undefined) {
    found.faultAt(
      'spec_version',
      'missing, which makes this a STIX 2.0 object; this node takes STIX 2.1',
      '"2.1", after conversion to STIX 2.1',
    );
  } else if (version === '2.0') {
    found.faultAt('spec_version', 'a STIX 2.0 object; this node takes STIX 2.1', '"2.1", after conversion to STIX 2.1');
  } else found.faultAt('spec_version', 'not a version this node takes', '"2.1"');
}

function checkId(object: Record<string, unknown>, type: string, found: Findings): void {
  const id = object['id'];
  if (id === undefined) return;
  const named = typeof id === 'string' ? typeOfId(id) : null;
  if (typeof id !== 'string' || named === null) found.faultAt('id', 'not an id', `${clip(type)}--UUID`);
  else if (named !== type) found.faultAt('id', `the id of a ${clip(named)}`, `${clip(type)}--UUID`);
  else {
    if (id !== comparableId(id)) found.warnAt('id', 'a UUID in upper case', comparableId(id));
    if (uuidVersion(id) > '5')
      found.warnAt('id', 'a UUID of a version that RFC 4122 does not know', 'a UUID version 4');
  }
}

/** `country:xx` and `region:name` of a location itself. */
export function placesOf(object: Record<string, unknown>): ObjectFacts['places'] {
  if (object['type'] !== 'location') return [];
  const places: string[] = [];
  const { country, region } = object;
  if (typeof country === 'string') places.push(`country:${country.toLowerCase()}`);
  if (typeof region === 'string') places.push(`region:${region.toLowerCase()}`);
  return places;
}
