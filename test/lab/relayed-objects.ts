import type { PartyId, TextId } from '../../src/core/ids.ts';
import type { Lineage } from '../../src/core/lineage/index.ts';
import { parseTerms, type TermsText } from '../../src/core/terms/index.ts';
import type { Micros } from '../../src/core/time.ts';
import type { RelayWorld } from '../oracle/relay-by-definition.ts';
import type { Dice } from '../properties/worlds/seeded.ts';
import { hour } from './lab-objects.ts';
import { made } from './lab-texts.ts';
import type { ReleaseLab } from './release-lab.ts';

const id = (party: string): PartyId => party as PartyId;
const texts = [
  'urn:uuid:00000000-0000-4000-8000-0000000000b1',
  'urn:uuid:00000000-0000-4000-8000-0000000000b2',
] as const;

const conditions: readonly unknown[] = [
  { recipient: { 'none-of': ['party:q'] } },
  { recipient: { is: 'party:p' } },
  { hops: { 'at-most': '1' } },
  { consent: { of: 'originator', scope: 'object', is: 'granted' } },
  { consent: { of: 'originator', scope: 'object', not: 'refused' } },
  { consent: { of: 'originator', scope: 'collection', is: 'granted' } },
  { any: [{ recipient: { is: 'party:q' } }, { consent: { of: 'originator', is: 'granted' } }] },
];

/** What B gave in a random history: every third object is under one of its texts, some came to B from O. */
export class RelayedObjects {
  readonly shown: { by: string; id: string; text: TermsText; ended: boolean }[] = [];
  readonly consents: RelayWorld['consents'][number][] = [];
  readonly #lab: ReleaseLab;
  #n = 0;

  constructor(lab: ReleaseLab) {
    this.#lab = lab;
  }

  get over(): string {
    return this.#lab.collection().over;
  }

  /** How objects of one number come, in all versions. */
  lineageOf(n: number): Lineage {
    if (n % 3 !== 0) return [];
    const [first, second] = texts as readonly [TextId, TextId];
    if (n % 2 === 0) return [{ origin: id('b'), path: [id('b')], under: [first] }];
    return [{ origin: id('o'), path: [id('o'), id('b')], under: [second] }];
  }

  async begin(dice: Dice): Promise<void> {
    for (const text of texts) {
      const some = (most: number): unknown[] =>
        Array.from({ length: dice.below(most + 1) }, () => dice.pick(conditions));
      const allow = Array.from({ length: 1 + dice.below(2) }, () => ({ do: 'relay', when: some(2) }));
      const deny = dice.oneIn(4) ? [{ do: 'relay', when: [dice.pick(conditions)] }] : [];
      const terms = made(parseTerms({ id: text, from: 'b', to: 'us', over: 'collection:of-b', allow, deny }));
      await this.#lab.receive({ id: text as TextId, from: id('b'), to: id('us'), text: terms });
      this.shown.push({ by: 'b', id: text, text: terms, ended: false });
    }
  }

  /** Null where there is nothing to end any more. */
  async end(dice: Dice): Promise<string | null> {
    const one = dice.pick(this.shown);
    if (one.ended) return null;
    await this.#lab.endReceived(one.id as TextId);
    one.ended = true;
    return `received text ${one.id.slice(-2)} ends`;
  }

  async answer(dice: Dice, n: number, object: string): Promise<string> {
    const origin = this.lineageOf(n)[0]?.origin ?? id('b');
    const recipient = id(dice.oneIn(3) ? 'q' : 'p');
    const about = { by: origin, recipient, object: dice.oneIn(2) ? object : null };
    const fact = dice.pick(['granted', 'granted', 'refused'] as const);
    const lasts: Micros | null = dice.oneIn(3) ? dice.pick([1, hour, 3 * hour]) : null;
    const over = 'collection:of-b';
    const from = await this.#lab.answer({ ...about, id: `urn:uuid:c${this.#n++}`, over }, fact, lasts);
    const until = lasts === null ? null : from + lasts;
    this.consents.push({ ...about, kind: 'consent', over, giver: origin, fact, from, until });
    return `${origin} ${fact} ${about.object ?? 'all'} to ${recipient} until ${until}`;
  }
}
