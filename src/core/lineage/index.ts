export { isEqualOrStricter } from './equal-or-stricter.ts';
export { derivationOf, derivedFrom, fingerprintsOf } from './fingerprint.ts';
export {
  delivererOf,
  handedOn,
  hopsOf,
  joinLineages,
  type Lineage,
  lineageKey,
  type Provenance,
  provenanceKey,
} from './provenance.ts';
