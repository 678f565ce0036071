import type { LiftedRecall, RecallRow, SentRecall } from '../app/recall-api.ts';
import { ok } from '../core/result.ts';
import { define, type InputOf, type None, type OutputOf } from './operation.ts';

/** What commands may ask about copies that are wanted back (operations.ts). */
export const recallOperations = {
  'recall send': define<InputOf<'sendRecall'>, SentRecall>(
    {
      objects: 'texts?',
      accord: 'text?',
      collection: 'text?',
      to: 'texts',
      why: 'text',
      cause: 'text?',
      until: 'text?',
      by: 'text?',
      dryRun: 'flag?',
    },
    (api, input) => api.sendRecall(input),
  ),
  'recall list': define<None, readonly RecallRow[]>({}, (api) => ok(api.recalls())),
  'recall show': define<{ readonly id: string }, unknown>({ id: 'text' }, (api, { id }) => api.recall(id)),
  'recall ack': define<InputOf<'acknowledgeRecall'>, readonly RecallRow[]>(
    { id: 'text', party: 'text?', keep: 'flag?', why: 'text?', by: 'text?' },
    (api, input) => api.acknowledgeRecall(input),
  ),
  'recall note': define<InputOf<'noteRecall'>, readonly RecallRow[]>(
    { id: 'text', party: 'text', answer: 'text', why: 'text?', by: 'text?' },
    (api, input) => api.noteRecall(input),
  ),
  'recall lift': define<InputOf<'liftRecall'>, LiftedRecall>({ id: 'text', by: 'text?' }, (api, input) =>
    api.liftRecall(input),
  ),
  'object delete': define<InputOf<'deleteObject'>, OutputOf<'deleteObject'>>(
    { object: 'text', why: 'text?', by: 'text?', dryRun: 'flag?' },
    (api, input) => api.deleteObject(input),
  ),
} as const;
