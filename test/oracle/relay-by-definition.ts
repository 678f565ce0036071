import type { GateFacts, ObjectView, StatedFact } from '../../src/core/conditions/index.ts';
import type { PartyId } from '../../src/core/ids.ts';
import type { Lineage } from '../../src/core/lineage/index.ts';
import type { TermsText } from '../../src/core/terms/index.ts';
import type { Micros } from '../../src/core/time.ts';
import { decideByDefinition, type OracleText } from './decide-by-definition.ts';

/**
 * Relaying from its words alone (terms profile section 4, point 4, and section 3): for one object and one recipient,
 * every text of every way must permit `relay`, as it stands now, beside a text of ours. It keeps nothing and knows no
 * class, coverage or gate.
 */
export interface RelayWorld {
  readonly self: PartyId;
  readonly at: Micros;
  /** Texts known here, by who showed them. */
  readonly shown: readonly { readonly by: string; readonly id: string; readonly text: TermsText; ended: boolean }[];
  readonly own: readonly TermsText[];
  /** Our one collection, by its id. */
  readonly over: string;
  readonly relations: ReadonlyMap<string, string>;
  /** Members of the one coalition `coalition:pool`. */
  readonly pool: ReadonlySet<string>;
  readonly consents: readonly {
    readonly kind: 'consent' | 'approval';
    readonly by: string;
    readonly recipient: string;
    readonly object: string | null;
    readonly over: string | null;
    /** Whose collection `over` is. */
    readonly giver: string;
    readonly fact: 'granted' | 'refused';
    readonly from: Micros;
    readonly until: Micros | null;
  }[];
  readonly gate: (receiver: PartyId) => GateFacts;
}

export interface RelayedObject {
  readonly id: string;
  readonly view: ObjectView;
  readonly deliverer: string;
  readonly lineage: Lineage;
  readonly added: Micros;
}

interface Asked {
  readonly kind: string;
  readonly by: string;
  readonly recipient: string;
  readonly object: string | null;
  readonly over: string | null;
  readonly giver: string;
}

/** The last word that holds now: of the object first, then of the whole collection. */
function answerOf(world: RelayWorld, { kind, by, recipient, object, over, giver }: Asked) {
  const said = (which: (c: RelayWorld['consents'][number]) => boolean): 'granted' | 'refused' | null => {
    const holding = world.consents.filter(
      (c) =>
        c.kind === kind &&
        c.by === by &&
        c.recipient === recipient &&
        which(c) &&
        (c.until === null || world.at < c.until),
    );
    return (
      holding.reduce<(typeof holding)[number] | null>((last, c) => (last && last.from > c.from ? last : c), null)
        ?.fact ?? null
    );
  };
  const alone = object === null ? null : said((c) => c.object === object);
  return alone ?? (over === null ? null : said((c) => c.object === null && c.over === over && c.giver === giver));
}

const askedKeys = /^(consent|approval)\?of=(originator|party:[a-z]+)(?:&scope=(object|collection))?$/;

/** What a condition on an answer reads, where every one of these giver and collection has to answer; undefined for others. */
function asked(
  world: RelayWorld,
  key: string,
  froms: readonly { readonly origin: string; readonly over: string | null }[],
  about: { readonly recipient: string; readonly object: string },
): StatedFact | undefined {
  const [, kind, of, scope] = askedKeys.exec(key) ?? [];
  if (kind === undefined || of === undefined) return undefined;
  const object = scope === 'collection' ? null : about.object;
  const { recipient } = about;
  const facts = froms.map(({ origin, over }) => {
    const by = of === 'originator' ? origin : of.slice('party:'.length);
    return answerOf(world, { kind, by, recipient, object, over, giver: origin });
  });
  return facts.includes('refused') ? 'refused' : facts.includes(null) ? null : 'granted';
}

export function relayByDefinition(world: RelayWorld, object: RelayedObject, recipient: PartyId): boolean {
  const own = world.own.filter((t) => t.to === undefined || t.to === `party:${recipient}`);
  return own.some((text) => {
    const gate = world.gate(recipient);
    const under =
      object.deliverer === recipient
        ? []
        : object.lineage.flatMap((way) => way.under.map((id) => sticking(world, object, way, id, text, recipient)));
    if (under.some((each) => each === null)) return false;
    const ours = [{ origin: world.self, over: world.over }];
    const ways = object.lineage.map((way) => ({ origin: way.origin, over: overOf(world, way) }));
    const sees = (key: string): StatedFact | undefined => {
      const whole = key.includes('scope=collection') || key.includes('of=party');
      return asked(world, key, whole || ways.length === 0 ? ours : ways, { recipient, object: object.id });
    };
    const other = (key: string): StatedFact => {
      const seen = sees(key);
      return seen === undefined ? (object.view.other?.(key) ?? null) : seen;
    };
    return decideByDefinition({
      action: 'receive',
      texts: [{ text, inForce: true, gate: { ...gate, other: (key) => sees(key) ?? gate.other(key) } }],
      versions: [{ form: 'raw', view: { ...object.view, other } }],
      added: object.added,
      receivedUnder: under.filter((each) => each !== null),
    }).permitted;
  });
}

function sticking(
  world: RelayWorld,
  object: RelayedObject,
  way: Lineage[number],
  id: string,
  ours: TermsText,
  recipient: PartyId,
): OracleText | null {
  const deliverer = way.path.at(-1);
  const known = world.shown.find((s) => s.by === deliverer && s.id === id);
  if (known === undefined) return null;
  const from = [{ origin: way.origin, over: overOf(world, way) }];
  const about = { recipient, object: object.id };
  const shared = world.pool.has(recipient) && world.pool.has(world.self);
  const facts: Readonly<Record<string, StatedFact>> = {
    recipient: `party:${recipient}`,
    'recipient-relation': world.relations.get(recipient) ?? (shared ? 'community' : null),
    'recipient-member-of': world.pool.has(recipient) ? ['coalition:pool'] : [],
    // Ours let nobody do anything but receive here, so what is owed is all there is to compare.
    'recipient-terms': known.text.owe.every((duty) => ours.owe.some((o) => o.do.join() === duty.do.join()))
      ? 'equal-or-stricter'
      : null,
  };
  const gate: GateFacts = {
    ...world.gate(recipient),
    giver: known.text.from.slice(6) as PartyId,
    receiver: (known.text.to?.slice(6) ?? world.self) as PartyId,
    other: (key) => asked(world, key, from, about) ?? facts[key] ?? null,
  };
  return {
    text: known.text,
    inForce: !known.ended,
    gate,
    sees: (key) => (key === 'hops' ? String(way.path.length) : asked(world, key, from, about)),
  };
}

/** The collection of the first text of a way, as it is spelled there. */
const overOf = (world: RelayWorld, way: Lineage[number]): string | null =>
  world.shown.find((s) => s.by === way.path.at(-1) && s.id === way.under[0])?.text.over ?? null;
