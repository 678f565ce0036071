import { beforeAll, describe, expect, it } from 'vitest';
import { articleReader, type Candidate, statementProposer } from '../index.ts';
import type { Alias } from './alias-book.ts';

const aliases: readonly Alias[] = [
  { name: 'Kestria', kind: 'party', of: 'kestria', affiliation: null },
  { name: 'ministry of the interior', kind: 'organ', of: 'kestria', affiliation: null },
  { name: 'interior ministry', kind: 'organ', of: 'ministry of the interior', affiliation: null },
  { name: 'Anselm Roth', kind: 'person', of: 'interior ministry', affiliation: null },
  { name: 'Sever', kind: 'outlet', of: null, affiliation: 'kestria' },
];

let propose: (text: string) => readonly Candidate[];
beforeAll(async () => {
  const read = await articleReader();
  const proposer = await statementProposer(aliases);
  propose = (text) => {
    const bytes = Buffer.from(
      `A headline for the test\n\n${text}\n\nIt was the first of the year and it is not the last.`,
    );
    const article = read(bytes, 'a.txt', (b) => Buffer.from(b).toString('utf8'));
    if (!article.ok) throw new Error(article.error[0]?.problem);
    return proposer.propose(article.value);
  };
}, 60_000);

const one = (text: string): Candidate => {
  const all = propose(text);
  expect(all.map((c) => c.cue)).toHaveLength(1);
  return all[0]!;
};

describe('where the cue stands', () => {
  it.each([
    ['“We sail,” Roth said.', 'Roth', 'We sail,', 'direct'],
    ['“We sail,” said Roth.', 'Roth', 'We sail,', 'direct'],
    ['Roth said: “We sail.”', 'Roth', 'We sail.', 'direct'],
    ["'We sail,' Roth told reporters.", 'Roth', 'We sail,', 'direct'],
    ['Roth said that the ships would sail.', 'Roth', 'the ships would sail', 'indirect'],
    ['The ships would sail, Roth said on Monday.', 'Roth', 'The ships would sail', 'indirect'],
    ['Roth said the talks were “on ice”.', 'Roth', 'the talks were “on ice”', 'mixed'],
    ['According to Roth, the ships would sail.', 'Roth', 'the ships would sail', 'indirect'],
    ['The ships would sail, according to Roth.', 'Roth', 'The ships would sail', 'indirect'],
    ['The harbour, a clerk whispered, was empty.', 'a clerk', 'The harbour', 'indirect'],
    ['The offer was rejected by the union.', 'the union', 'The offer', 'narrator-report'],
    ['It was announced by the union that ships would sail.', 'the union', 'ships would sail', 'indirect'],
    ['Roth was quoted as saying that ships would sail.', 'Roth', 'ships would sail', 'indirect'],
    ['The union promised to return the money.', 'The union', 'to return the money', 'narrator-report'],
  ])('%s', (text, source, content, mode) => {
    expect(one(text)).toMatchObject({ source, content, mode });
  });

  it('takes the part behind an attribution in the middle', () => {
    expect(one('“We sail,” Roth said, “at dawn.”')).toMatchObject({ content: 'We sail,', contentMore: 'at dawn.' });
    expect(one('The files, Roth added, fill 14 boxes.')).toMatchObject({ contentMore: 'fill 14 boxes' });
    expect(one('“We sail,” Roth said. “At dawn.”')).toMatchObject({ contentMore: 'At dawn.' });
  });

  it('takes a participle with the subject of the sentence', () => {
    const [denied, saying] = propose('The union denied the report, saying it was “a fantasy”.');
    expect([denied?.act, saying?.source, saying?.content]).toEqual(['deny', 'The union', 'it was “a fantasy”']);
  });
});

describe('what is no statement', () => {
  it.each([
    'The minister declined to say whether talks went on.',
    'The minister did not say when the ships would sail.',
    'The minister refused to comment on the ships.',
    'If the minister said that the talks were over, prices would fall.',
    'The minister would say that the talks were over.',
    'Nobody said that the talks were over.',
    'The minister called the police.',
    'Evidence suggests that the ships sailed.',
    'The answers to these claims and offers are in the reports.',
  ])('%s', (text) => {
    expect(propose(text)).toEqual([]);
  });
});

describe('who is meant', () => {
  it('takes a short name and a pronoun for the last full name', () => {
    const [first, second] = propose(
      'Mediator Anselm Roth arrived late. Roth said the road was bad. “Very bad,” he said.',
    );
    expect([first?.speaker, second?.speaker, second?.source]).toEqual(['Anselm Roth', 'Anselm Roth', 'he']);
    expect(second?.reason).toContain('pronoun');
    expect(second?.certainty).not.toBe('high');
  });

  it('keeps one holder a row of a joint statement', () => {
    expect(one('Arlen, Bosca and Teyr said that they would not pay.').joint).toEqual(['Arlen', 'Bosca', 'Teyr']);
  });

  it('looks party and organ up in the table, through other names of an organ', () => {
    const organ = { party: 'kestria', organ: 'ministry of the interior' };
    expect(one('The interior ministry said the road was bad.')).toMatchObject(organ);
    expect(one('Anselm Roth said the road was bad.')).toMatchObject(organ);
    expect(one('The harbour union said the road was bad.')).toMatchObject({ party: null, organ: null });
  });
});

describe('through whom', () => {
  const chain = (text: string): readonly string[] => one(text).chain.map((hop) => hop.actor);
  it.each([
    ['Roth told Reuters that ships would sail.', ['Reuters']],
    ['Ships would sail, Roth said, the Maren Courier reported.', ['Maren Courier']],
    ['Ships would sail, Roth told Sever, according to the Maren Courier.', ['Sever', 'Maren Courier']],
    ['Ships would sail, Roth said, the Maren Courier reported, citing Sever.', ['Sever', 'Maren Courier']],
    ['Sever quoted Roth as saying that ships would sail.', ['Sever']],
    ['“Ships sail,” Roth was quoted as saying by Sever.', ['Sever']],
    ['Roth told reporters that ships would sail.', []],
  ])('%s', (text, actors) => {
    expect(chain(text)).toEqual(actors);
  });

  it('makes a relay of whoever quotes somebody else', () => {
    const inner = propose('“The pilot told us, ‘The road is mined,’” Roth said.').find((c) => c.source === 'The pilot');
    expect(inner).toMatchObject({ content: 'The road is mined,', certainty: 'medium' });
    expect(inner?.chain.map((hop) => hop.actor)).toEqual(['Roth']);
  });
});

describe('hostile text', () => {
  it.each([
    ['quotation marks that never close', '“'.repeat(20_000)],
    ['apostrophes', "' ".repeat(20_000)],
    ['one word', 'said '.repeat(20_000)],
    ['one long sentence', 'the minister said that the union denied and '.repeat(2_000)],
    ['capital letters', 'Aa Bb '.repeat(10_000)],
    ['commas', ', a, and '.repeat(10_000)],
  ])('reads %s without failing', (_, text) => {
    expect(Array.isArray(propose(`The harbour is open and it is busy. ${text}`))).toBe(true);
  });
});
