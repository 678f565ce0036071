import type { SqliteDatabase } from './driver.ts';

const batchRows = 32;

/**
 * Inserts rows of `width` values, given one after another, many with one statement: most of the time of a small row is
 * the way into the driver and back. `head` is the statement up to and with VALUES.
 */
export function batches(db: SqliteDatabase, head: string, width: number): (values: readonly unknown[]) => void {
  const row = `(${new Array(width).fill('?').join()})`;
  const one = db.prepare(`${head} ${row}`);
  const many = db.prepare(`${head} ${new Array(batchRows).fill(row).join()}`);
  const step = batchRows * width;
  return (values) => {
    let at = 0;
    for (; at + step <= values.length; at += step) many.run(values.slice(at, at + step));
    for (; at < values.length; at += width) one.run(values.slice(at, at + width));
  };
}
