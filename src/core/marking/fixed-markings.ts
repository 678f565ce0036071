import type { TlpLevel } from './tlp-level.ts';

/** A marking whose id and meaning are fixed by its standard. */
export interface FixedMarking {
  readonly id: string;
  readonly scheme: 'tlp-1' | 'tlp-2' | 'pap';
  /** Name in its scheme, for example `TLP:AMBER+STRICT`. */
  readonly name: string;
  /** The word in the definition, for example `white`. */
  readonly word: string;
  /** `created` of the standard copy. */
  readonly created: string;
  /** Effective TLP level; null for schemes that are not TLP. */
  readonly tlp: TlpLevel | null;
}

/** Carries `tlp_2_0` (OASIS common extension of FIRST TLP 2.0). */
export const tlp2Extension = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d';
/** Carries `pap` (permissible actions protocol). */
export const papExtension = 'extension-definition--f8d78575-edfd-406e-8e84-6162a8450f5b';

type Row = readonly [scheme: FixedMarking['scheme'], word: string, uuid: string, tlp: TlpLevel | null];

const rows: readonly Row[] = [
  ['tlp-1', 'white', '613f2e26-407d-48c7-9eca-b8e91df99dc9', 'clear'],
  ['tlp-1', 'green', '34098fce-860f-48ae-8e50-ebd3cc5e41da', 'green'],
  ['tlp-1', 'amber', 'f88d31f6-486f-44da-b317-01333bde0b82', 'amber'],
  ['tlp-1', 'red', '5e57c739-391a-4eb3-b6be-7d15ca92d5ed', 'red'],
  ['tlp-2', 'clear', '94868c89-83c2-464b-929b-a1a8aa3c8487', 'clear'],
  ['tlp-2', 'green', 'bab4a63c-aed9-4cf5-a766-dfca5abac2bb', 'green'],
  ['tlp-2', 'amber', '55d920b0-5e8b-4f79-9ee9-91f868d9b421', 'amber'],
  ['tlp-2', 'amber+strict', '939a9414-2ddd-4d32-a0cd-375ea402b003', 'amber+strict'],
  ['tlp-2', 'red', 'e828b379-4e03-4974-9ac4-e53a884c97c1', 'red'],
  ['pap', 'clear', 'ad15a0cd-55b6-4588-a14c-a66105329b92', null],
  ['pap', 'white', 'a3bea94c-b469-41dc-9cfe-d6e7daba7730', null],
  ['pap', 'green', 'c43594d1-4b11-4c59-93ab-1c9b14d53ce9', null],
  ['pap', 'amber', '60f8932b-e51e-4458-b265-a2e8be9a80ab', null],
  ['pap', 'red', '740d36e5-7714-4c30-961a-3ae632ceee0e', null],
];

/** TLP 1 (STIX 2.1 section 7.2.1), TLP 2.0 and PAP, by id. */
export const fixedMarkings: ReadonlyMap<string, FixedMarking> = new Map(
  rows.map(([scheme, word, uuid, tlp]) => {
    const id = `marking-definition--${uuid}`;
    const name = `${scheme === 'pap' ? 'PAP' : 'TLP'}:${word.toUpperCase()}`;
    const created = scheme === 'tlp-1' ? '2017-01-20T00:00:00.000Z' : '2022-10-01T00:00:00.000Z';
    return [id, { id, scheme, name, word, created, tlp }];
  }),
);

/** The TLP 2.0 marking of a level. */
export function tlpMarkingId(level: TlpLevel): string {
  const found = rows.find(([scheme, word]) => scheme === 'tlp-2' && word === level);
  if (found === undefined) throw new Error(`no TLP 2.0 marking for ${level}`);
  return `marking-definition--${found[2]}`;
}
