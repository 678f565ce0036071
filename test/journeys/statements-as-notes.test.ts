import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatementBundle } from '../../src/app/operator-api.ts';
import { extensionId } from '../../src/formats/statement-notes/extension-definition.ts';
import { permit, type Stix } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { ask } from '../taxii/wire.ts';
import { uuid } from '../taxii/world.ts';

/**
 * Statements leave a node as STIX notes and come to another as a delivery (issue 3, point 5): through the release engine to
 * partners over sockets, as a file between nodes, and never as a position that the other node did not find itself.
 */
const words =
  'The ministry refused to share intelligence. "We will not cooperate until you do," its spokesperson said.';
const hash = createHash('sha256').update(words).digest('hex');
const article = {
  copies: [{ text: words, url: 'https://news.example/a', fetched: '2026-02-20T10:00:00Z', media: 'text/plain' }],
  statements: [
    {
      id: 'refusal',
      party: 'b',
      organ: 'ministry',
      speaker: 'Col. Example',
      role: 'spokesperson',
      act: 'refuse',
      mode: 'mixed',
      topic: 'sharing',
      value: 'refused',
      said: '2026-02-19',
      language: 'en',
      grade: 'B2',
      copy: hash,
      spans: { cue: 'said', quotes: ['We will not cooperate until you do,'] },
      chain: [
        { actor: 'Wire', relation: 'interviewed', certainty: 80 },
        { actor: 'Blog', relation: 'republished' },
      ],
      source: 'Blog, 20 February',
      note: 'CANARY remark of our own',
    },
    { id: 'earlier', party: 'b', organ: 'press', topic: 'sharing', value: 'willing', said: '2026-01-10', grade: 'B2' },
  ],
  relations: [{ from: 'refusal', to: 'earlier', kind: 'drift-from', differs: ['value'] }],
  persons: [
    { id: 'col-example', name: 'Col. Example', roles: [{ party: 'b', organ: 'ministry', role: 'spokesperson' }] },
  ],
};
const topic = {
  id: 'sharing',
  title: 'Will it share?',
  scale: ['refused', 'conditional', 'willing'],
  policy: 'unanimous',
};

async function openNode(): Promise<WholeNode> {
  const lab = await WholeNode.open({ start: '2026-03-01T00:00:00Z' });
  await lab.addParty('b', ['ministry', 'press']);
  await lab.addParty('c');
  await lab.addParty('d');
  await lab.addCollection(uuid(1), 'shared');
  must(await lab.operator.addTopics({ topics: [topic] }));
  lab.clock.advance(1_000_000);
  return lab;
}

const notesText = permit('c', 'shared', [
  { type: { 'any-of': ['note', 'identity', 'report', 'relationship'] } },
  { tlp: { 'at-most': 'green' } },
]);

