/** The whole body of an answer; null when there is more than `max` bytes, and its connection is then cut. */
export async function readBounded(
  body: AsyncIterable<Uint8Array> & { destroy(): unknown },
  max: number,
): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > max) {
      body.destroy();
      return null;
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}
