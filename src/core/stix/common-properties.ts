import * as r from './rule.ts';

/** STIX 2.1 section 2.11. */
const killChainPhase = r.struct({ 'kill_chain_name!': r.text, 'phase_name!': r.text });
export const killChainPhases = r.list(r.part(killChainPhase));

/** STIX 2.1 section 2.5. */
const externalReference = r.struct(
  { 'source_name!': r.text, description: r.text, url: r.text, hashes: r.hashes, external_id: r.text },
  r.atLeastOne('description url external_id'),
);

/** STIX 2.1 section 7.2.3; the selectors themselves are followed in `granular-markings.ts`. */
const granularMarking = r.struct(
  { 'selectors!': r.list(r.text), lang: r.language, marking_ref: r.markingReference },
  r.exactlyOne('lang marking_ref'),
);

/** STIX 2.1 section 3.2. `type`, `spec_version` and `extensions` have checks of their own. */
const common: Readonly<Record<string, r.ValueRule>> = {
  type: r.text,
  spec_version: r.text,
  id: r.text,
  created_by_ref: r.reference({ types: 'identity' }),
  created: r.versionTime,
  modified: r.versionTime,
  revoked: r.flag,
  labels: r.list(r.text),
  confidence: r.integer(0, 100),
  lang: r.language,
  external_references: r.list(r.part(externalReference)),
  object_marking_refs: r.list(r.markingReference),
  granular_markings: r.list(r.part(granularMarking)),
  defanged: r.flag,
  extensions: r.anything,
};

export const commonNames: ReadonlySet<string> = new Set(Object.keys(common));

interface CommonUse {
  readonly required: string;
  readonly notApplicable: string;
}

const uses: Readonly<
  Record<r.ObjectClass | 'extension-definition' | 'language-content' | 'marking-definition', CommonUse>
> = {
  sdo: { required: 'type spec_version id created modified', notApplicable: '' },
  sro: { required: 'type spec_version id created modified', notApplicable: '' },
  // Section 3.6 lets a producer version an observable, so these are unusual rather than wrong.
  sco: {
    required: 'type id',
    notApplicable: 'created modified revoked created_by_ref labels confidence lang external_references',
  },
  meta: { required: 'type spec_version id created', notApplicable: '' },
  'extension-definition': {
    required: 'type spec_version id created modified created_by_ref',
    notApplicable: 'confidence lang extensions',
  },
  'language-content': { required: 'type spec_version id created modified', notApplicable: 'lang' },
  'marking-definition': {
    required: 'type spec_version id created',
    notApplicable: 'modified revoked labels confidence lang',
  },
};

interface Extras {
  readonly cross?: readonly r.CrossRule[];
  readonly extensions?: Readonly<Record<string, r.Struct>>;
  readonly idFrom?: string;
}

/** One row of the tables: a type with its own properties, completed by the common ones of its class. */
export function objectType(
  name: string,
  ofClass: r.ObjectClass,
  table: Readonly<Record<string, r.ValueRule>>,
  extras: Extras = {},
): r.ObjectType {
  const own = r.struct(table);
  const use =
    name === 'extension-definition' || name === 'language-content' || name === 'marking-definition'
      ? uses[name]
      : uses[ofClass];
  return {
    name,
    class: ofClass,
    properties: new Map([...Object.entries(common), ...own.properties]),
    required: [...use.required.split(' '), ...own.required],
    cross: [r.notBefore('modified', 'created'), ...(extras.cross ?? [])],
    notApplicable: new Set(use.notApplicable === '' ? [] : use.notApplicable.split(' ')),
    extensions: new Map(Object.entries(extras.extensions ?? {})),
    idFrom: ofClass === 'sco' ? (extras.idFrom === undefined ? [] : extras.idFrom.split(' ')) : null,
  };
}
