import { type AccordText, accordsWaitedFor, lintAccord } from '../../core/accord/index.ts';
import type { AccordId, PartyId } from '../../core/ids.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { cutsOf, joinCuts } from '../release/time-cuts.ts';
import type { AccordDeps } from './accord-step.ts';
import { type GivenLeg, readyGivenLegs } from './given-legs.ts';
import { sameScale } from './given-texts.ts';

/** A text that this node may sign, and what its staff should weigh before. */
export interface ReadyText {
  readonly given: readonly GivenLeg[];
  /** Such as a deadlock that only looks like one, or a stalemate: conditions that nobody will move. */
  readonly warnings: readonly Fault[];
}

/**
 * Everything that must be so before this node signs a text: the legs it gives can be put in force here, the legs it receives
 * take the place of no other text on record, and the scales mean what they mean here.
 */
export function readyToSign(
  deps: AccordDeps,
  id: AccordId,
  peer: PartyId,
  text: AccordText,
): Result<ReadyText, Fault[]> {
  const { positions, accords, received, settings, engine } = deps;
  const findings = lintAccord(text, {
    now: engine.now(),
    parties: [settings.party, peer],
    accord: id,
    scale: (topic) => positions.book.scale(topic),
    waitsOf: (accord) => {
      const other = accords.get(accord)?.state.table?.text;
      return other === undefined ? [] : accordsWaitedFor(other);
    },
  });
  const plain = (list: typeof findings): Fault[] => list.map(({ severity: _severity, ...fault }) => fault);
  const faults = plain(findings.filter(({ severity }) => severity === 'error'));
  for (const topic of text.topics) {
    const own = positions.topics.get(topic.id);
    if (own !== undefined && !sameScale(own.scale, topic.scale))
      faults.push({
        at: `topics.${topic.id}`,
        problem: `has the scale ${topic.scale.values.join(' < ')}, and here ${own.scale.values.join(' < ')}`,
        valid: 'a topic of its own id for another scale, or the scale that is known here',
      });
  }
  const ids = text.legs.map(({ terms }) => terms.id);
  for (const [no, { terms }] of text.legs.entries()) {
    const isTaken =
      terms.id !== undefined &&
      (ids.indexOf(terms.id) !== no ||
        accords.reserves(terms.id, id) ||
        (terms.from !== `party:${settings.party}` && received.get(terms.id) !== null));
    if (isTaken || terms.id === undefined)
      faults.push({ at: `legs[${no}].terms.id`, problem: 'is that of another text', valid: 'a new urn:uuid' });
  }
  const given = readyGivenLegs(deps, { legs: text.legs, accord: id });
  if (!given.ok) faults.push(...given.error);
  if (faults.length > 0 || !given.ok) return fail(...faults);
  return ok({ given: given.value, warnings: plain(findings.filter(({ severity }) => severity === 'warning')) });
}

/** Classes of objects are told apart by the moments that these legs name, before anybody signs and not in the middle of it. */
export async function cutFor({ engine, shelf }: AccordDeps, legs: readonly GivenLeg[]): Promise<void> {
  for (const leg of legs) {
    const cuts = joinCuts(engine.book.cuts, cutsOf(leg.compiled));
    if (cuts !== null) await shelf.recut(cuts);
  }
}
