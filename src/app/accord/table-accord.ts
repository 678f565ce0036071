import type { AccordText, CoalitionLink, Move } from '../../core/accord/index.ts';
import { coalitionSlug, stretchAt } from '../../core/coalition/index.ts';
import { type AccordId, type PartyId, parseAccordId } from '../../core/ids.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { NodeState } from '../node-state.ts';
import { findParty } from '../operate/find-party.ts';
import { documentHash, documentOf } from './accord-document.ts';
import type { AccordRecord } from './accord-record.ts';
import { type AccordDeps, ownMove, prepareMove } from './accord-step.ts';
import { type AccordFileContext, readAccordFile } from './read-accord-file.ts';
import { cutFor, readyToSign } from './ready-to-sign.ts';
import { newRecord } from './take-message.ts';

export interface TableInput {
  /** The text, as read from YAML or JSON. */
  readonly value: unknown;
  /** `PARTY`, or `coalition:ID` for one accord with each of its members. */
  readonly to: string;
  /** `auto`: an acceptance of a version of ours is confirmed at once. */
  readonly confirm?: string;
  readonly by?: string;
}

export type TableDeps = AccordDeps & Pick<NodeState, 'clock'>;

/** One text on its way to one party. */
interface Addressed {
  readonly id: AccordId;
  readonly peer: PartyId;
  readonly text: AccordText;
}

export interface Tabled {
  readonly accords: readonly AccordRecord[];
  /** Members of the coalition that no accord could be tabled to: they are no peers of this node. */
  readonly leftOut: readonly PartyId[];
  readonly warnings: readonly Fault[];
}

/** An accord after a move of own staff. */
export interface Moved {
  readonly record: AccordRecord;
  /** What the linter says of the text that was signed, for people to weigh. */
  readonly warnings: readonly Fault[];
}

/** Puts a text on the table of a partner, or of every member of a coalition that is a peer: all of them, or none. */
export async function tableAccord(deps: TableDeps, input: TableInput): Promise<Result<Tabled, Fault[]>> {
  const { engine } = deps;
  return engine.exclusive(async () => {
    const confirms = input.confirm ?? 'hand';
    if (confirms !== 'auto' && confirms !== 'hand')
      return fail({ at: 'confirm', problem: `"${confirms}" is no way to confirm`, valid: 'auto, hand' });
    const to = addresseesOf(deps, input.to);
    if (!to.ok) return to;
    const offer = to.value.coalition === null ? null : newId(deps);
    const texts = to.value.peers.map((peer): Result<Addressed, Fault[]> => {
      const { coalition } = to.value;
      const read = readAccordFile(input.value, contextOf(deps, peer, coalition?.id ?? null));
      if (!read.ok) return read;
      const link = coalition === null || offer === null ? null : { ...coalition, offer };
      const id = coalition === null ? (read.value.id ?? newId(deps)) : newId(deps);
      return ok({ id, peer, text: link === null ? read.value.text : { ...read.value.text, coalition: link } });
    });
    const [bad] = texts.filter((each) => !each.ok);
    if (bad !== undefined && !bad.ok) return bad;
    const addressed = texts.flatMap((each) => (each.ok ? [each.value] : []));
    const tabled = await putOnTable(deps, addressed, { confirms, by: input.by ?? null });
    return tabled.ok ? ok({ ...tabled.value, leftOut: to.value.leftOut }) : tabled;
  });
}

