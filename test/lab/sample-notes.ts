import { createHash } from 'node:crypto';
import type { PartyId } from '../../src/core/ids.ts';
import type { StatementContext } from '../../src/formats/index.ts';
import type { NotesContext } from '../../src/formats/statement-notes/index.ts';
import { nodePlatform, testNow } from '../stix/node-platform.ts';

/** What conformance/statement-notes is read and written against, as its README says it. */

const [bank, energy] = ['bank-isac' as PartyId, 'energy-isac' as PartyId];
const scale = { values: ['refused', 'undertaken'], ordered: true };
const topics = new Map([
  ['no-resale', { id: 'no-resale', title: 'No resale', scale, policy: { kind: 'unanimous' } as const }],
]);

export const sampleReading: StatementContext = {
  parties: new Map([
    [bank, []],
    [energy, ['legal', 'press']],
  ]),
  topics,
  coalitions: new Set(),
  self: bank,
  statements: new Map(),
  copies: new Map(),
  relations: [],
  recorded: testNow,
  by: null,
  sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
  encodeUtf8: nodePlatform.encodeUtf8,
  decodeUtf8: nodePlatform.decodeUtf8Fatal,
};

/** 2026-01-01 and the second after it. */
const since = 1_767_225_600_000_000;

export const sampleWriting: NotesContext = {
  self: bank,
  parties: new Map([
    [bank, { name: 'Bank ISAC', since }],
    [energy, { name: 'Energy ISAC', since: since + 1_000_000 }],
  ]),
  topics,
  form: 'record',
  encodeUtf8: nodePlatform.encodeUtf8,
  sha1: nodePlatform.sha1,
};
