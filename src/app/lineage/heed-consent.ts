import type { Moment } from '../../core/stream/index.ts';
import type { ConsentAnswerBody } from '../../protocol/index.ts';
import type { NodeState } from '../node-state.ts';
import { kindOf } from './consent-book.ts';
import type { ConsentCase } from './consent-case.ts';

type Deps = Pick<NodeState, 'consents' | 'engine'>;

/** The asker's gates move: the object is in a class of its own already, so this writes no row of any object. */
export function heedConsent(
  { consents, engine }: Deps,
  one: ConsentCase,
  answer: ConsentAnswerBody,
  moment: Moment,
): void {
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

/** What was granted ends now, and is no refusal: it may be asked for again. */
export function endConsent({ consents, engine }: Deps, id: string, why: string, moment: Moment): void {
  const granted = consents.get(id);
  if (granted === null) return;
  const ended = { at: moment.at, fact: 'granted', until: moment.at, why } as const;
  consents.put({ ...granted, answers: [...granted.answers, ended] });
  engine.stickingChanged(moment);
}
