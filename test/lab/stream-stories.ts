import type { LabObject } from './lab-objects.ts';
import type { LabAsk, LabRecord, LabText, ReleaseLab } from './release-lab.ts';

/** Short words for the stories of the release stream: texts, pages, walks. */
export const ofType = (...types: string[]) => ({ type: { 'any-of': types } });
export const asked = (value: string) => ({ position: { topic: 't', is: value } });
export const allow = (...when: unknown[]) => [{ do: 'receive', when }];
export const text = (id: string, when: unknown[], more: Partial<LabText> = {}): LabText => ({
  id: `urn:x:${id}`,
  to: 'p',
  collection: 1,
  allow: allow(...when),
  ...more,
});

export const number = (r: LabRecord): number => Number(r.id.slice(-12));

export async function page(
  lab: ReleaseLab,
  ask: LabAsk = {},
  party = 'p',
): Promise<{
  readonly records: readonly LabRecord[];
  readonly more: boolean;
  readonly next: string | null;
  readonly bytes: string;
}> {
  const answer = await lab.ask(party, ask);
  if (!answer.ok) throw new Error(answer.refusal);
  return answer;
}

/** Everything after a stamp, page by page; `style` says how the next page is asked for. */
export async function walk(
  lab: ReleaseLab,
  ask: LabAsk = {},
  style: 'next' | 'added_after' = 'next',
  party = 'p',
): Promise<LabRecord[]> {
  const out: LabRecord[] = [];
  let at: LabAsk = ask;
  for (let k = 0; k < 5000; k++) {
    const got = await page(lab, at, party);
    out.push(...got.records);
    if (!got.more) return out;
    const last = out[out.length - 1]?.stamp ?? ask.after ?? null;
    at = style === 'next' ? { ...ask, after: null, cursor: got.next } : { ...ask, after: last };
  }
  throw new Error('a walk without end');
}

export const numbers = (records: readonly LabRecord[]): number[] => records.map(number);
export const upTo = (n: number, more: Partial<LabObject> = {}): LabObject[] =>
  Array.from({ length: n }, (_, i) => ({ n: i + 1, ...more }));
