import { indicator, malware, uuid, type World } from './world.ts';

/** The world that most rules are checked in. Party names are roles. */

export const main = uuid(0xa1);
export const inbox = uuid(0xa2);
export const drop = uuid(0xa3);
export const secret = uuid(0xa4);
export const sealed = uuid(0xa5);

/** Indicator 1 in three versions, given oldest version last. */
const threeVersions = [
  indicator(1, { modified: '2025-03-01T00:00:00.000Z' }),
  indicator(1, { modified: '2025-02-01T00:00:00.000Z' }),
  indicator(1, { modified: '2025-01-01T00:00:00.000000Z' }),
];

const ipv4 = {
  type: 'ipv4-addr',
  id: 'ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3ccaf1f4',
  spec_version: '2.1',
  value: '198.51.100.7',
};

export const sampleWorld: World = {
  parties: ['alfa', 'bravo', 'carol'],
  collections: [
    {
      id: main,
      title: 'Main',
      description: 'What most rules are checked on',
      alias: 'main',
      rights: { alfa: 'r', bravo: 'rw' },
      objects: [
        ...threeVersions.map((object) => ({ object })),
        ...[2, 3, 4, 5, 6, 7].map((n) => ({ object: indicator(n) })),
        { object: malware(8), hiddenFrom: ['alfa'] },
        { object: malware(9) },
        { object: ipv4 },
      ],
    },
    { id: inbox, title: 'Inbox', rights: { alfa: 'rw', bravo: 'r' }, objects: [] },
    { id: drop, title: 'Drop', rights: { alfa: 'w' }, objects: [] },
    { id: secret, title: 'Secret', alias: 'secret', rights: { bravo: 'rw' }, objects: [{ object: indicator(20) }] },
    { id: sealed, title: 'Sealed', rights: { alfa: 'r' }, objects: [] },
  ],
};

export const path = (collection: string, rest = ''): string => `/api/collections/${collection}/${rest}`;
