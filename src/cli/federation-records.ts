import type { QuarantineView, QuotaOverview, QuotaView, SourceView } from '../app/federation-api.ts';
import type { OperatorApi } from '../app/operator-api.ts';
import { formatMicros } from '../core/time.ts';
import { withStamps } from './stamps.ts';
import { recordTable } from './table.ts';

type Alert = ReturnType<OperatorApi['alerts']>[number];
type SyncRow = ReturnType<OperatorApi['syncStatus']>[number];

export const sourceJson = (source: SourceView): Record<string, unknown> => withStamps(source, ['addedAt', 'endedAt']);
export const sourceTable = (list: readonly SourceView[]): string =>
  recordTable(
    list.map(sourceJson),
    ['id', 'party', 'from', 'collection', 'into', 'terms', 'addedAt', 'endedAt'],
    'no sources',
  );

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

export const alertJson = (alert: Alert): Record<string, unknown> =>
  alert.kind === 'quota' ? withStamps(alert, ['at', 'openedAt']) : withStamps(alert, ['at']);
export const alertTable = (list: readonly Alert[]): string =>
  recordTable(
    list.map((alert) => ({ ...alertJson(alert), what: whatOf(alert) })),
    ['at', 'party', 'what', 'object', 'version'],
    'nothing of ours came back changed, no quota was used up, and peers take what is sent',
  );

const whatOf = (alert: Alert): string => {
  if (alert.kind === 'own-material') return `changed copy of our own: ${alert.differs.join(', ')}`;
  if (alert.kind === 'stopped-thread') {
    const { seq, thread, tries, why, behind, wayOut } = alert;
    return `does not take message ${seq} in ${thread} (tried ${tries} times): ${why}; ${behind} more wait behind it; ${wayOut}`;
  }
  const { limit, openedAt } = alert;
  const open = openedAt === null ? 'waits for the next hour' : `open again since ${formatMicros(openedAt)}`;
  return `used up its quota of ${limit} ${quotaWords[alert.quota]} an hour; ${open}`;
};

const quotaWords = { objects: 'objects', bytes: 'bytes', cpuSeconds: 's of processor time' } as const;

export const quotaJson = ({ everybody, parties }: QuotaOverview): Record<string, unknown> => ({
  everybody,
  parties: parties.map((quota) => quotaStamps(quota)),
});

export const quotaStamps = (quota: QuotaView): Record<string, unknown> => withStamps(quota, ['since', 'until']);

export function quotaText({ everybody, parties }: QuotaOverview): string {
  const { objects, bytes, cpuSeconds } = everybody;
  const rows = parties.map((one) => ({
    ...quotaStamps(one),
    objects: `${one.objects} of ${one.objectsMax}`,
    bytes: `${one.bytes} of ${one.bytesMax}`,
    cpuSeconds: `${one.cpuSeconds} of ${one.cpuSecondsMax}`,
  }));
  return [
    `in an hour, for every party without a quota of its own: ${objects} objects, ${bytes} bytes, ${cpuSeconds} s of processor time`,
    recordTable(
      rows,
      ['party', 'objects', 'bytes', 'cpuSeconds', 'own', 'reached', 'until'],
      'nobody brought anything in this hour',
    ),
  ].join('\n');
}
