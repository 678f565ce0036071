/**
 * What was noted of content, in the order in which it came, found by a late index over its names (late-index.ts). It was
 * one document for each name: names are hashes, so that a commit wrote a page for nearly every one. Rows carried over
 * have no entries in the index yet; content-table.ts makes them.
 */
export const content = {
  version: 4,
  name: 'content',
  sql: `
    CREATE TABLE content (no INTEGER PRIMARY KEY, name TEXT NOT NULL, json TEXT NOT NULL);
    CREATE TABLE content_entry (hash INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (hash, place)) WITHOUT ROWID;
    CREATE TABLE content_run (no INTEGER PRIMARY KEY, entries BLOB NOT NULL);
    INSERT INTO content (name, json)
      SELECT d.id, json_object('id', c.value, 'lineage', json_extract(d.json, '$.lineage'))
      FROM document d, json_each(d.json, '$.copies') c WHERE d.kind = 'content' ORDER BY d.id, c.key;
    DELETE FROM document WHERE kind = 'content';
  `,
} as const;
