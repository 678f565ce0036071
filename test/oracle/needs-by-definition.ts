/** A stored version, as what refers to it sees it. */
export interface VersionOfWorld {
  readonly id: string;
  readonly base: number;
  /** When it was added. */
  readonly at: number;
  readonly refs: readonly string[];
}

/**
 * Whether all that a version refers to, directly or through others, may leave with it. The definition read aloud: for
 * each reference one version of it is covered and has its own references met; what was added later than what refers to
 * it counts as added when the latest on the way to it was; the largest set whose members hold each other up.
 */
export function referencesMet(
  versions: readonly VersionOfWorld[],
  isCovered: (base: number, added: number) => boolean,
  vouches: (id: string, base: number, referrer: number) => boolean,
): boolean[] {
  const times = [...new Set(versions.map((v) => v.at))];
  const standing = new Set(versions.flatMap((_, i) => times.map((time) => `${i} ${time}`)));
  const isMet = (i: number, time: number): boolean =>
    versions[i]!.refs.every((ref) =>
      versions.some(
        (v, k) =>
          v.id === ref &&
          vouches(ref, v.base, versions[i]!.base) &&
          isCovered(v.base, Math.max(time, v.at)) &&
          standing.has(`${k} ${Math.max(time, v.at)}`),
      ),
    );
  for (let shrunk = true; shrunk; ) {
    shrunk = false;
    for (const state of standing) {
      const [i, time] = state.split(' ').map(Number) as [number, number];
      if (isMet(i, time)) continue;
      standing.delete(state);
      shrunk = true;
    }
  }
  return versions.map((v, i) => isMet(i, v.at));
}
