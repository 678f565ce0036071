import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sampleReading, sampleWriting } from '../../../test/lab/sample-notes.ts';
import { acceptAll } from '../../../test/stix/node-platform.ts';
import { prepareObject } from '../../core/stix/index.ts';
import { bundleOf, makerOf, notesFromStatements, type StixObject, statementsFromNotes } from './index.ts';

const folder = join(import.meta.dirname, '../../../conformance/statement-notes');
const read = <T>(name: string): T => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;
const bundle = (): { objects: StixObject[] } => read('bundle.json');

interface Refused {
  readonly rule: string;
  readonly object?: number;
  readonly path?: readonly (string | number)[];
  readonly to?: unknown;
  readonly add?: readonly StixObject[];
  readonly at: string;
}

/** The sample's objects with one thing about them changed. */
function broken(row: Refused): readonly StixObject[] {
  const { objects } = bundle();
  if (row.object !== undefined && row.path !== undefined) {
    let place = objects[row.object] as unknown as Record<string | number, unknown>;
    for (const step of row.path.slice(0, -1)) place = place[step] as Record<string, unknown>;
    const last = row.path.at(-1)!;
    if (Object.hasOwn(row, 'to')) place[last] = row.to;
    else delete place[last];
  }
  return [...objects, ...(row.add ?? [])];
}

describe('the sample of statements as notes', () => {
  it('is read without a fault and written again as it is', () => {
    const records = statementsFromNotes(bundle().objects, sampleReading);
    if (!records.ok) throw new Error(JSON.stringify(records.error));
    expect([records.value.statements.length, records.value.copies.length, records.value.grades.length]).toEqual([
      2, 1, 1,
    ]);
    const objects = notesFromStatements(records.value, { withCopies: true }, sampleWriting);
    expect(bundleOf(objects, sampleWriting)).toEqual(bundle());
  });

  it('says who made it', () => {
    expect(makerOf(bundle().objects)).toBe('bank-isac');
    expect(makerOf(bundle().objects.filter((o) => o.type !== 'identity'))).toBeNull();
  });

  it('is valid STIX 2.1, every object by itself', () => {
    for (const object of bundle().objects) expect(prepareObject(object, acceptAll)).toMatchObject({ ok: true });
  });

  it.each(read<Refused[]>('refused.json'))('T-NEG-06 refuses: $rule', (row) => {
    const result = statementsFromNotes(broken(row), sampleReading);
    expect(result.ok ? [] : result.error.map((fault) => fault.at)).toContain(row.at);
  });

  it('without the bytes of its copy keeps the hash, and no span that nobody could check', () => {
    const left = bundle().objects.filter((o) => o.type !== 'artifact');
    const records = statementsFromNotes(left, sampleReading);
    if (!records.ok) throw new Error(JSON.stringify(records.error));
    expect(records.value.copies).toEqual([]);
    for (const s of records.value.statements) expect([s.copy?.length, s.spans]).toEqual([64, null]);
  });

  it('without notes is nothing to import, and says so', () => {
    const result = statementsFromNotes(
      bundle().objects.filter((o) => o.type !== 'note'),
      sampleReading,
    );
    expect(result.ok ? [] : result.error.map((fault) => fault.problem)).toEqual(['no statement in it']);
  });
});
