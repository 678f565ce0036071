import type { Stix } from '../stix-makers.ts';

/** When something held, as known outside the nodes: it may have begun after `asked`, and was over by `over`. */
interface Stretch {
  readonly asked: number;
  /** Acknowledged: from then on it certainly held. */
  begun: boolean;
  /** Acknowledged: from then on it certainly did not hold. */
  over: number | null;
}

export interface KnownVersion extends Stretch {
  readonly object: Stix;
}

export interface KnownText extends Stretch {
  readonly id: string;
  readonly no: number;
  readonly to: string;
  readonly types: readonly string[];
  readonly markings: readonly string[];
  /** When it came into force where others have a say in that, null when it never did; absent while clocks are wrong. */
  since?: number | null;
}

const never = Number.POSITIVE_INFINITY;
const overlap = (a: Stretch, b: Stretch): boolean =>
  Math.max(a.asked, b.asked) <= Math.min(a.over ?? never, b.over ?? never);

export const versionName = (object: Stix): string => `${object.id} ${String(object['modified'])}`;

/**
 * What one node was told to hold and to give, and when: the slow, obvious reference for what another may get of it. It is
 * written by hand from the orders and asks no node.
 */
export class ExchangeHistory {
  readonly versions: KnownVersion[] = [];
  readonly texts: KnownText[] = [];
  /** Objects that staff were told to delete. */
  readonly gone = new Set<string>();
  /** Objects that staff were told to recall by hand, by their ids. */
  readonly recalled = new Map<string, 'recalled' | 'being lifted' | 'lifted'>();

  /** Names of versions that `to` may see now: everything has been acknowledged. */
  visible(to: string): Set<string> {
    const standing = <T extends Stretch>(list: readonly T[]): T[] =>
      list.filter((one) => one.begun && one.over === null);
    const texts = standing(this.texts);
    return new Set(
      standing(this.versions)
        .filter((version) => texts.some((text) => permits(text, to, version.object)))
        .map(({ object }) => versionName(object)),
    );
  }

  /** Names of versions that `to` may have seen at some time. */
  everVisible(to: string): Set<string> {
    return new Set(
      this.versions
        .filter((version) => this.texts.some((text) => permits(text, to, version.object) && overlap(text, version)))
        .map(({ object }) => versionName(object)),
    );
  }

  /**
   * Whether the terms alone say who may see it: it is not recalled, and no version of it was for others than another
   * (a newer version for fewer takes the older ones back, and when it comes depends on texts that come and go).
   */
  isPlain(object: Stix): boolean {
    if ((this.recalled.get(object.id) ?? 'lifted') !== 'lifted') return false;
    const all = this.versions.filter((version) => version.object.id === object.id);
    return all.every((version) => markingOf(version.object) === markingOf(object));
  }

  /**
   * A version that must be with nobody: deleted, or its newest version is for nobody and no text that would let this one
   * out came after that.
   */
  isTakenBack(to: string, object: Stix): boolean {
    if (this.gone.has(object.id)) return true;
    const newest = this.versions.filter((version) => version.object.id === object.id).at(-1)!;
    if (newest.object === object || this.texts.some((text) => permits(text, to, newest.object))) return false;
    return !this.texts.some(
      (text) => permits(text, to, object) && (text.since === undefined || (text.since ?? 0) > newest.asked),
    );
  }

  find(name: string): Stix | null {
    return this.versions.find(({ object }) => versionName(object) === name)?.object ?? null;
  }
}

/** The one rule of the texts of these worlds. */
export function permits(text: KnownText, to: string, object: Stix): boolean {
  return text.to === to && text.types.includes(object.type) && text.markings.includes(markingOf(object));
}

const markingOf = (object: Stix): string => ((object['object_marking_refs'] ?? []) as string[])[0] ?? '';
