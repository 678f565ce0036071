export { openSqliteStore } from './sqlite/sqlite-store.ts';
