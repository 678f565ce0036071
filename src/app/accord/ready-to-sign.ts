import type { AccordText } from '../../core/accord/index.ts';
import type { AccordId } from '../../core/ids.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { cutsOf, joinCuts } from '../release/time-cuts.ts';
import type { AccordDeps } from './accord-step.ts';
import { type GivenLeg, readyGivenLegs } from './given-legs.ts';
import { sameScale } from './given-texts.ts';

/**
 * Everything that must be so before this node signs a text: the legs it gives can be put in force here, the legs it receives
 * take the place of no other text on record, and the scales mean what they mean here.
 */
export function readyToSign(deps: AccordDeps, id: AccordId, text: AccordText): Result<readonly GivenLeg[], Fault[]> {
  const { positions, accords, received, settings } = deps;
  const faults: Fault[] = [];
  for (const topic of text.topics) {
    const own = positions.topics.get(topic.id);
    if (own !== undefined && !sameScale(own.scale, topic.scale))
      faults.push({
        at: `topics.${topic.id}`,
        problem: `has the scale ${topic.scale.values.join(' < ')}, and here ${own.scale.values.join(' < ')}`,
        valid: 'a topic of its own id for another scale, or the scale that is known here',
      });
  }
  const scales = new Map(text.topics.map((topic) => [topic.id, topic.scale]));
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
  const scale = (topic: string) => scales.get(topic) ?? positions.book.scale(topic);
  const given = readyGivenLegs(deps, { legs: text.legs, scale, accord: id });
  if (!given.ok) faults.push(...given.error);
  return faults.length > 0 || !given.ok ? fail(...faults) : ok(given.value);
}

/** Classes of objects are told apart by the moments that these legs name, before anybody signs and not in the middle of it. */
export async function cutFor({ engine, shelf }: AccordDeps, legs: readonly GivenLeg[]): Promise<void> {
  for (const leg of legs) {
    const cuts = joinCuts(engine.book.cuts, cutsOf(leg.compiled));
    if (cuts !== null) await shelf.recut(cuts);
  }
}
