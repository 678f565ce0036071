import type { AccordMoved, AccordSummary, AccordView } from '../app/accord-api.ts';
import { said } from './records.ts';
import { stamped } from './stamped.ts';
import { cellText, recordLines, recordTable } from './table.ts';

type Fields = Readonly<Record<string, unknown>>;

/** `a gives collection:x (in-force)`, one for each leg. */
const legsText = (accord: AccordSummary): string =>
  accord.legs.map(({ from, over, state }) => `${from} gives ${over} (${state})`).join('; ');

/** What staff should know without asking: what waits, what was refused, what a held accord waits for. */
function notesOf(accord: AccordSummary): string[] {
  const { hold, awaits, trouble, undelivered } = accord;
  return [
    ...(hold === null ? [] : [holdText(hold)]),
    ...(awaits === null
      ? []
      : [`${awaits.move} by ${awaits.by} would open ${awaits.objects} objects and waits for a second person`]),
    ...(undelivered === 0 ? [] : [`${undelivered} messages are on their way`]),
    ...trouble.map(({ at, problem }) => `${at}: ${problem}`),
  ];
}

function holdText(hold: NonNullable<AccordSummary['hold']>): string {
  const what = hold.conditions.length === 0 ? 'it does not say for what' : hold.conditions.join('; ');
  const now = hold.met === null ? '' : hold.met ? ' (met: reopen it)' : ' (not met)';
  return `held by ${hold.by} until: ${what}${now}`;
}

export function accordTable(list: readonly AccordSummary[]): string {
  const rows = list.map((accord) => ({
    ...(stamped(accord) as Fields),
    legs: legsText(accord),
    moves: accord.moves,
    notes: notesOf(accord),
  }));
  const keys = ['id', 'peer', 'phase', 'version', 'legs', 'moves', 'openUntil', 'notes'];
  return recordTable(
    rows,
    list.some(({ coalition }) => coalition !== null) ? ['coalition', ...keys] : keys,
    'no accords',
  );
}

/** The accord after a move: where it stands, what can be done now, and what to weigh. */
export function movedText({ accord, warnings }: AccordMoved): { value: unknown; text: string; notes: string[] } {
  const head = said([
    [`accord ${accord.id} with`, accord.peer],
    ['is', accord.phase],
    ['version', accord.version],
    ['moves now', accord.moves.length === 0 ? 'none' : accord.moves],
  ]);
  return {
    value: stamped({ accord, warnings }),
    text: [head, ...notesOf(accord).map(cellText)].join('\n'),
    notes: warnings.map(warningText),
  };
}

export const warningText = ({ at, problem, valid }: AccordMoved['warnings'][number]): string =>
  `warning: ${at}: ${problem}${valid === undefined ? '' : ` (valid: ${valid})`}`;

/** Everything about one accord, in parts. */
export function accordText(accord: AccordView): string {
  const shown = stamped(accord) as Fields;
  const head = recordLines({
    id: accord.id,
    peer: accord.peer,
    phase: accord.phase,
    'moves now': accord.moves,
    version: accord.version,
    author: accord.author,
    'open until': shown['openUntil'],
    expires: shown['expires'],
    confirms: accord.confirms,
    replaces: accord.replaces,
    coalition: accord.coalition,
    notes: notesOf(accord),
  });
  const messages = (shown['messages'] as readonly Fields[]).map((each) => ({
    ...each,
    effect: each['refused'] === null ? '' : 'none: refused',
  }));
  return [
    head,
    'legs:',
    recordTable(
      accord.outlook.map(outlookRow),
      ['leg', 'giver', 'over', 'now', 'signed', 'opens', 'gate', 'needs'],
      '',
    ),
    'changes, clause by clause:',
    recordTable(
      accord.versions.flatMap(changeRows),
      ['version', 'by', 'clause', 'at', 'old', 'new'],
      'one version only',
    ),
    'messages:',
    recordTable(messages, ['at', 'from', 'seq', 'kind', 'reason', 'effect'], 'none'),
    ...(accord.byMandate.length === 0 ? [] : ['answers by mandate:', mandatedTable(shown['byMandate'])]),
  ].join('\n');
}

const mandatedTable = (answers: unknown): string =>
  recordTable(
    (answers as readonly Fields[]).map((each) => ({
      ...each,
      why: (each['faults'] as readonly { readonly at: string; readonly problem: string }[])
        .map(({ at, problem }) => `${at} ${problem}`)
        .join('; '),
    })),
    ['at', 'lead', 'member', 'move', 'note', 'seq', 'state', 'why'],
    'none',
  );

function outlookRow(leg: AccordView['outlook'][number]): Fields {
  const { objects, gate } = leg;
  return {
    leg: leg.no,
    giver: leg.direction === 'given' ? 'us' : 'the other side',
    over: leg.over,
    now: objects?.now ?? 'not known',
    signed: objects?.signed ?? 'not known',
    opens: Object.entries(objects?.opens ?? {}).map(([type, count]) => `${type} ${count}`),
    gate: gate?.gate ?? 'not readable',
    needs: (gate?.conditions ?? []).map(({ operand, params, needs, state }) =>
      [operand, params['topic'] ?? '', needs, `(${state})`].filter((word) => word !== '').join(' '),
    ),
  };
}

const changeRows = ({ number, author, changes }: AccordView['versions'][number]): Fields[] =>
  changes.map((change) => ({ version: number, by: author, ...change }));
