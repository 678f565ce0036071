import { uuidFrom } from './real-objects.ts';

/** A short indicator; id and pattern follow from its name, so that no two have one content. */
export function indicatorText(name: string): string {
  const uuid = uuidFrom(name);
  const times = '"created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z"';
  const pattern = `"pattern":"[domain-name:value = '${uuid}.example']","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z"`;
  return `{"type":"indicator","spec_version":"2.1","id":"indicator--${uuid}",${times},"name":"${name}",${pattern}}`;
}

export async function* indicatorLines(name: string, count: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < count; i++) yield Buffer.from(`${indicatorText(`${name} ${i}`)}\n`);
}
