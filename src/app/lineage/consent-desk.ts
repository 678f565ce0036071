import type { PartyId } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json-value.ts';
import type { SignedMessage } from '../../core/message/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Moment } from '../../core/stream/index.ts';
import { originalOf, requestFromBody, requestToBody, stoppedBody, stoppedFrom } from '../../protocol/index.ts';
import type { NodeState } from '../node-state.ts';
import { kindOf } from './consent-book.ts';
import { type ConsentCase, type ConsentCases, unanswered } from './consent-case.ts';
import { consentThread, questionOf } from './consent-thread.ts';
import { endConsent, heedConsent } from './heed-consent.ts';
import { type AnswerKind, readConsentAnswer } from './read-consent-answer.ts';
import { givenTo, isForStaff, nextTowards } from './where-questions-go.ts';

export type ConsentDeps = Pick<
  NodeState,
  'settings' | 'store' | 'platform' | 'engine' | 'shelf' | 'consents' | 'messages' | 'peers'
> & { readonly cases: ConsentCases };

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
    const id = questionOf(message.thread);
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
    const rows = await givenTo(this.#deps, one.from, one.object);
    const next = nextTowards(this.#deps, rows, one.origin);
    engine.change((moment) => {
      // One answer for what is not here, what is not from there, and what was never given to whoever asks (I2).
      if (one.origin === settings.party && (rows.length > 0 || isForStaff(this.#deps, one)))
        cases.put({ ...one, role: 'originator', state: 'waiting' });
      else if (next !== null && this.#canAsk(next, id)) this.sendRequest({ ...one, role: 'hop' }, next, moment);
      else
        this.#stop(one, 'nothing of that name was given to you, or its originator cannot be asked from here', moment);
    });
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
    if (one.role === 'asker' && one.state === 'granted') endConsent(this.#deps, one.id, why, moment);
  }

  /** Two histories of a question were shown (T-NEG-03). A consent could not be taken back in it, so none is left open. */
  #frozen(peer: PartyId, thread: string, moment: Moment): void {
    const one = this.#deps.cases.get(questionOf(thread));
    if (one === null || (one.from !== peer && one.to !== peer)) return;
    if (!open.includes(one.state)) return;
    this.#stop(
      one,
      `two histories of this question were shown between ${peer} and us; it has to be asked anew`,
      moment,
    );
  }

  #takeStopped({ message }: SignedMessage, moment: Moment): Result<unknown, Fault[]> {
    const one = this.#deps.cases.get(questionOf(message.thread));
    if (one === null || one.to !== message.from || !open.includes(one.state))
      return refused('thread', 'answers nothing that waits for it', 'a question that was sent');
    this.#stop(one, stoppedFrom(message.body), moment);
    return ok(null);
  }

  #takeAnswer(signed: SignedMessage, kind: AnswerKind, moment: Moment): Result<unknown, Fault[]> {
    const { message } = signed;
    const { cases, messages } = this.#deps;
    const one = cases.get(questionOf(message.thread));
    if (one === null || one.to !== message.from)
      return refused('thread', 'answers nothing that was asked of its sender', 'a question that was sent');
    const original = message.from === one.origin ? ok(signed) : originalOf(message.body);
    if (!original.ok) return original;
    const said = readConsentAnswer(this.#deps, original.value, kind, one);
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
    if (one.role === 'asker') heedConsent(this.#deps, next, answer, moment);
    return ok(null);
  }
}
