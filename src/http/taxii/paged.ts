import type { Outcome, PageQuery, Soon } from '../../app/partner-api.ts';
import { parsePageQuery } from '../../protocol/taxii21/index.ts';
import type { Answer } from '../answer.ts';
import { faulty, refusalAnswer } from '../errors.ts';
import type { Call, Route } from '../route.ts';

/** What the four paged endpoints share: query in, page or refusal out. The query is judged before anything is looked up. */
export function paged<Page>(
  operation: Route['operation'],
  call: Call,
  ask: (query: PageQuery) => Soon<Outcome<Page>>,
  present: (page: Page) => Answer,
): Answer | Promise<Answer> {
  const query = parsePageQuery(call.query, { limits: call.limits, allowed: operation.query, strict: false });
  if (!query.ok) return faulty(400, 'Malformed query', query.error);
  const tell = (outcome: Outcome<Page>): Answer =>
    outcome.ok ? present(outcome.value) : refusalAnswer(outcome.refusal);
  const outcome = ask(query.value);
  return outcome instanceof Promise ? outcome.then(tell) : tell(outcome);
}