/** A new text in place of one in force: a negotiation of its own, which ends the old accord when it comes into force. */
export async function amendAccord(
  deps: TableDeps,
  input: { readonly id: string; readonly value: unknown; readonly confirm?: string; readonly by?: string },
): Promise<Result<Moved, Fault[]>> {
  const { engine, accords } = deps;
  return engine.exclusive(async () => {
    const found = findAccord(deps, input.id);
    if (!found.ok) return found;
    const old = found.value;
    if (old.state.stage.name !== 'in-force')
      return fail({
        at: 'id',
        problem: 'is not in force, so there is nothing to amend',
        valid: 'counter, or table a new one',
      });
    const peer = enrolled(deps, old.peer);
    if (!peer.ok) return peer;
    const confirms = input.confirm ?? old.confirms;
    if (confirms !== 'auto' && confirms !== 'hand')
      return fail({ at: 'confirm', problem: `"${confirms}" is no way to confirm`, valid: 'auto, hand' });
    const read = readAccordFile(input.value, contextOf(deps, old.peer, null, old.state.table?.text.topics));
    if (!read.ok) return read;
    const coalition = old.state.table?.text.coalition;
    const text = { ...read.value.text, replaces: old.id, ...(coalition === undefined ? {} : { coalition }) };
    const id = read.value.id ?? newId(deps);
    const tabled = await putOnTable(deps, [{ id, peer: old.peer, text }], {
      confirms,
      by: input.by ?? null,
    });
    return tabled.ok ? ok({ record: accords.get(id)!, warnings: tabled.value.warnings }) : tabled;
  });
}

export interface CounterInput {
  readonly id: string;
  readonly value: unknown;
  readonly confirm?: string;
  readonly by?: string;
}

/** Another text in answer to theirs; the turn changes. */
export async function counterAccord(deps: TableDeps, input: CounterInput): Promise<Result<Moved, Fault[]>> {
  const { engine, store } = deps;
  return engine.exclusive(async () => {
    const found = findAccord(deps, input.id);
    if (!found.ok) return found;
    const record = found.value;
    const { table } = record.state;
    const peer = enrolled(deps, record.peer);
    if (!peer.ok) return peer;
    const read = readAccordFile(input.value, contextOf(deps, record.peer, null, table?.text.topics));
    if (!read.ok) return read;
    const { replaces, coalition } = table?.text ?? {};
    const text: AccordText = {
      ...read.value.text,
      ...(replaces === undefined ? {} : { replaces }),
      ...(coalition === undefined ? {} : { coalition }),
    };
    const ready = readyToSign(deps, record.id, record.peer, text);
    if (!ready.ok) return ready;
    await cutFor(deps, ready.value.given);
    const version = (table?.number ?? 0) + 1;
    const hash = documentHash(documentOf(text), deps.platform);
    const confirms = input.confirm === 'auto' ? 'auto' : input.confirm === 'hand' ? 'hand' : record.confirms;
    const made = engine.change((moment) =>
      ownMove(deps, record, { kind: 'counter', version, hash, text }, moment, { confirms, by: input.by ?? null }),
    );
    await store.flush();
    return made.ok ? ok({ record: made.value, warnings: ready.value.warnings }) : made;
  });
}

async function putOnTable(
  deps: TableDeps,
  addressed: readonly Addressed[],
  own: Pick<AccordRecord, 'confirms' | 'by'>,
): Promise<Result<Pick<Tabled, 'accords' | 'warnings'>, Fault[]>> {
  const { accords, engine, store, settings, platform } = deps;
  const faults: Fault[] = [];
  const warnings: Fault[] = [];
  for (const { id, peer, text } of addressed) {
    if (accords.get(id) !== undefined)
      faults.push({ at: 'id', problem: 'is that of another accord', valid: 'a new UUID' });
    const ready = readyToSign(deps, id, peer, text);
    const name = addressed.length === 1 ? (fault: Fault) => fault : forPeer(peer);
    if (!ready.ok) faults.push(...ready.error.map(name));
    else {
      await cutFor(deps, ready.value.given);
      warnings.push(...ready.value.warnings.map(name));
    }
  }
  if (faults.length > 0) return fail(...faults);
  const made = engine.change((moment) => {
    // Asked of the machine before anything is queued: what is refused for one is tabled to none.
    const all = addressed.map(({ id, peer, text }) => {
      const hash = documentHash(documentOf(text), platform);
      const move: Move = { kind: 'table', version: 1, hash, text };
      return { record: newRecord(id, settings.party, peer, moment), move };
    });
    for (const { record, move } of all) {
      const possible = prepareMove(deps, record, move, moment);
      if (!possible.ok) return possible;
    }
    return ok(
      all.map(({ record, move }) => {
        const tabled = ownMove(deps, record, move, moment, own);
        if (!tabled.ok) throw new Error(`an accord could be tabled and was not: ${tabled.error[0]?.problem}`);
        return tabled.value;
      }),
    );
  });
  await store.flush();
  return made.ok ? ok({ accords: made.value, warnings }) : made;
}

