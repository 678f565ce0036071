import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expanded, throughPeer } from '../../../test/terms/jsonld-peer.ts';
import type { JsonObject } from '../../core/json-value.ts';
import { parseTerms, type TermsText } from '../../core/terms/index.ts';
import { canonicalWire, fromWire, hashOfWire, normalForm, toWire, wireFaults } from './index.ts';

const folder = new URL('../../../conformance/terms/', import.meta.url);
const names = readdirSync(new URL('offers/', folder)).map((name) => name.slice(0, -5));
const file = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const offer = (name: string): JsonObject => JSON.parse(file(`offers/${name}.json`)) as JsonObject;
const hashing = {
  encodeUtf8: (text: string): Uint8Array => new TextEncoder().encode(text),
  sha256: (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest(),
};

function native(name: string): TermsText {
  const text = parseTerms(JSON.parse(file(`${name}.json`)));
  if (!text.ok) throw new Error(name);
  return text.value;
}

describe('the wire form of the examples of the terms profile', () => {
  it('is here for all of them', () => {
    expect(names).toHaveLength(8);
    expect(readdirSync(folder).filter((name) => name.endsWith('.yaml'))).toHaveLength(8);
  });

  it.each(names)('%s: native to wire is the document of the profile, key order included', (name) => {
    expect(`${JSON.stringify(toWire(native(name)), null, 2)}\n`).toBe(file(`offers/${name}.json`));
    expect(wireFaults(native(name))).toEqual([]);
  });

  it.each(names)('%s: wire to native is the native text, and back', (name) => {
    expect(fromWire(offer(name))).toEqual({ ok: true, value: native(name) });
    expect(toWire(native(name))).toEqual(offer(name));
  });

  it.each(names)('%s: survives a JSON-LD peer with one hash', async (name) => {
    const back = await throughPeer(offer(name));
    expect(canonicalWire(back)).toBe(canonicalWire(offer(name)));
    expect(hashOfWire(back, hashing)).toBe(hashOfWire(offer(name), hashing));
    const read = fromWire(back);
    expect(read.ok && hashOfWire(toWire(read.value), hashing)).toBe(hashOfWire(offer(name), hashing));
    const [only] = await expanded(offer(name));
    expect(normalForm(only as JsonObject)).toEqual(normalForm(offer(name)));
    expect(fromWire([only])).toEqual(fromWire(only));
    expect(fromWire(only).ok).toBe(true);
  });
});

describe('the normal form', () => {
  it('is fixed: these bytes are hashed and signed', () => {
    expect(canonicalWire(offer('4-originator-consent'))).toBe(
      '{"@id":"urn:uuid:1f0a4c1e-0004-4a00-8000-000000000004","@type":"Offer","assignee":"party:a","assigner":"party:b",' +
        '"obligation":[{"action":"odrl:attribute"},{"action":"odrl:delete","constraint":' +
        '{"leftOperand":"https://proviso.example/ns/terms/1/elapsed?since=revocation","operator":"lteq","rightOperand":"PT24H"}}],' +
        '"permission":[{"action":"https://proviso.example/ns/terms/1/receive"},' +
        '{"action":"https://proviso.example/ns/terms/1/relay","constraint":[' +
        '{"leftOperand":"https://proviso.example/ns/terms/1/consent?of=originator&scope=object","operator":"eq","rightOperand":"granted"},' +
        '{"leftOperand":"https://proviso.example/ns/terms/1/hops","operator":"lteq","rightOperand":"1"},' +
        '{"leftOperand":"https://proviso.example/ns/terms/1/recipient","operator":"isNoneOf","rightOperand":"party:z"},' +
        '{"leftOperand":"https://proviso.example/ns/terms/1/recipient-terms","operator":"eq","rightOperand":"equal-or-stricter"}]}],' +
        '"profile":"https://proviso.example/ns/terms/1","target":"collection:from-b"}',
    );
  });

  it('differs for every two of the eight examples, and for every one of them with one value changed', () => {
    const hashes = names.map((name) => hashOfWire(offer(name), hashing));
    const changed = names.map((name) => hashOfWire({ ...offer(name), target: 'collection:other' }, hashing));
    expect(new Set([...hashes, ...changed]).size).toBe(16);
  });

  it('keeps the order of andSequence, and of nothing else', () => {
    const turned = (key: string): JsonObject => {
      const wire = (list: readonly unknown[]): JsonObject =>
        ({ permission: [{ action: 'use', constraint: [{ [key]: list }] }] }) as unknown as JsonObject;
      return { a: normalForm(wire([{ x: '1' }, { x: '2' }])), b: normalForm(wire([{ x: '2' }, { x: '1' }])) };
    };
    for (const key of ['and', 'or', 'xone']) expect(turned(key)['a']).toEqual(turned(key)['b']);
    expect(turned('andSequence')['a']).not.toEqual(turned('andSequence')['b']);
  });
});
