import type { Findings } from './findings.ts';
import { isPropertyName, typeOfId } from './identifier.ts';
import { checkMarkingDefinition } from './marking-definition.ts';
import { classOf } from './object-types.ts';
import { patternProblem } from './stix-pattern.ts';
import { isLanguageTag } from './text-formats.ts';

type Check = (object: Record<string, unknown>, found: Findings) => void;

/** STIX 2.1 section 4.7: a STIX pattern is read, patterns in other languages are kept as text. */
const indicator: Check = (object, found) => {
  const pattern = object['pattern'];
  if (typeof pattern !== 'string') return;
  const problem =
    object['pattern_type'] === 'stix' ? patternProblem(pattern) : pattern.trim() === '' ? 'an empty pattern' : null;
  if (problem !== null) found.faultAt('pattern', problem, "for example [ipv4-addr:value = '198.51.100.3']");
};

/** STIX 2.1 section 4.11. */
const malware: Check = (object, found) => {
  if (!Object.hasOwn(object, 'is_family'))
    found.warnAt('is_family', 'missing', 'true for a family, false for an instance');
  else if (object['is_family'] === true && !Object.hasOwn(object, 'name'))
    found.faultAt('name', 'missing', 'a malware family has a name');
};

/** STIX 2.1 section 4.14: at least one observable, and the deprecated container holds typed objects with local references. */
const observedData: Check = (object, found) => {
  const refs = object['object_refs'];
  if (Array.isArray(refs) && refs.length > 0) {
    const some = refs.some((one) => {
      const type = typeof one === 'string' ? typeOfId(one) : null;
      return type !== null && classOf(type) !== 'sro';
    });
    if (!some) found.faultAt('object_refs', 'no observable among them', 'the id of at least one observable');
  }
  const container = object['objects'];
  if (typeof container !== 'object' || container === null) return;
  found.path.push('objects');
  for (const [key, one] of Object.entries(container)) {
    found.path.push(key);
    const type: unknown = typeof one === 'object' && one !== null ? (one as Record<string, unknown>)['type'] : null;
    if (typeof type !== 'string') found.fault('not an observable', 'an object with a type');
    found.path.pop();
  }
  found.path.pop();
};

/** STIX 2.1 sections 3.7 and 5.1. */
const relationship: Check = (object, found) => {
  const kind = object['relationship_type'];
  if (typeof kind !== 'string') return;
  for (let i = 0; i < kind.length; i++) {
    const c = kind.charCodeAt(i);
    if ((c >= 0x61 && c <= 0x7a) || (c >= 0x30 && c <= 0x39) || c === 0x2d) continue;
    found.faultAt('relationship_type', 'other characters than a–z, 0–9 and -', 'for example related-to');
    break;
  }
  if (kind === '') found.faultAt('relationship_type', 'empty', 'for example related-to');
  if (kind !== 'derived-from' && kind !== 'duplicate-of') return;
  const { source_ref: source, target_ref: target } = object;
  if (typeof source !== 'string' || typeof target !== 'string') return;
  if (typeOfId(source) !== typeOfId(target))
    found.warnAt('target_ref', `${kind} between two types`, 'an object of the type of source_ref');
};

/** STIX 2.1 section 7.1: languages as keys, and names of properties below them. */
const languageContent: Check = (object, found) => {
  const ref = object['object_ref'];
  if (typeof ref === 'string' && typeOfId(ref) === 'language-content') {
    found.faultAt('object_ref', 'a translation of a translation', 'the id of the object that is translated');
  }
  const contents = object['contents'];
  if (typeof contents !== 'object' || contents === null) return;
  found.path.push('contents');
  for (const key of Object.keys(contents)) {
    if (!isLanguageTag(key)) found.faultAt(key, 'not a language', 'a tag such as de or pt-BR (RFC 5646)');
  }
  found.path.pop();
};

/** STIX 2.1 section 7.3.1. */
const extensionDefinition: Check = (object, found) => {
  const names = object['extension_properties'];
  const types = object['extension_types'];
  const toplevel = Array.isArray(types) && types.includes('toplevel-property-extension');
  if (Object.hasOwn(object, 'extension_properties') && !toplevel) {
    found.faultAt(
      'extension_properties',
      'present without a top-level extension',
      'extension_types with toplevel-property-extension',
    );
  }
  if (!Array.isArray(names)) return;
  found.path.push('extension_properties');
  for (let i = 0; i < names.length; i++) {
    if (typeof names[i] !== 'string' || isPropertyName(names[i])) continue;
    found.path.push(i);
    found.fault('not the name of a property', 'a–z, 0–9 and _, 3–250 characters');
    found.path.pop();
  }
  found.path.pop();
};

/** STIX 2.1 section 4.10: a country should be a code of ISO 3166-1. */
const location: Check = (object, found) => {
  const country = object['country'];
  if (typeof country === 'string' && country.length !== 2)
    found.warnAt('country', 'not a two-letter code', 'a code of ISO 3166-1 such as FR');
};

/** Checks of single types that no table can say. */
export const typeRules: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['indicator', indicator],
  ['malware', malware],
  ['observed-data', observedData],
  ['relationship', relationship],
  ['language-content', languageContent],
  ['extension-definition', extensionDefinition],
  ['marking-definition', checkMarkingDefinition],
  ['location', location],
]);
