/**
 * Canonical JSON (RFC 8785): keys in the order of their UTF-16 units, numbers as JavaScript writes them, no spaces.
 * Takes plain JSON values only, such as the scanner gives; throws on anything else, since that is a mistake of ours.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('canonicalJson: not a finite number');
      return String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value as Record<string, unknown>);
    default:
      throw new TypeError(`canonicalJson: ${typeof value} is not JSON`);
  }
}

function canonicalArray(list: readonly unknown[]): string {
  if (list.length === 0) return '[]';
  let out = `[${canonicalJson(list[0])}`;
  for (let i = 1; i < list.length; i++) out += `,${canonicalJson(list[i])}`;
  return `${out}]`;
}

function canonicalObject(record: Record<string, unknown>): string {
  const keys = Object.keys(record);
  sortUnits(keys);
  let out = '{';
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    out += `${i === 0 ? '' : ','}${quote(key)}:${canonicalJson(record[key])}`;
  }
  return `${out}}`;
}

/** Few keys are the rule, mostly in order already: insertion beats the general sort there. */
function sortUnits(keys: string[]): void {
  if (keys.length > 32) {
    keys.sort();
    return;
  }
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i] as string;
    let k = i - 1;
    while (k >= 0 && (keys[k] as string) > key) {
      keys[k + 1] = keys[k] as string;
      k--;
    }
    keys[k + 1] = key;
  }
}

/** Short strings without anything to escape are quoted as they are; the rest goes through the runtime, which writes RFC 8785's form. */
function quote(text: string): string {
  if (text.length > 64) return JSON.stringify(text);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit === 0x22 || unit === 0x5c || unit >= 0xd800) return JSON.stringify(text);
  }
  return `"${text}"`;
}