const forPeer =
  (peer: PartyId) =>
  (fault: Fault): Fault => ({ ...fault, at: `${peer}: ${fault.at}` });

interface Addressees {
  readonly peers: readonly PartyId[];
  readonly leftOut: readonly PartyId[];
  readonly coalition: Omit<CoalitionLink, 'offer'> | null;
}

function addresseesOf(deps: TableDeps, to: string): Result<Addressees, Fault[]> {
  if (!to.startsWith('coalition:')) {
    const party = findParty(deps.parties, to, 'to');
    if (!party.ok) return party;
    const peer = enrolled(deps, party.value.id);
    return peer.ok ? ok({ peers: [peer.value], leftOut: [], coalition: null }) : peer;
  }
  const { coalitions, engine, peers, settings, parties } = deps;
  const slug = coalitionSlug(to);
  const book = coalitions.book;
  if (coalitions.get(slug) === undefined || book === null)
    return fail({ at: 'to', problem: `no coalition "${slug}"`, valid: [...coalitions.ids()].join(', ') || 'a party' });
  const now = engine.now();
  const members = parties
    .list()
    .filter(({ id }) => stretchAt(book.stretches(slug, id, now), now) !== null && id !== settings.party)
    .map(({ id }) => id);
  const reached = members.filter((id) => peers.enrolled(id) !== null);
  if (reached.length === 0)
    return fail({ at: 'to', problem: `no member of ${slug} is a peer of this node`, valid: 'proviso peer enrol' });
  const coalition = { id: `coalition:${slug}`, members: reached.map((id) => `party:${id}`) };
  return ok({ peers: reached, leftOut: members.filter((id) => !reached.includes(id)), coalition });
}

/** A party that this node can sign with. */
export function enrolled({ peers }: Pick<AccordDeps, 'peers'>, party: PartyId): Result<PartyId, Fault[]> {
  if (peers.enrolled(party) !== null) return ok(party);
  const known = peers.list().filter((peer) => peer.revokedAt === null);
  return fail({
    at: 'to',
    problem: `${party} is not enrolled as a peer, so nothing can be signed with it`,
    valid: known.map((peer) => peer.party).join(', ') || 'proviso peer enrol',
  });
}

/** An accord by its id, or by the beginning of its UUID where that is enough. */
export function findAccord(
  { accords }: Pick<AccordDeps, 'accords'>,
  ref: string,
  at = 'id',
): Result<AccordRecord, Fault[]> {
  const whole = parseAccordId(ref, at);
  const exact = whole.ok ? accords.get(whole.value) : undefined;
  if (exact !== undefined) return ok(exact);
  const bare = ref.replace(/^(?:urn:uuid:|accord:)/, '').toLowerCase();
  const close = bare.length < 4 ? [] : accords.list().filter(({ id }) => id.slice(9).startsWith(bare));
  const [only, other] = close;
  if (only !== undefined && other === undefined) return ok(only);
  const valid = (close.length > 1 ? close : accords.list()).slice(0, 10).map(({ id }) => id);
  const problem =
    close.length > 1 ? `"${ref.slice(0, 60)}" is the beginning of several` : `no accord "${ref.slice(0, 60)}"`;
  return fail({ at, problem, valid: valid.join(', ') || 'table one first: proviso accord table' });
}

const newId = ({ platform }: TableDeps): AccordId => `urn:uuid:${platform.uuid()}` as AccordId;

/** `signed`: scales that lie on the table already; ours come first, since a clash is refused. */
const contextOf = (
  deps: TableDeps,
  peer: PartyId,
  standsFor: string | null,
  signed: AccordText['topics'] = [],
): AccordFileContext => ({
  self: deps.settings.party,
  peer,
  standsFor,
  now: deps.engine.now(),
  topics: new Map([...signed.map((topic) => [topic.id, topic] as const), ...deps.positions.topics]),
  uuid: deps.platform.uuid,
});
