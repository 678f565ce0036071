import type { PartyId } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json-value.ts';
import { limits } from '../../core/limits.ts';
import { delivererOf } from '../../core/lineage/index.ts';
import { isSignedBy, type SignedMessage } from '../../core/message/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Moment } from '../../core/stream/index.ts';
import type { FoundRow } from '../../ports/store.ts';
import {
  answerFromBody,
  type ConsentAnswerBody,
  type ConsentAnswerKind,
  originalOf,
  requestFromBody,
  requestToBody,
  stoppedBody,
  stoppedFrom,
} from '../../protocol/index.ts';
import type { NodeState } from '../node-state.ts';
import { kindOf } from './consent-book.ts';
import { type ConsentCase, type ConsentCases, unanswered } from './consent-case.ts';
import { wentTo } from './went-to.ts';

export type ConsentDeps = Pick<
  NodeState,
  'settings' | 'store' | 'platform' | 'engine' | 'shelf' | 'consents' | 'messages' | 'peers'
> & { readonly cases: ConsentCases };

export const consentThread = (id: string): string => `consent/${id}`;

type AnswerKind = Exclude<ConsentAnswerKind, 'consent-stopped'>;
const stateAfter: Readonly<Record<AnswerKind, ConsentCase['state']>> = {
  'consent-grant': 'granted',
  'consent-refuse': 'refused',
  'consent-withdraw': 'withdrawn',
};

/** A question of which something may still come. */
const open: readonly ConsentCase['state'][] = ['arrived', 'waiting', 'granted'];

const refused = (at: string, problem: string, valid: string): Result<never, Fault[]> => fail({ at, problem, valid });

/** Questions for consent between nodes: asked, handed on towards the originator, and answered back along the same way. */
export class ConsentDesk {
  readonly #deps: ConsentDeps;
  /** Settles when nothing that arrived waits to be looked at. */
  #work: Promise<unknown> = Promise.resolve();

