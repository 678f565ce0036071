import { recordTable } from './table.ts';

export const aliasTable = (list: readonly unknown[]): string =>
  recordTable(list, ['name', 'kind', 'of', 'affiliation'], 'no aliases');
