import type { QuarantineView, SourceView } from '../app/federation-api.ts';
import type { OperatorApi } from '../app/operator-api.ts';
import { withStamps } from './stamps.ts';
import { recordTable } from './table.ts';

type Alert = ReturnType<OperatorApi['alerts']>[number];
type SyncRow = ReturnType<OperatorApi['syncStatus']>[number];

export const sourceJson = (source: SourceView): Record<string, unknown> => withStamps(source, ['addedAt', 'endedAt']);
export const sourceTable = (list: readonly SourceView[]): string =>
  recordTable(list.map(sourceJson), ['id', 'party', 'from', 'collection', 'into', 'addedAt', 'endedAt'], 'no sources');

export const syncJson = (row: SyncRow): Record<string, unknown> => withStamps(row, ['lastRunAt', 'lastCompleteAt']);
export const syncTable = (list: readonly SyncRow[]): string =>
  recordTable(
    list.map(syncJson),
    ['source', 'party', 'health', 'added', 'held', 'echoes', 'inQuarantine', 'lastCompleteAt', 'because'],
    'nothing is pulled from anywhere',
  );

export const quarantineJson = (row: QuarantineView): Record<string, unknown> => withStamps(row, ['at']);
export const quarantineTable = (list: readonly QuarantineView[]): string =>
  recordTable(
    list.map((row) => ({
      ...quarantineJson(row),
      why: row.faults.map((f) => `${f.at}: ${f.problem}`).join('; '),
    })),
    ['id', 'party', 'object', 'version', 'at', 'tries', 'why'],
    'nothing is in quarantine',
  );

export const alertJson = (alert: Alert): Record<string, unknown> => withStamps(alert, ['at']);
export const alertTable = (list: readonly Alert[]): string =>
  recordTable(
    list.map(alertJson),
    ['at', 'party', 'object', 'version', 'differs'],
    'nothing of ours came back changed',
  );
