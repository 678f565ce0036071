import type { MandatedDeps } from './make-waiting-moves.ts';
import { makeWaitingMoves } from './make-waiting-moves.ts';
import { nextWatchAt, type Watched, watchAccords } from './watch-accords.ts';

export type LookDeps = MandatedDeps;

const nothing: Watched = { reopened: [], ready: [], ended: [] };

/** One look at what leads answered and at what time has done to accords; a change only when something is due, so that an idle node writes nothing. */
export async function lookAfterAccords(deps: LookDeps): Promise<Watched> {
  const { engine, store, accords } = deps;
  const now = engine.now();
  const { lookAt } = accords;
  if (lookAt !== 'now' && (lookAt === null || lookAt > now)) return nothing;
  return engine.exclusive(async () => {
    await makeWaitingMoves(deps);
    const seen = engine.change((moment) => {
      const watched = watchAccords(deps, moment);
      accords.lookAgain(nextWatchAt(deps, moment.at));
      return watched;
    });
    await store.flush();
    return seen;
  });
}
