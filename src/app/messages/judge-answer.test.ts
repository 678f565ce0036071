import { describe, expect, it } from 'vitest';
import { nodePlatform } from '../../main/node-platform.ts';
import { judgeAnswer } from './judge-answer.ts';

const judged = (status: number, body: string) =>
  judgeAnswer({ kind: 'answered', status, headers: new Map(), body: new TextEncoder().encode(body) }, nodePlatform);

const faults = '"faults":[{"at":"x","problem":"is not so","valid":"y"}]';

describe('what an answer to a message means for what is sent next', () => {
  it.each([
    [200, '{"taken":1}'],
    [422, `{"refused":1,${faults}}`],
    [409, '{"expected":2}'],
    [410, '{"frozen":true}'],
  ])('%i %s settles it', (status, body) => expect(judged(status, body).kind).toBe('answer'));

  it.each([
    [400, `{${faults}}`, 'answers 400: x: is not so (valid: y)'],
    [400, 'no JSON', 'answers 400'],
    [413, '{"title":"Too large","description":"At most 1 byte."}', 'answers 413: Too large; At most 1 byte.'],
    [415, '{}', 'answers 415'],
    [422, `{${faults}}`, 'answers 422: x: is not so (valid: y)'],
    [410, '{}', 'answers 410'],
  ])('%i %s is final', (status, body, why) => expect(judged(status, body)).toEqual({ kind: 'final', status, why }));

  it.each([
    [503, `{"later":true,${faults}}`],
    [500, '{}'],
    [501, ''],
    [200, '{}'],
    [200, '[]'],
    [302, ''],
  ])('%i %s is about this thread, for now', (status, body) =>
    expect(judged(status, body)).toMatchObject({ kind: 'later', scope: 'thread' }),
  );

  it.each([
    [429, '{"full":true}'],
    [429, ''],
    [503, '{}'],
    [502, ''],
    [504, '<html>'],
    [401, '{}'],
    [404, '{}'],
    [408, ''],
  ])('%i %s is about the peer, for now', (status, body) =>
    expect(judged(status, body)).toMatchObject({ kind: 'later', scope: 'peer' }),
  );

  it('nobody there is about the peer', () => {
    expect(judgeAnswer({ kind: 'unreachable', why: 'x' }, nodePlatform)).toEqual({
      kind: 'later',
      scope: 'peer',
      why: 'x',
    });
  });

  it('keeps of a peer’s words no more than people read', () => {
    const { why } = judged(400, JSON.stringify({ faults: [{ at: 'x', problem: 'p'.repeat(10_000) }] })) as {
      why: string;
    };
    expect(why.length).toBe(500);
  });
});
