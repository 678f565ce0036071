import {
  type FixedMarking,
  fixedMarkings,
  meaningOf,
  memberText,
  papExtension,
  readTlpLevel,
  tlp2Extension,
} from '../marking/index.ts';
import { instantKey } from '../time.ts';
import type { Findings } from './findings.ts';
import { comparableId } from './identifier.ts';

/**
 * Marking definitions (STIX 2.1 section 7.2.1): a definition or an extension must be there, statements have text, and the
 * standard TLP and PAP ids cannot be given another meaning.
 */
export function checkMarkingDefinition(object: Record<string, unknown>, found: Findings): void {
  const type = object['definition_type'];
  const definition = object['definition'];
  if (!Object.hasOwn(object, 'extensions')) {
    if (type === undefined) found.faultAt('definition_type', 'missing', 'statement with a definition, or extensions');
    if (definition === undefined) found.faultAt('definition', 'missing', '{"statement": "…"}, or extensions');
  } else if ((type === undefined) !== (definition === undefined)) {
    found.fault('one of definition_type and definition without the other', 'both or neither');
  }
  const isRecord = typeof definition === 'object' && definition !== null && !Array.isArray(definition);
  if (definition !== undefined && !isRecord) found.faultAt('definition', 'not an object', '{"statement": "…"}');
  if (type === 'statement' && isRecord && typeof (definition as Record<string, unknown>)['statement'] !== 'string') {
    found.faultAt('definition', 'a statement marking without text', '{"statement": "…"}');
  }
  const fixed = typeof object['id'] === 'string' ? fixedMarkings.get(comparableId(object['id'])) : undefined;
  if (fixed !== undefined) checkFixed(object, fixed, found);
  else checkOwn(object, found);
}

/** A received copy of a standard marking: same meaning, or refused. */
function checkFixed(object: Record<string, unknown>, fixed: FixedMarking, found: Findings): void {
  const valid = `the standard definition of ${fixed.name}`;
  const name = object['name'];
  const said = typeof name === 'string' ? name.trim().toUpperCase() : null;
  const sameName =
    said === null || said === fixed.name || (fixed.tlp === 'clear' && (said === 'TLP:WHITE' || said === 'TLP:CLEAR'));
  if (!sameName) found.faultAt('name', `the id is that of ${fixed.name}`, fixed.name);
  if (!saysTheSame(object, fixed)) found.fault(`another meaning for the id of ${fixed.name}`, valid);
  const created = object['created'];
  if (typeof created === 'string' && instantKey(created) !== instantKey(fixed.created)) {
    found.warnAt('created', `the standard definition of ${fixed.name} has another time`, fixed.created);
  }
}

/**
 * Every place that speaks of TLP (or PAP) says the word of this id, and at least one does. Other extensions have no effect
 * on a fixed id.
 */
function saysTheSame(object: Record<string, unknown>, fixed: FixedMarking): boolean {
  const said: (string | null)[] = [];
  const scheme = fixed.tlp === null ? 'pap' : 'tlp';
  const { definition_type: type, definition, extensions } = object;
  if (typeof type === 'string' && typeof definition === 'object' && definition !== null) {
    const kind = type.toLowerCase();
    if (kind !== scheme && kind !== 'statement') return false;
    said.push(memberText(definition, kind));
  }
  if (typeof extensions === 'object' && extensions !== null) {
    for (const [key, content] of Object.entries(extensions)) {
      const id = comparableId(key);
      if (id !== tlp2Extension && id !== papExtension) continue;
      if ((id === tlp2Extension) !== (scheme === 'tlp') || typeof content !== 'object' || content === null)
        return false;
      said.push(memberText(content, scheme === 'tlp' ? 'tlp_2_0' : 'pap'));
    }
  }
  const right = (word: string): boolean =>
    fixed.tlp === null
      ? word.toLowerCase() === fixed.word || word.toUpperCase() === fixed.name
      : readTlpLevel(word) === fixed.tlp;
  return said.length > 0 && said.every((word) => word !== null && right(word));
}

/** TLP has its own ids: a definition of one's own that says TLP is against the standard (TLP 1) or unusual (TLP 2.0). */
function checkOwn(object: Record<string, unknown>, found: Findings): void {
  const type = object['definition_type'];
  if (typeof type === 'string' && type.toLowerCase() === 'tlp') {
    found.faultAt(
      'definition_type',
      'TLP under an id that is not one of the standard ids',
      'the standard TLP marking definitions',
    );
    return;
  }
  if (meaningOf(object).kind === 'tlp')
    found.warn('TLP under an id that is not one of the standard ids', 'the standard TLP marking definitions');
}
