import type { TextId } from '../../core/ids.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { TermsText } from '../../core/terms/index.ts';
import { toWire, wireFaults } from '../../formats/index.ts';
import { termsToYaml } from '../../formats/terms-yaml.ts';
import type { NodeState } from '../node-state.ts';

const termsForms = ['yaml', 'json', 'odrl'] as const;
export type TermsForm = (typeof termsForms)[number];

export interface SpelledText {
  readonly id: TextId;
  readonly form: TermsForm;
  /** The whole document, which `terms add` of another node reads as the same text. */
  readonly document: string;
}

/** A text on record, in force or ended, in one of its three spellings (terms profile, head); YAML when none is named. */
export function showTerms(
  { texts }: Pick<NodeState, 'texts'>,
  input: { readonly id: string; readonly form?: string },
): Result<SpelledText, Fault[]> {
  const stored = texts.get(input.id);
  const form = termsForms.find((each) => each === (input.form ?? 'yaml'));
  if (stored === undefined)
    return fail({ at: 'id', problem: `no text "${input.id}" is on record`, valid: 'an id of: proviso terms list' });
  if (form === undefined)
    return fail({ at: 'form', problem: 'no such spelling of terms', valid: termsForms.join(', ') });
  const faults = form === 'odrl' ? wireFaults(stored.text) : [];
  if (faults.length > 0) return fail(...faults);
  return ok({ id: stored.id, form, document: documentOf(stored.text, form) });
}

function documentOf(text: TermsText, form: TermsForm): string {
  if (form === 'yaml') return termsToYaml(text).trimEnd();
  return JSON.stringify(form === 'json' ? text : toWire(text), null, 2);
}
