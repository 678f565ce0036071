import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  parseAnswerParams,
  parseRequestParams,
  parseSignatureValue,
  requestParams,
  signatureBase,
} from './request-signature.ts';

/** RFC 9421 appendix B.1.4. */
const privateKey = createPrivateKey({
  key: Buffer.from('MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF', 'base64'),
  format: 'der',
  type: 'pkcs8',
});
const publicKey = createPublicKey({
  key: Buffer.from('MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=', 'base64'),
  format: 'der',
  type: 'spki',
});

describe('signatures of requests', () => {
  it('RFC 9421 B.2.6: the base of the published request carries the published signature', () => {
    const base = signatureBase(
      [
        ['date', 'Tue, 20 Apr 2021 02:07:55 GMT'],
        ['@method', 'POST'],
        ['@path', '/foo'],
        ['@authority', 'example.com'],
        ['content-type', 'application/json'],
        ['content-length', '18'],
      ],
      '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    );
    const published = Buffer.from(
      'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==',
      'base64',
    );
    expect(verify(null, Buffer.from(base), publicKey, published)).toBe(true);
    expect(sign(null, Buffer.from(base), privateKey)).toEqual(published);
    expect(verify(null, Buffer.from(base.replace('POST', 'PUT')), publicKey, published)).toBe(false);
  });

  const params = { created: 1_772_323_200, expires: 1_772_323_500, nonce: 'A'.repeat(43), keyId: 'ab'.repeat(32) };
  const good = `proviso=${requestParams(params)}`;

  it('T-FED-12 knows one form of parameters and refuses every other', () => {
    expect(parseRequestParams(good)).toEqual(params);
    const wrong = [
      '',
      good.replace('"@method" ', ''),
      good.replace(' "content-digest"', ''),
      good.replace('"@method" "@target-uri"', '"@target-uri" "@method"'),
      good.replace('"content-digest")', '"content-digest" "date")'),
      good.replace('"@authority"', '"@authority";req'),
      good.replace('"@authority"', '"host"'),
      good.replace('proviso=', 'sig1='),
      `${good}, sig2=${requestParams(params)}`,
      `sig2=${requestParams(params)}, ${good}`,
      `${good};alg="none"`,
      good.replace(';expires=1772323500', ''),
      good.replace(';nonce="', ';tag="'),
      good.replace('created=1772323200', 'created=01772323200'),
      good.replace('created=1772323200', 'created=1.5'),
      good.replace('created=1772323200', 'created="1772323200"'),
      good.replace('A"', 'B"'),
      good.replace('ab', 'AB'),
      ` ${good}`,
      `${good} `,
      good.replaceAll('" "', '"  "'),
    ];
    for (const input of wrong) expect(parseRequestParams(input), input).toBeNull();
  });

  it('T-FED-12 takes one signature under one label, in one spelling', () => {
    const value = `proviso=:${Buffer.alloc(64, 7).toString('base64')}:`;
    expect(parseSignatureValue(value)).toEqual(Uint8Array.from(Buffer.alloc(64, 7)));
    for (const wrong of [
      '',
      value.replace('proviso', 'sig1'),
      `${value}, ${value}`,
      value.slice(0, -1),
      value.replace('==', ''),
      `proviso=:${Buffer.alloc(63, 7).toString('base64')}:`,
      `proviso=:${Buffer.alloc(65, 7).toString('base64')}:`,
      value.replace('w==', 'x=='),
    ])
      expect(parseSignatureValue(wrong), wrong).toBeNull();
  });

  it('T-FED-12 an answer whose signature leaves out a component is none', () => {
    const parts = { status: 200, contentType: 'application/json', contentDigest: 'sha-256=:x:', added: null };
    const tail = `;created=1;nonce="${'A'.repeat(43)}";keyid="${'ab'.repeat(32)}"`;
    expect(parseAnswerParams(`proviso=("@status" "content-type" "content-digest")${tail}`, parts)).not.toBeNull();
    for (const list of ['("@status" "content-type")', '()', '("content-digest" "@status" "content-type")'])
      expect(parseAnswerParams(`proviso=${list}${tail}`, parts)).toBeNull();
    const paged = { ...parts, added: { first: 'a', last: 'b' } };
    expect(parseAnswerParams(`proviso=("@status" "content-type" "content-digest")${tail}`, paged)).toBeNull();
  });
});