describe('a statement on its way to partners and other nodes', () => {
  let lab: WholeNode;
  let other: WholeNode;
  let url: string;
  let file: StatementBundle;
  beforeAll(async () => {
    lab = await openNode();
    must(await lab.operator.addStatements(article, 'CANARY clerk'));
    lab.clock.advance(1_000_000);
    must(await lab.operator.addTerms(notesText));
    url = await lab.listen();
    other = await openNode();
    file = must(lab.operator.exportStatements({ copies: true }));
  });
  afterAll(async () => {
    await lab.close();
    await other.close();
  });

  const got = async (as: string, query = ''): Promise<readonly Stix[]> => {
    lab.clock.advance(1_000_000);
    const keys = Object.fromEntries(lab.keys);
    const reply = await ask(
      { url, keys, close: async () => {} },
      { path: `/api/collections/shared/objects/${query}`, as },
    );
    if (reply.status === 404) return [];
    expect(reply.status).toBe(200);
    expect(reply.text).not.toContain('CANARY');
    return (JSON.parse(reply.text) as { objects?: Stix[] }).objects ?? [];
  };
  const noteFor = async (as: string): Promise<Stix | undefined> =>
    (await got(as)).filter((o) => o.type === 'note' && JSON.stringify(o).includes('"refusal"')).at(-1);

  it('nobody sees a note before it is published', async () => {
    expect(await got('c')).toEqual([]);
  });

  it('published green: who has a permitting text reads it, who has none does not', async () => {
    const done = must(await lab.operator.publishStatements({ ids: ['refusal'], collection: 'shared', tlp: 'green' }));
    expect(done.conflicts).toBe(0);
    expect(await got('d')).toEqual([]);
    const objects = await got('c');
    expect(objects.map((o) => o.type).sort()).toEqual([
      'identity',
      'identity',
      'identity',
      'identity',
      'note',
      'relationship',
      'report',
    ]);
    const note = objects.find((o) => o.type === 'note')!;
    expect(note.id).toBe(done.notes[0]?.note);
    const ids = new Set(objects.map((o) => o.id));
    for (const ref of note['object_refs'] as string[]) expect(ids.has(ref)).toBe(true);
    // Everything a reader needs stands in STIX's own properties.
    const content = String(note['content']);
    for (const part of [
      'Col. Example (spokesperson)',
      'refused',
      'We will not cooperate until you do',
      'ministry of b',
    ])
      expect(content).toContain(part);
    expect(content).toContain('Through Wire (interviewed), then Blog (republished).');
    expect(note['authors']).toEqual(['Col. Example']);
    expect(note['confidence']).toBe(80);
    expect(note['labels']).toContain('admiralty-scale:source-reliability="b"');
    const report = objects.find((o) => o.type === 'report')!;
    expect(report['external_references']).toEqual([
      { source_name: 'news.example', url: 'https://news.example/a', hashes: { 'SHA-256': hash } },
    ]);
  });

  it('publishing again stores nothing; another marking is a newer version, and the same for what stands beside', async () => {
    const again = must(await lab.operator.publishStatements({ ids: ['refusal'], collection: 'shared', tlp: 'green' }));
    expect([again.added, again.conflicts]).toEqual([0, 0]);
    must(await lab.operator.publishStatements({ ids: ['refusal'], collection: 'shared', tlp: 'red' }));
    must(await lab.operator.publishStatements({ ids: ['earlier'], collection: 'shared', tlp: 'green' }));
    const forgotten = await lab.operator.publishStatements({ ids: ['refusal'], collection: 'shared' });
    expect(forgotten.ok ? [] : forgotten.error.map((f) => f.at)).toEqual(['tlp']);
    // What stands beside one note is not marked anew by the other.
    const red = must(await lab.operator.publishStatements({ ids: ['refusal'], collection: 'shared', tlp: 'red' }));
    expect(red.added).toBe(0);
    const held = (await got('c')).filter((o) => o.type === 'note');
    expect(held.map((o) => (o['extensions'] as Record<string, Stix>)[extensionId]?.['statement_id'])).toContain(
      'earlier',
    );
    must(await lab.operator.publishStatements({ ids: ['refusal'], collection: 'shared', tlp: 'green' }));
    expect(await noteFor('c')).toBeDefined();
  });

  it('a grade given later reaches the partner as a newer version of the note', async () => {
    const before = await noteFor('c');
    must(await lab.operator.addStatements({ grades: [{ statement: 'refusal', grade: 'C3' }] }));
    const done = must(await lab.operator.publishStatements({ ids: ['refusal'], collection: 'shared', tlp: 'green' }));
    expect([done.added, done.conflicts]).toEqual([1, 0]);
    const after = await noteFor('c');
    expect(after?.id).toBe(before?.id);
    expect(String(after?.['modified']) > String(before?.['modified'])).toBe(true);
    expect(String(after?.['content'])).toContain('graded C3');
  });

  it('published together, how they relate is a relationship between the notes', async () => {
    const ids = ['refusal', 'earlier'];
    const done = must(await lab.operator.publishStatements({ ids, collection: 'shared', tlp: 'green' }));
    const relation = (await got('c')).find((o) => o['relationship_type'] === 'drift-from');
    expect([relation?.['source_ref'], relation?.['target_ref']]).toEqual(done.notes.map((n) => n.note));
  });

  it('withdrawn, it is revoked for partners, and nothing follows (STIX 2.1 section 3.6)', async () => {
    const withdrawn = {
      party: 'b',
      organ: 'press',
      topic: 'sharing',
      value: 'willing',
      said: '2026-01-11',
      id: 'planted',
    };
    must(await lab.operator.addStatements({ statements: [{ ...withdrawn, retracted: true }] }));
    must(await lab.operator.publishStatements({ ids: ['planted'], collection: 'shared', tlp: 'green' }));
    const note = (await got('c')).find((o) => o['revoked'] === true);
    expect(String(note?.['content'])).toMatch(/^WITHDRAWN 2026-/);
    const again = await lab.operator.publishStatements({ ids: ['planted'], collection: 'shared', tlp: 'red' });
    expect(again.ok ? [] : again.error.map((f) => f.problem)).toEqual(['was revoked; nothing may follow']);
  });

  it('what a partner was given over TAXII, its own node can record as our delivery', async () => {
    const theirs = await openNode();
    try {
      const objects = await got('c', '?match[version]=all');
      expect(objects.length).toBeGreaterThan(new Set(objects.map((o) => o.id)).size);
      const done = must(await theirs.operator.importStatements({ value: { objects }, from: 'c' }));
      const refusal = done.statements.find((s) => s.value === 'refused');
      // The newest version counts, with the hash of a copy whose bytes nobody sent.
      expect(refusal).toMatchObject({ grade: 'F6', copy: hash, spans: null, party: 'b', organ: 'ministry', by: null });
      expect(refusal?.note).toContain('graded C3 there');
      expect(done.retractions.map((r) => r.why)).toEqual([null]);
      expect(done.relations.map((r) => r.kind)).toEqual(['drift-from']);
    } finally {
      await theirs.close();
    }
  });

  it('T-NEG-06 the file of another node is recorded as its delivery: ungraded, so no position that asks for a grade', async () => {
    const bundle = JSON.parse(JSON.stringify(file.bundle)) as unknown;
    const done = must(await other.operator.importStatements({ value: bundle, from: 'c' }));
    expect([done.statements.length, done.relations.length, done.copies.length]).toEqual([2, 1, 1]);
    const refusal = done.statements.find((s) => s.value === 'refused')!;
    expect(refusal.chain.map((hop) => hop.actor)).toEqual(['Wire', 'Blog', 'c']);
    expect([refusal.grade, refusal.signed, refusal.by]).toEqual(['F6', false, null]);
    expect(refusal.note).toContain('graded B2 there');
    expect(refusal.spans?.quotes[0]?.text).toBe('We will not cooperate until you do,');
    expect(done.persons).toEqual([]);
    const terms = permit('d', 'shared', [
      { position: { topic: 'sharing', of: 'party:b', is: 'refused', grade: 'B2' } },
    ]);
    must(await other.operator.addTerms(terms));
    const object = { ...(bundle as { objects: Stix[] }).objects.find((o) => o.type === 'identity')! };
    await other.bring('shared', [object]);
    other.clock.advance(1_000_000);
    const answer = must(await other.operator.explain({ party: 'd', object: object.id })) as { decision: string };
    expect(answer.decision).not.toBe('permit');
    expect(JSON.stringify(answer)).toContain('grade-too-low');
    // What it came under is not on record, so it is not ours to pass on; nor is a file ours because it says so.
    const passedOn = await other.operator.publishStatements({ ids: [refusal.id], collection: 'shared', tlp: 'clear' });
    expect(passedOn.ok ? [] : passedOn.error.map((f) => f.problem)).toEqual(['was delivered by another party']);
    const forged = await other.operator.importStatements({ value: bundle });
    expect(forged.ok ? [] : forged.error.map((f) => f.problem)).toEqual(['the file says that we made it']);
    // A second delivery changes nothing.
    const again = must(await other.operator.importStatements({ value: bundle, from: 'c' }));
    expect([again.statements, again.alreadyOnRecord, again.relations]).toEqual([[], 2, []]);
  });

  it('with --trust of own staff it is the same record, times of recording apart (T-NEG-07)', async () => {
    const trusted = await openNode();
    try {
      const done = must(await trusted.operator.importStatements({ value: file.bundle, trust: true, by: 'clerk' }));
      const now = done.statements[0]!.recorded;
      const here = [...lab.node.state.positions.statements.values()] as readonly { readonly id: string }[];
      for (const s of done.statements)
        expect(s).toEqual({ ...here.find((one) => one.id === s.id), recorded: now, by: 'clerk' });
      expect(done.persons.map((p) => p.id)).toEqual(['col-example']);
      expect(must(trusted.operator.position({ party: 'b', topic: 'sharing' }))).toMatchObject({
        known: false,
        why: 'contested',
      });
    } finally {
      await trusted.close();
    }
  });

  it('with a fault anywhere nothing is stored, and every fault is named', async () => {
    const fresh = await openNode();
    try {
      const bundle = JSON.parse(JSON.stringify(file.bundle)) as { objects: Record<string, unknown>[] };
      const notes = bundle.objects.filter((o) => String(o['type']) === 'note');
      const extension = (n: number): Record<string, unknown> =>
        (notes[n]!['extensions'] as Record<string, Record<string, unknown>>)[extensionId]!;
      extension(0)['organ'] = 'nobody';
      extension(1)['value'] = 'off the scale';
      const refused = await fresh.operator.importStatements({ value: bundle, from: 'c' });
      expect(refused.ok ? [] : refused.error.map((f) => f.at.replace(/\d+/, 'n')).sort()).toEqual([
        'objects[n].organ',
        'objects[n].value',
      ]);
      expect(fresh.operator.statements()).toEqual([]);
    } finally {
      await fresh.close();
    }
  });
});
