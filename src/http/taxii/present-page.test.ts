import { describe, expect, it } from 'vitest';
import type { ObjectsPage } from '../../app/partner-api.ts';
import { presentObjects } from './present-page.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const objects = `{"id":"${'x'.repeat(40_000)}"}`;
const page = (more: Partial<ObjectsPage> = {}): ObjectsPage => ({
  more: false,
  next: null,
  firstAdded: 1,
  lastAdded: 1,
  count: 1,
  objects: bytes(objects),
  ...more,
});
const text = (body: readonly Uint8Array[]): string => Buffer.concat(body).toString();

describe('presentation of pages', () => {
  for (const [name, more, want] of [
    ['a page', {}, `{"objects":[${objects}]}`],
    ['a page with more behind it', { more: true, next: 'n' }, `{"more":true,"next":"n","objects":[${objects}]}`],
    ['a page for a peer', { provenance: bytes('{"a":1}') }, `{"objects":[${objects}],"x_proviso_provenance":{"a":1}}`],
  ] as const)
    it(`gives the same answer every time, from the second time on in one piece that ${name} holds a part of`, () => {
      const one = page(more);
      const [first, second, third] = [presentObjects(one), presentObjects(one), presentObjects(one)];
      expect(text(first.body)).toBe(want);
      expect(first.body.length).toBeGreaterThan(1);
      expect(second.body).toHaveLength(1);
      expect(text(second.body)).toBe(want);
      expect(second.headers).toEqual(first.headers);
      expect(third).toBe(second);
      expect(Buffer.from(one.objects).toString()).toBe(objects);
      expect(one.objects.buffer).toBe(second.body[0]!.buffer);
    });
});
