import type { ConsentCase } from '../app/lineage/consent-case.ts';
import type { Independence } from '../app/lineage/independence-book.ts';
import type { ApprovalRecord } from '../app/operate/approval-record.ts';
import type { LineageRow } from '../app/operate/object-lineage.ts';
import { formatMicros } from '../core/time.ts';
import { said } from './records.ts';
import { withStamps } from './stamps.ts';
import { recordTable } from './table.ts';
import { safeField } from './terminal-text.ts';

/** How consents, approvals and lineages read on the command line: as JSON, and as a table. */

export const consentJson = (one: ConsentCase): Record<string, unknown> =>
  withStamps({ ...one, kind: one.kind ?? 'consent' }, ['asked', 'until', 'answered']);
const consentRow = (one: ConsentCase): Record<string, unknown> => ({
  ...consentJson(one),
  for: one.recipient,
  by: one.byItself === true ? 'node' : '',
});
const consentColumns = [
  'id',
  'kind',
  'role',
  'by',
  'state',
  'object',
  'for',
  'asker',
  'origin',
  'asked',
  'scope',
  'until',
  'vouched',
  'why',
];
export const consentTable = (list: readonly ConsentCase[]): string =>
  recordTable(list.map(consentRow), consentColumns, 'no questions for consent');

/** Consents of own staff beside the questions. */
export const ownConsentJson = (one: ApprovalRecord): Record<string, unknown> => ({
  ...approvalJson(one),
  role: 'own',
  scope: one.object === null ? 'collection' : 'object',
});
export const consentsTable = (list: readonly ConsentCase[], own: readonly ApprovalRecord[]): string =>
  recordTable(
    [
      ...list.map(consentRow),
      ...own.map((one) => ({
        ...ownConsentJson(one),
        object: one.object ?? one.over,
        for: one.recipient,
        origin: one.by,
        by: one.person ?? '',
        asked: formatMicros(one.at),
      })),
    ],
    consentColumns,
    'no questions for consent, and none given by own staff',
  );

export const independenceJson = ({ withdrawn, ...one }: Independence): Record<string, unknown> => ({
  ...withStamps(one, ['at']),
  withdrawn: withdrawn === null ? null : withStamps(withdrawn, ['at']),
});
const independenceText = ({ basis, by, awaits, withdrawn }: Independence): string =>
  `${withdrawn !== null ? 'withdrawn' : awaits !== null ? 'waits' : 'declared'}: ${basis} (${by})`;

export const lineageJson = (row: LineageRow): Record<string, unknown> => ({
  ...withStamps(row, ['at']),
  independent: row.independent === null ? null : independenceJson(row.independent),
});
export const lineageTable = (list: readonly LineageRow[]): string =>
  recordTable(
    list.map((row) => ({
      ...lineageJson(row),
      gave: row.deliverer ?? 'own',
      independent: row.independent === null ? '' : independenceText(row.independent),
      path: row.path.join(' > '),
      under: row.under.map(({ text, from, state }) => `${text} of ${from} (${state})`),
    })),
    ['version', 'collection', 'at', 'gave', 'origin', 'creator', 'path', 'under', 'independent', 'consents'],
    'nothing held',
  );

export const approvalJson = (one: ApprovalRecord): Record<string, unknown> => withStamps(one, ['at', 'until']);
export const approvalTable = (list: readonly ApprovalRecord[]): string =>
  recordTable(
    list.map((one) => ({ ...approvalJson(one), for: one.recipient })),
    ['id', 'state', 'by', 'for', 'object', 'over', 'at', 'until', 'person', 'confirmedBy', 'awaits', 'why'],
    'no approvals',
  );

/** What was recorded, in one line, and whom it waits for. */
export const approvalSaid = (one: ApprovalRecord): { readonly text: string; readonly notes?: string[] } => {
  const text = said([
    [`${one.state}:`, one.id],
    ['for', one.recipient],
    ['of', one.object ?? one.over ?? ''],
  ]);
  if (one.state !== 'waiting') return { text };
  const wide = `It would open ${one.awaits ?? 0} objects and waits for a second person`;
  return { text, notes: [`${wide}: proviso ${one.kind} confirm ${safeField(one.id)} --by NAME`] };
};
