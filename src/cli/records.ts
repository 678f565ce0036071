import type { CollectionRecord, KeyRecord, PartyRecord, TextRecord, WhoGotRow } from '../app/operator-api.ts';
import { withStamps } from './stamps.ts';
import { cellText, recordLines, recordTable } from './table.ts';

/** How the records of a node read on the command line: as JSON, and as a table. */

export const partyJson = (party: PartyRecord): Record<string, unknown> => withStamps(party, ['addedAt']);
export const partyTable = (list: readonly PartyRecord[]): string =>
  recordTable(list.map(partyJson), ['id', 'name', 'organs', 'self', 'addedAt'], 'no parties');

export const keyJson = (key: KeyRecord): Record<string, unknown> =>
  withStamps(key, ['createdAt', 'expiresAt', 'lastUsedAt', 'revokedAt']);
export const keyTable = (list: readonly KeyRecord[]): string =>
  recordTable(
    list.map(keyJson),
    ['id', 'party', 'scope', 'label', 'createdAt', 'expiresAt', 'lastUsedAt', 'revokedAt'],
    'no keys',
  );

export const collectionTable = (list: readonly CollectionRecord[]): string =>
  recordTable(list, ['id', 'alias', 'title', 'root', 'objects', 'defaultTlp', 'writers'], 'no collections');

export const textJson = (text: TextRecord): Record<string, unknown> => withStamps(text, ['inForceSince', 'endedAt']);
export const textTable = (list: readonly TextRecord[]): string =>
  recordTable(
    list.map(textJson),
    ['id', 'from', 'to', 'over', 'inForceSince', 'endedAt', 'accord', 'suspended'],
    'no terms',
  );

export const whoGotJson = (row: WhoGotRow): Record<string, unknown> => withStamps(row, ['at']);
export const whoGotTable = (list: readonly WhoGotRow[]): string =>
  recordTable(
    list.map(whoGotJson),
    ['party', 'at', 'version', 'form', 'collection', 'texts', 'consents'],
    'nobody got it',
  );

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => (value !== null && typeof value === 'object' ? (value as Fields) : {});

/** What would open and close, per collection; the objects themselves are in the JSON. */
export function simulationText(list: unknown): string {
  if (!Array.isArray(list)) return recordLines(list);
  const side = (value: unknown): string => {
    const types = Object.entries(fieldsOf(fieldsOf(value)['byType'])).map(
      ([type, count]) => `${type} ${cellText(count)}`,
    );
    const total = cellText(fieldsOf(value)['total']);
    return types.length === 0 ? total : `${total} (${cellText(types)})`;
  };
  const rows = list.map(fieldsOf).map((one) => ({ ...one, opens: side(one['opens']), closes: side(one['closes']) }));
  return recordTable(rows, ['collection', 'party', 'now', 'then', 'opens', 'closes'], 'no collections');
}

/** `label: value` in one line, for the sentence that follows a change. */
export const said = (pairs: readonly (readonly [string, unknown])[]): string =>
  pairs.map(([label, value]) => `${label} ${cellText(value)}`).join(', ');
