/**
 * Ids and references are found by tables of (hash, place) that are filled in sorted order, long after the rows: what is
 * not in them yet waits in the runs (late-index.ts). A place is a `rid` for ids; for references it is twice the `rid`,
 * plus one where the property is custom. Digests of bodies were never read and go.
 */
export const lateIndex = {
  version: 2,
  name: 'late index',
  sql: `
    CREATE TABLE id_entry (hash INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (hash, place)) WITHOUT ROWID;
    CREATE TABLE id_run (no INTEGER PRIMARY KEY, entries BLOB NOT NULL);
    CREATE TABLE reference_entry (hash INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (hash, place)) WITHOUT ROWID;
    CREATE TABLE reference_run (no INTEGER PRIMARY KEY, entries BLOB NOT NULL);
    INSERT INTO id_entry SELECT idh, rid FROM version ORDER BY idh, rid;
    INSERT INTO reference_entry SELECT target, rid * 2 + custom FROM reference ORDER BY target, rid;
    DROP TABLE reference;
    DROP INDEX version_idh;
    ALTER TABLE version DROP COLUMN idh;
    ALTER TABLE body DROP COLUMN digest;
  `,
} as const;
