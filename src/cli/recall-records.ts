import type { HolderCount, RecallRow } from '../app/recall-api.ts';
import { withStamps } from './stamps.ts';
import { recordTable } from './table.ts';

export const recallJson = (row: RecallRow): Record<string, unknown> => withStamps(row, ['at', 'until']);

export const recallTable = (list: readonly RecallRow[]): string =>
  recordTable(
    list.map(recallJson),
    ['direction', 'id', 'party', 'why', 'state', 'days', 'versions', 'deleted', 'kept', 'notHeld', 'at', 'until'],
    'no recalls',
  );

export const holderTable = (list: readonly HolderCount[]): string =>
  recordTable(list, ['party', 'versions', 'askedBefore', 'how'], 'nobody holds any of it');
