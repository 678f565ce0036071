const nothing: ReadonlyMap<string, never> = new Map<string, never>();

/** Rows by the statement that they are about, in the order of the list. */
export function byStatement<T extends { readonly statement: string }>(
  rows: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  if (rows.length === 0) return nothing;
  const found = new Map<string, T[]>();
  for (const row of rows) {
    const list = found.get(row.statement);
    if (list === undefined) found.set(row.statement, [row]);
    else list.push(row);
  }
  return found;
}
