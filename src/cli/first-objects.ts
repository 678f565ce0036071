/**
 * The first objects of an export (JSON texts joined by commas, cut anywhere), read no further than needed. The bytes
 * are the node's own and well formed; braces are counted outside of texts only.
 */
export async function firstObjects(parts: AsyncIterable<Uint8Array>, most: number): Promise<unknown[]> {
  const found: unknown[] = [];
  let held: Uint8Array[] = [];
  let depth = 0;
  let inText = false;
  let escaped = false;
  for await (const part of parts) {
    let from = depth > 0 ? 0 : -1;
    for (let i = 0; i < part.length; i++) {
      const byte = part[i];
      if (escaped) escaped = false;
      else if (inText) {
        if (byte === 0x5c) escaped = true;
        else if (byte === 0x22) inText = false;
      } else if (byte === 0x22) inText = true;
      else if (byte === 0x7b) {
        if (depth === 0) from = i;
        depth++;
      } else if (byte === 0x7d) {
        depth--;
        if (depth > 0) continue;
        found.push(JSON.parse(Buffer.concat([...held, part.subarray(from, i + 1)]).toString('utf8')));
        if (found.length >= most) return found;
        held = [];
        from = -1;
      }
    }
    if (from >= 0) held.push(part.subarray(from));
  }
  return found;
}
