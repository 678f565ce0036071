import { type Fault, fail, ok, type Result } from '../core/result.ts';
import type { Arguments } from './command.ts';

const ofOwn = ['for', 'object', 'collection', 'from'] as const;

/** Whether words answer a question (`ID`), or give an answer that nobody asked for (`--for`). */
export function questionOrOwn(args: Arguments, ofQuestion: readonly string[]): Result<'question' | 'own', Fault[]> {
  const isQuestion = args.positionals.length > 0;
  const foreign = (isQuestion ? ofOwn : ofQuestion).filter((name) => args.text(name) !== undefined);
  if (foreign.length > 0)
    return fail(
      ...foreign.map(
        (name): Fault => ({
          at: `--${name}`,
          problem: isQuestion ? 'goes without an ID: the question says it' : 'goes with the ID of a question',
          valid: isQuestion ? 'the ID alone' : 'an id of: proviso consent list',
        }),
      ),
    );
  if (!isQuestion && args.text('for') === undefined)
    return fail({
      at: 'ID',
      problem: 'is missing',
      valid: 'an id of: proviso consent list; or --for PARTY with --object ID or --collection C',
    });
  return ok(isQuestion ? 'question' : 'own');
}
