import type { PartyId, TextId } from '../../core/ids.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { type CompiledTerms, compileTerms, type TermsText } from '../../core/terms/index.ts';
import type { NodeState } from '../node-state.ts';
import { findCollection } from '../operate/find-collection.ts';
import { textsPerCollectionMax } from '../operate/manage-terms.ts';

type Deps = Pick<NodeState, 'engine' | 'settings' | 'texts'>;

/** A leg we give, ready to be put in force. */
export interface GivenLeg {
  readonly no: number;
  readonly id: TextId;
  readonly text: TermsText;
  readonly compiled: CompiledTerms;
  readonly collection: number;
}

/** A text of an accord, with what is to be checked of it. */
export interface LegTexts {
  readonly legs: readonly { readonly terms: TermsText }[];
  /** The accord whose legs may have these ids already. */
  readonly accord: string;
}

/** The legs of a text that this node gives. */
export const legsGivenBy = (
  party: PartyId,
  legs: readonly { readonly terms: TermsText }[],
): readonly { readonly no: number; readonly terms: TermsText }[] =>
  legs.map(({ terms }, no) => ({ no, terms })).filter(({ terms }) => terms.from === `party:${party}`);

/**
 * Everything that must be true of the legs we give before we sign, beside what the linter says: they name a collection of
 * ours that has room for one more text, and take the id of no other. Faults name the leg.
 */
export function readyGivenLegs(deps: Deps, texts: LegTexts): Result<readonly GivenLeg[], Fault[]> {
  const faults: Fault[] = [];
  const ready: GivenLeg[] = [];
  for (const { no, terms } of legsGivenBy(deps.settings.party, texts.legs)) {
    const at = `legs[${no}].terms`;
    const add = (fault: Fault): void => {
      faults.push({ ...fault, at: `${at}.${fault.at}` });
    };
    const compiled = compileTerms(terms);
    const collection = findCollection(deps.engine, terms.over, 'over');
    if (!collection.ok) for (const fault of collection.error) add(fault);
    const { id } = terms;
    if (id === undefined) add({ at: 'id', problem: 'a text of an accord has an id', valid: 'urn:uuid: and a UUID' });
    else if (isTaken(deps, id, texts.accord))
      add({ at: 'id', problem: 'this id is that of another text of ours', valid: 'a new urn:uuid' });
    if (!compiled.ok || !collection.ok || id === undefined) continue;
    const { no: collectionNo } = collection.value.record;
    const beside = [...deps.engine.texts.values()].filter((t) => t.collection === collectionNo).length;
    if (beside >= textsPerCollectionMax)
      add({
        at: 'over',
        problem: `${beside} texts are in force over this collection`,
        valid: `at most ${textsPerCollectionMax}; end some`,
      });
    ready.push({ no, id, text: terms, compiled: compiled.value, collection: collectionNo });
  }
  return faults.length > 0 ? fail(...faults) : ok(ready);
}

function isTaken({ texts }: Deps, id: string, accord: string): boolean {
  const text = texts.get(id);
  return text !== undefined && text.accord !== accord;
}
