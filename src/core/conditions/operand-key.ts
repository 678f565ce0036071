import type { OperandParams } from './condition.ts';

const plain = /^[A-Za-z0-9\-_.~:/,]$/;

/** RFC 3986 percent-encoding over UTF-8 that leaves `:` `/` `,` readable (terms profile section 1). */
function encode(text: string): string {
  let out = '';
  for (const ch of text) out += plain.test(ch) ? ch : encodeStrict(ch);
  return out;
}

/**
 * `encodeURIComponent` keeps five marks that RFC 3986 reserves; those are encoded too, so that one text has one key. Half
 * a surrogate pair has no UTF-8 and becomes the replacement character.
 */
function encodeStrict(ch: string): string {
  if (/^[!'()*]$/.test(ch)) return `%${ch.charCodeAt(0).toString(16).toUpperCase()}`;
  return ch.length === 1 && ch >= '\ud800' && ch <= '\udfff' ? '%EF%BF%BD' : encodeURIComponent(ch);
}

/**
 * Operand and parameters as one text, for example `position?grade=B2&topic=t`: equal for equal questions, and the tail of
 * the left operand's IRI in the wire form. Parameters come in order of their names.
 */
export function operandKey(operand: string, params: OperandParams): string {
  const names = Object.keys(params).sort();
  if (names.length === 0) return operand;
  return `${operand}?${names.map((name) => `${encode(name)}=${encode(params[name] ?? '')}`).join('&')}`;
}

/** An operand key taken apart again; parameters that are no percent-encoding stay as they are spelled. */
export function readOperandKey(key: string): { readonly operand: string; readonly params: OperandParams } {
  const at = key.indexOf('?');
  if (at < 0) return { operand: key, params: {} };
  const params: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const part of key.slice(at + 1).split('&')) {
    const [name = '', value = ''] = part.split('=');
    params[decode(name)] = decode(value);
  }
  return { operand: key.slice(0, at), params };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
