import type { AccordMoved, AccordSummary, AccordsTabled, AccordView, AnsweredFor } from '../app/accord-api.ts';
import { ok } from '../core/result.ts';
import { define, type InputOf, type None } from './operation.ts';

const file = { id: 'text', value: 'value', confirm: 'text?', by: 'text?' } as const;

/** Operations on accords (see operations.ts). */
export const accordOperations = {
  'accord table': define<InputOf<'tableAccord'>, AccordsTabled>(
    { value: 'value', to: 'text', confirm: 'text?', by: 'text?' },
    (api, input) => api.tableAccord(input),
  ),
  'accord list': define<None, readonly AccordSummary[]>({}, (api) => ok(api.accords())),
  'accord show': define<{ readonly id: string }, AccordView>({ id: 'text' }, (api, { id }) => api.accord(id)),
  'accord move': define<InputOf<'moveAccord'>, AccordMoved>(
    { id: 'text', move: 'text', why: 'text?', by: 'text?' },
    (api, input) => api.moveAccord(input),
  ),
  'accord counter': define<InputOf<'counterAccord'>, AccordMoved>(file, (api, input) => api.counterAccord(input)),
  'accord hold': define<InputOf<'holdAccord'>, AccordMoved>(
    {
      id: 'text',
      conditions: 'value?',
      fromExplanation: 'flag?',
      reopen: 'text?',
      disclose: 'text?',
      why: 'text?',
      by: 'text?',
    },
    (api, input) => api.holdAccord(input),
  ),
  'accord answer-for': define<InputOf<'answerFor'>, AnsweredFor>(
    { id: 'text', move: 'text', for: 'texts', why: 'text?', by: 'text?' },
    (api, input) => api.answerFor(input),
  ),
  'accord amend': define<InputOf<'amendAccord'>, AccordMoved>(file, (api, input) => api.amendAccord(input)),
} as const;