  constructor(deps: ConsentDeps) {
    this.#deps = deps;
    deps.messages.handle('consent', (signed, moment) => this.#take(signed, moment), {
      frozen: (peer, thread, moment) => this.#frozen(peer, thread, moment),
    });
  }

  /** What had arrived when the node stopped is looked at now. */
  start(): void {
    for (const one of this.#deps.cases.list()) if (one.state === 'arrived') this.#later(one.id);
  }

  idle(): Promise<unknown> {
    return this.#work;
  }

  // Sending

  /** Hands a question on to the party that the object came from. Inside `engine.change`. */
  sendRequest(one: ConsentCase, to: PartyId, moment: Moment): void {
    const { cases, messages } = this.#deps;
    cases.put({ ...one, to, state: 'waiting' });
    messages.send(
      to,
      consentThread(one.id),
      'consent-request',
      requestToBody({ ...one, kind: kindOf(one) }),
      moment.at,
    );
  }

  /** The originator's answer, in its own words. Inside `engine.change`. */
  sendAnswer(one: ConsentCase, kind: AnswerKind, body: JsonObject, said: Partial<ConsentCase>, moment: Moment): void {
    const { cases, messages } = this.#deps;
    cases.put({ ...one, ...said, state: stateAfter[kind], answered: moment.at });
    if (one.from !== null) messages.send(one.from, consentThread(one.id), kind, body, moment.at);
  }

  // Taking

  #take(signed: SignedMessage, moment: Moment): Result<unknown, Fault[]> {
    const { kind } = signed.message;
    switch (kind) {
      case 'consent-request':
        return this.#takeRequest(signed, moment);
      case 'consent-stopped':
        return this.#takeStopped(signed, moment);
      case 'consent-grant':
      case 'consent-refuse':
      case 'consent-withdraw':
        return this.#takeAnswer(signed, kind, moment);
      default:
        return refused('kind', `"${kind}" is no message about consent`, 'consent-request');
    }
  }

  #takeRequest({ message }: SignedMessage, moment: Moment): Result<unknown, Fault[]> {
    const body = requestFromBody(message.body);
    if (!body.ok) return body;
    const id = idOf(message.thread);
    if (this.#deps.cases.get(id) !== null) return refused('thread', 'was asked in before', 'a thread of its own');
    if (body.value.recipient === this.#deps.settings.party)
      return refused('body.recipient', 'is this node, which needs no consent to have what it has', 'a third party');
    this.#deps.cases.put({
      ...body.value,
      id,
      role: 'hop',
      from: message.from,
      to: null,
      asked: moment.at,
      state: 'arrived',
      ...unanswered,
    });
    this.#later(id);
    return ok(null);
  }

  /** Looking an object up takes turns of its own, so that is done after the message is on record. */
  #later(id: string): void {
    const { engine, store } = this.#deps;
    const work = engine.exclusive(async () => {
      await this.#settle(id);
      await store.flush();
    });
    this.#work = Promise.all([this.#work, work.catch(() => undefined)]);
  }

  async #settle(id: string): Promise<void> {
    const { cases, engine, settings } = this.#deps;
    const one = cases.get(id);
    if (one === null || one.state !== 'arrived' || one.from === null) return;
    const rows = await this.#givenTo(one.from, one.object);
    const next = this.#towards(rows, one.origin);
    engine.change((moment) => {
      // One answer for what is not here, what is not from there, and what was never given to whoever asks (I2).
      if (one.origin === settings.party && (rows.length > 0 || this.#isForStaff(one)))
        cases.put({ ...one, role: 'originator', state: 'waiting' });
      else if (next !== null && this.#canAsk(next, id)) this.sendRequest({ ...one, role: 'hop' }, next, moment);
      else
        this.#stop(one, 'nothing of that name was given to you, or its originator cannot be asked from here', moment);
    });
  }

  /**
   * An approval may be asked of a party that never had the object: a text names it. What it holds makes no difference then.
   * So that nobody fills the list of own staff, only so many wait for one asker.
   */
  #isForStaff(one: ConsentCase): boolean {
    if (kindOf(one) !== 'approval' || one.from !== one.asker) return false;
    const waiting = this.#deps.cases
      .list()
      .filter(({ from, role, state }) => from === one.from && role === 'originator' && state === 'waiting');
    return waiting.length < limits.approvalQuestionsPerPartnerMax;
  }

  /** Versions that went to a party. */
  async #givenTo(party: PartyId, object: string): Promise<readonly FoundRow[]> {
    const { engine, shelf } = this.#deps;
    // What was deleted since has no facts any more, and is not passed on by anybody.
    const isHere = (row: FoundRow): boolean => (engine.collections.get(row.collection)?.classes[row.seq] ?? 0) !== 0;
    return (await shelf.find([object])).filter((row) => isHere(row) && wentTo(engine, party, [row]));
  }

  /** Who gave us what came from, or through, the party asked. */
  #towards(rows: readonly FoundRow[], asked: PartyId): PartyId | null {
    const ways = rows.flatMap((row) => this.#deps.engine.factsOf(row).lineage ?? []);
    const way = ways.find(({ origin, path }) => origin === asked || path.includes(asked));
    return way === undefined ? null : delivererOf(way);
  }

  #canAsk(party: PartyId, id: string): boolean {
    const { peers, messages } = this.#deps;
    return peers.enrolled(party) !== null && !messages.isFrozen(consentThread(id), party);
  }

  /** Nothing comes of the question any more; what it had opened closes. */
  #stop(one: ConsentCase, why: string, moment: Moment): void {
    const { cases, messages } = this.#deps;
    cases.put({ ...one, state: 'stopped', why, answered: moment.at });
    if (one.from !== null && !messages.isFrozen(consentThread(one.id), one.from))
      messages.send(one.from, consentThread(one.id), 'consent-stopped', stoppedBody(why), moment.at);
    if (one.role === 'asker' && one.state === 'granted') this.#endConsent(one.id, why, moment);
  }

  /** What was granted ends now, and is no refusal: it may be asked for again. */
  #endConsent(id: string, why: string, moment: Moment): void {
    const { consents, engine } = this.#deps;
    const granted = consents.get(id);
    if (granted === null) return;
    const ended = { at: moment.at, fact: 'granted', until: moment.at, why } as const;
    consents.put({ ...granted, answers: [...granted.answers, ended] });
    engine.stickingChanged(moment);
  }

  /** Two histories of a question were shown (T-NEG-03). A consent could not be taken back in it, so none is left open. */
  #frozen(peer: PartyId, thread: string, moment: Moment): void {
    const one = this.#deps.cases.get(idOf(thread));
    if (one === null || (one.from !== peer && one.to !== peer)) return;
    if (!open.includes(one.state)) return;
    this.#stop(
      one,
      `two histories of this question were shown between ${peer} and us; it has to be asked anew`,
      moment,
    );
  }

  #takeStopped({ message }: SignedMessage, moment: Moment): Result<unknown, Fault[]> {
    const one = this.#deps.cases.get(idOf(message.thread));
    if (one === null || one.to !== message.from || !open.includes(one.state))
      return refused('thread', 'answers nothing that waits for it', 'a question that was sent');
    this.#stop(one, stoppedFrom(message.body), moment);
    return ok(null);
  }

  #takeAnswer(signed: SignedMessage, kind: AnswerKind, moment: Moment): Result<unknown, Fault[]> {
    const { message } = signed;
    const { cases, messages } = this.#deps;
    const one = cases.get(idOf(message.thread));
    if (one === null || one.to !== message.from)
      return refused('thread', 'answers nothing that was asked of its sender', 'a question that was sent');
    const original = message.from === one.origin ? ok(signed) : originalOf(message.body);
    if (!original.ok) return original;
    const said = this.#saidBy(original.value, kind, one);
    if (!said.ok) return said;
    const { answer, vouched } = said.value;
    const next: ConsentCase = {
      ...one,
      state: stateAfter[kind],
      scope: answer.object === null ? 'collection' : 'object',
      until: answer.until,
      why: answer.why,
      answered: moment.at,
      vouched,
      originalSeq: original.value.message.seq,
    };
    cases.put(next);
    if (one.from !== null && !messages.isFrozen(consentThread(one.id), one.from)) {
      const { message: words, key, signature } = original.value;
      messages.send(
        one.from,
        consentThread(one.id),
        kind,
        { original: { message: { ...words }, key, signature } } as JsonObject,
        moment.at,
      );
    }
    if (one.role === 'asker') this.#heed(next, answer, moment);
    return ok(null);
  }

  /** What the originator said, checked against what was asked of it. */
  #saidBy(
    original: SignedMessage,
    kind: AnswerKind,
    one: ConsentCase,
  ): Result<{ readonly answer: ConsentAnswerBody; readonly vouched: 'signature' | 'chain' }, Fault[]> {
    const { from, thread, kind: saidKind, seq, body } = original.message;
    if (from !== one.origin || thread !== consentThread(one.id) || saidKind !== kind)
      return refused('body.original', 'is not what the originator was asked', `${kind} of ${one.origin}`);
    if (seq <= one.originalSeq) return refused('body.original', 'is older than what it said last', 'its last word');
    const key = this.#deps.peers.key(from, original.key);
    const { platform, peers } = this.#deps;
    // Whoever is enrolled here is held to its own signature; of others the chain is all there is.
    if (
      peers.enrolled(from) !== null &&
      (key === null || !isSignedBy(original, key.publicKey, platform, platform.verifySignature))
    )
      return refused('body.original.signature', 'does not hold', 'a signature of the originator');
    const answer = answerFromBody(body);
    if (!answer.ok) return answer;
    const { kind: what, object, over, recipient, asker } = answer.value;
    const sameObject = object === null ? over === one.over : object === one.object;
    if (what !== kindOf(one) || recipient !== one.recipient || asker !== one.asker || !sameObject)
      return refused('body.original', 'speaks of something else than was asked', `${one.object} for ${one.recipient}`);
    return ok({ answer: answer.value, vouched: key === null ? 'chain' : 'signature' });
  }

  /** The asker's gates move: the object is in a class of its own already, so this writes no row of any object. */
  #heed(one: ConsentCase, answer: ConsentAnswerBody, moment: Moment): void {
    const { consents, engine } = this.#deps;
    const fact = one.state === 'granted' ? 'granted' : 'refused';
    const old = consents.get(one.id);
    consents.put({
      id: one.id,
      kind: kindOf(one),
      by: one.origin,
      recipient: one.recipient,
      object: answer.object,
      over: answer.object === null ? answer.over : one.over,
      answers: [
        ...(old?.answers ?? []),
        { at: moment.at, fact, until: fact === 'granted' ? answer.until : null, why: answer.why },
      ],
    });
    engine.stickingChanged(moment);
  }
}

const idOf = (thread: string): string => thread.slice('consent/'.length);
