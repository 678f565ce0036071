import { isAbsolute, join } from 'node:path';
import type { RootView } from '../../app/partner-api.ts';
import { nearest } from '../../cli/nearest.ts';
import { type PartyId, parsePartyId } from '../../core/ids.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { readSetting, type Setting, type Settings, settings } from './schema.ts';

/** A configuration without holes: every question has one answer. */
export interface NodeConfig {
  readonly party: PartyId;
  readonly name: string;
  readonly description: string | null;
  readonly contact: string | null;
  readonly roots: readonly RootView[];
  readonly host: string;
  readonly port: number;
  readonly behindProxy: boolean;
  /** Under which address peers reach it; null: where it listens. */
  readonly publicUrl: string | null;
  /** Null: nothing waits for a second person. */
  readonly secondPersonAbove: number | null;
  readonly recalls: 'auto' | 'ask';
  readonly asking: 'by-hand' | 'by-itself';
  readonly pullEverySeconds: number;
  /** Absolute paths. */
  readonly tls: { readonly certificate: string; readonly key: string } | null;
}

export interface ConfigSources {
  readonly dir: string;
  /** The parsed content of `proviso.json`. */
  readonly file: unknown;
  readonly variables: ReadonlyMap<string, string>;
  /** By option name, for example `--port`. */
  readonly options: ReadonlyMap<string, string>;
}

/** Decides every setting; all faults together, each naming the option, variable or field and a valid value. */
export function decideConfig(sources: ConfigSources): Result<NodeConfig, Fault[]> {
  const { file } = sources;
  if (file === null || typeof file !== 'object' || Array.isArray(file)) {
    return fail({
      at: 'proviso.json',
      problem: 'is not an object',
      valid: '{"party": "bank-isac", "name": "Bank ISAC"}',
    });
  }
  const faults: Fault[] = [];
  const fields = new Map<string, unknown>(Object.entries(file));
  const known = Object.values(settings).map((one) => one.field as string);
  for (const field of fields.keys()) {
    if (known.includes(field)) continue;
    faults.push({
      at: `proviso.json: ${field.slice(0, 64)}`,
      problem: 'no such setting',
      valid: nearest(field, known) ?? known.join(', '),
    });
  }
  const decided: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(settings) as [string, Setting<unknown>][]) {
    const value = decideOne(one, fields, sources);
    if (value.ok) decided[name] = value.value;
    else faults.push(...value.error);
  }
  if (faults.length > 0) return fail(...faults);
  return together(decided as unknown as Settings, sources.dir);
}

function decideOne(
  one: Setting<unknown>,
  fields: ReadonlyMap<string, unknown>,
  sources: ConfigSources,
): Result<unknown, Fault[]> {
  const option = one.option === null ? undefined : sources.options.get(one.option);
  if (one.option !== null && option !== undefined) return readSetting(one, option, one.option);
  const variable = one.variable === null ? undefined : sources.variables.get(one.variable);
  if (one.variable !== null && variable !== undefined) return readSetting(one, variable, one.variable);
  const field = fields.get(one.field);
  return field === undefined || field === null ? ok(one.absent) : readSetting(one, field, `proviso.json: ${one.field}`);
}

/** What holds only between settings. */
function together(s: Settings, dir: string): Result<NodeConfig, Fault[]> {
  const faults: Fault[] = [];
  const party = parsePartyId(s.party, 'proviso.json: party');
  if (!party.ok) faults.push(...party.error);
  if (s.name === '') faults.push({ at: 'proviso.json: name', problem: 'is missing', valid: settings.name.valid });
  const { tlsCertificate: certificate, tlsKey: key } = s;
  if ((certificate === null) !== (key === null)) {
    const absent = certificate === null ? settings.tlsCertificate : settings.tlsKey;
    faults.push({
      at: `${absent.field} (${absent.variable})`,
      problem: 'certificate and key go together, and it is missing',
      valid: absent.valid,
    });
  }
  if (faults.length > 0 || !party.ok) return fail(...faults);
  const inside = (path: string): string => (isAbsolute(path) ? path : join(dir, path));
  return ok({
    party: party.value,
    name: s.name,
    description: s.description,
    contact: s.contact,
    roots: s.roots,
    host: s.host,
    port: s.port,
    behindProxy: s.behindProxy,
    publicUrl: s.publicUrl,
    pullEverySeconds: s.pullEverySeconds,
    secondPersonAbove: s.secondPersonAbove === 'never' ? null : s.secondPersonAbove,
    recalls: s.recalls,
    asking: s.asking,
    tls: certificate === null || key === null ? null : { certificate: inside(certificate), key: inside(key) },
  });
}
