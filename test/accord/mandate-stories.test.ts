import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { commonHash } from '../../src/app/accord/common-hash.ts';
import { type MandateMove, mandateMoves } from '../../src/core/coalition/index.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { formatMicros, type Micros } from '../../src/core/time.ts';
import { day, MandateNet } from '../lab/mandate-net.ts';
import { must } from '../lab/whole-node-lab.ts';

/** `PROVISO_MANDATE_STORIES` plays so many in place of the usual; each tables one offer, of which a partner takes a hundred. */
const stories = Math.min(95, Math.max(1, Math.floor(Number(process.env['PROVISO_MANDATE_STORIES'] ?? 12)) || 12));
const seed = process.env['PROVISO_SEED'];
let net: MandateNet | null = null;
afterAll(() => net?.close());

type Act =
  | { readonly what: 'give'; readonly days: number; readonly moves: readonly MandateMove[] }
  | { readonly what: 'revoke' | 'deliver' | 'look' | 'pass' | 'counter' | 'back' }
  | { readonly what: 'wait'; readonly days: number }
  | { readonly what: 'say'; readonly move: MandateMove; readonly from: 'l' | 'o'; readonly through: boolean };

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('give' as const),
      days: fc.integer({ min: 1, max: 5 }),
      moves: fc.subarray([...mandateMoves], { minLength: 1 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constantFrom('revoke' as const, 'counter' as const, 'back' as const) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constantFrom('deliver' as const, 'look' as const, 'pass' as const, 'pass' as const, 'pass' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 2 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('say' as const),
      through: fc.constantFrom(true, true, false),
      move: fc.constantFrom(...mandateMoves),
      from: fc.constantFrom('l' as const, 'l' as const, 'l' as const, 'o' as const),
    }),
  },
);

/** What is said is taken and made in two steps, and between them anything may happen. */
const pass: readonly Act[] = [{ what: 'deliver' }, { what: 'look' }];
function inSteps(one: Act): readonly Act[] {
  if (one.what === 'pass') return pass;
  return one.what === 'say' && one.through ? [one, ...pass] : [one];
}

/** One offer at one member, beside the plainest account of what its lead may do. */
class Story {
  readonly net: MandateNet;
  readonly id: string;
  readonly lead: string;
  mandate: { readonly until: Micros; readonly moves: readonly MandateMove[] } | null = null;
  counters = 0;

  constructor(at: MandateNet, ids: Readonly<Record<string, string>>) {
    this.net = at;
    this.id = ids['m']!;
    this.lead = ids['l']!;
  }

  /** Moves of the member in this accord that a lead may answer, whoever made them. */
  made(): readonly string[] {
    const rows = this.net.peers.desk('m').rows(`accord/${this.id}`, 'a' as PartyId);
    const own = rows.filter(({ direction }) => direction === 'out').map(({ signed }) => signed.message.kind);
    return own.filter((kind) => (mandateMoves as readonly string[]).includes(kind));
  }

  mayMake(move: string): boolean {
    const { mandate } = this;
    return mandate !== null && this.net.now() < mandate.until && (mandate.moves as readonly string[]).includes(move);
  }

  sameWords(): boolean {
    const words = (at: string, id: string): string | null => {
      const text = this.net.record(at, id).state.table?.text;
      return text === undefined ? null : commonHash(text, at as PartyId, this.net.state(at).platform);
    };
    return words('m', this.id) === words('l', this.lead);
  }

  async play(one: Act): Promise<void> {
    switch (one.what) {
      case 'give': {
        const until = this.net.now() + one.days * day;
        const input = { id: 'pool', to: 'l', until: formatMicros(until), moves: one.moves, by: 'Ada' };
        must(await this.net.operator('m').setMandate(input));
        this.mandate = { until, moves: one.moves };
        return;
      }
      case 'revoke':
        if (this.mandate !== null) await this.net.revoke('m');
        this.mandate = null;
        return;
      case 'deliver':
        return this.net.deliver();
      case 'look':
      case 'pass':
        await this.net.look('m');
        return;
      case 'wait':
        return this.net.wait(one.days * day);
      case 'counter':
      case 'back':
        return this.counter(one.what === 'counter' ? 'm' : 'a');
      case 'say':
        return this.say(one.move, one.from);
    }
  }

  /** Another text by the member, or the first one again by the other side; where it may not, nothing happens. */
  async counter(by: 'm' | 'a'): Promise<void> {
    this.net.wait();
    const allow = by === 'a' ? [{ do: 'receive' }] : [{ do: 'receive' }, { do: 'relay' }];
    const legs = [
      { from: 'party:a', to: 'party:m', over: 'collection:of-a', allow: [{ do: 'receive' }] },
      { from: 'party:m', to: 'party:a', over: 'collection:of-members', allow },
    ];
    await this.net.operator(by).counterAccord({ id: this.id, value: { legs } });
  }

  /** Signed whether it may be or not, as by somebody who changed the program. */
  async say(move: MandateMove, from: 'l' | 'o'): Promise<void> {
    const { engine, messages, store, accords, platform } = this.net.state('l');
    const text = accords.get(this.lead)!.state.table!.text;
    const common = commonHash(text, 'l' as PartyId, platform)!;
    const body = { coalition: 'coalition:pool', offer: text.coalition!.offer, common, move };
    const by = from === 'l' ? { engine, messages, store } : this.net.state('o');
    this.net.wait();
    by.engine.change(({ at }) =>
      by.messages.send('m' as PartyId, 'membership/pool', 'lead-answer', body, at, at + day),
    );
    await by.store.flush();
  }
}

describe('T-NEG-13 whatever is said, given, taken back and delivered in whatever order', () => {
  it('a member moves by the word of its lead only while its own mandate covers it, on the same words', async () => {
    net = await MandateNet.open({}, 1);
    const counts = { made: 0, notMade: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 24 }), async (acts) => {
        const story = new Story(net!, await net!.table());
        await story.play({ what: 'give', days: 2, moves: [...mandateMoves] });
        for (const one of acts.flatMap(inSteps)) {
          const before = story.made();
          // Time stands still while it is looked, so the account of now is that of the move.
          const [may, same] = [mandateMoves.filter((move) => story.mayMake(move)), story.sameWords()];
          await story.play(one);
          const after = story.made().slice(before.length);
          if (one.what !== 'look') expect(after, one.what).toEqual([]);
          for (const move of after) expect([may, same], move).toEqual([expect.arrayContaining([move]), true]);
          counts.made += after.length;
        }
        await net!.settle();
        await story.play({ what: 'revoke' });
        await net!.settle();
        // What is said in order, under a mandate and on the same words is made.
        if (story.sameWords() && net!.phase('m', story.id) === 'tabled') {
          await story.play({ what: 'give', days: 1, moves: ['refuse'] });
          await story.play({ what: 'say', move: 'refuse', from: 'l', through: false });
          await net!.settle();
          expect(net!.phase('a', story.id)).toBe('refused');
          await story.play({ what: 'revoke' });
        }
        await net!.settle();
        const words = net!.words('m', story.id);
        expect(words.filter((word) => word.endsWith('waiting'))).toEqual([]);
        expect(words.filter((word) => word.endsWith(' made'))).toHaveLength(story.made().length);
        counts.notMade += words.filter((word) => word.endsWith('not-made')).length;
        expect(net!.record('a', story.id).state).toEqual(net!.record('m', story.id).state);
      }),
      { numRuns: stories, ...(seed === undefined ? {} : { seed: Number(seed) }) },
    );
    console.info(`${stories} stories: ${JSON.stringify(counts)}`);
    expect(counts.made).toBeGreaterThan(0);
  });
});
