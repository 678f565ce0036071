import type { PartyId } from '../ids.ts';
import type { Statement } from './statement.ts';
import type { ActorTable } from './statement-log.ts';

export const noActors: ActorTable = { names: new Map(), affiliations: new Map() };

/** One spelling for one actor: alias resolved, case and outer blanks dropped. */
function actorKey(actor: string, table: ActorTable): string {
  const plain = actor.trim().toLowerCase();
  return (table.names.get(plain) ?? plain).toLowerCase();
}

/** Who utters is common to every path by definition: being named as a hop makes no two paths dependent. */
function ownNames(s: Statement, table: ActorTable): ReadonlySet<string> {
  const names = [s.party, `party:${s.party}`, s.organ, s.speaker].filter((name) => name !== null);
  return new Set(names.map((name) => actorKey(name, table)));
}

/** Actors between the party and our copy, first hop first. */
export function relaysOf(s: Statement, table: ActorTable): readonly string[] {
  const own = ownNames(s, table);
  return s.chain.map((hop) => actorKey(hop.actor, table)).filter((actor) => !own.has(actor));
}

/**
 * What makes two paths one: an actor they share, the same bytes, the same address. Words that came without any relay share
 * that: a party speaks for itself once. Whom a record names as its speaker is nevertheless a relay where another record of
 * the event has it as one (`relays`): otherwise an outlet, named as speaker, would be its own second path (threat T-NEG-06).
 */
export function pathMarks(s: Statement, table: ActorTable, relays: ReadonlySet<string>): readonly string[] {
  const own = relaysOf(s, table);
  const alsoRelays = s.chain.map((hop) => actorKey(hop.actor, table)).filter((actor) => relays.has(actor));
  return [
    ...(own.length === 0 ? ['directly'] : []),
    ...[...new Set([...own, ...alsoRelays])].map((relay) => `via ${relay}`),
    ...(s.copy === null ? [] : [`copy ${s.copy}`]),
    ...(s.source.url === null ? [] : [`at ${s.source.url}`]),
  ];
}

/** Relays that belong to another party than the one that speaks, with that party. */
export function adverseRelays(s: Statement, table: ActorTable): readonly { actor: string; party: PartyId }[] {
  const found: { actor: string; party: PartyId }[] = [];
  for (const hop of s.chain) {
    const key = actorKey(hop.actor, table);
    const party = hop.affiliation ?? table.affiliations.get(key) ?? null;
    if (party !== null && party !== s.party) found.push({ actor: hop.actor, party });
  }
  return found;
}
