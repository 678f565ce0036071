import type { Micros } from '../../core/time.ts';
import { type WorldGates, worldGates } from '../operate/compare-worlds.ts';
import { countNewlyOpen, everyPermission } from '../operate/count-openings.ts';
import type { AccordRecord } from './accord-record.ts';
import type { AccordDeps } from './accord-step.ts';
import { asIfSigned, signedGate } from './if-signed.ts';

/**
 * Objects that the text on the table would open to the other side if it were signed now: at once, or later by time alone.
 * Null when it gives nothing of ours.
 */
export function countSigning(deps: AccordDeps, record: AccordRecord, at: Micros): number | null {
  const { engine } = deps;
  const { peer } = record;
  const world = asIfSigned(deps, [record], at);
  if (world.added.length === 0) return null;
  const sticking = (name: string) => engine.sticking?.open(name, peer, at) ?? null;
  let count = 0;
  for (const no of new Set(world.added.map((text) => text.collection))) {
    const collection = no === null ? undefined : engine.collections.get(no);
    if (collection === undefined || no === null) continue;
    const present = engine.textsFor(peer, no);
    const supposed = [
      ...present.filter((text) => !world.ended.has(text.id)),
      ...world.added.filter((text) => text.collection === no),
    ];
    const texts = [...present, ...supposed.filter((text) => !present.includes(text))];
    const cover = engine.coverage({ party: peer, collection, texts });
    const was = (t: Micros): WorldGates =>
      worldGates({ texts: present, gate: (text) => engine.gateFacts(text, peer, t, t) });
    const is = (t: Micros): WorldGates => worldGates({ texts: supposed, gate: signedGate(deps, world, peer, t) });
    count += countNewlyOpen(
      { collection, coverageOfClass: (classNo) => cover.of(classNo) },
      { was, is, alike: false, ever: everyPermission(supposed), sticking },
      at,
    );
  }
  return count;
}
