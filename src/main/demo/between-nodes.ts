import type { Actor } from './stage.ts';
import { StepFailedError, type Telling } from './tell.ts';

/** What happens between nodes takes the time that messages take. */
const withinMs = 30_000;
const askEveryMs = 40;

/** Asks until the answer is the one waited for; a story in which it never comes is broken off. */
export async function until<T>(what: string, ask: () => Promise<T | null>): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const found = await ask();
    if (found !== null) return found;
    if (performance.now() > end) throw new StepFailedError(`${what}, within ${withinMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
}

/** Each node pins the key and the address of the other; the fingerprint is what people read to each other. */
export async function meet(tell: Telling, one: Actor, other: Actor): Promise<void> {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    const { descriptor, fingerprint } = await from.staff.ask('peer invite', {});
    const blind = await to.staff.refusal('peer enrol', { descriptor });
    await tell.command(`peer invite --out ${from.party}.json`, from.name);
    await tell.command(`peer enrol ${from.party}.json --fingerprint "${fingerprint.slice(0, 9)} …"`, to.name);
    await to.staff.ask('peer enrol', { descriptor, fingerprint });
    await tell.claim(
      blind !== null,
      `${to.name}: the key of ${from.name} is pinned, and would not have been without the fingerprint that was read out`,
    );
  }
}

/** Waits until an accord has come to a phase on a node. */
export const reaches = (actor: Actor, accord: string, phase: string): Promise<true> =>
  until(`${actor.name} sees the accord ${phase}`, async () => {
    const found = (await actor.staff.ask('accord list', {})).find(({ id }) => id === accord);
    return found?.phase === phase ? true : null;
  });
