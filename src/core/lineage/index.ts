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
