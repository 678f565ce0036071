import type { Intake } from '../app/intake.ts';
import { type Fault, fail, ok, type Result } from '../core/result.ts';
import {
  nameOf,
  ObjectSplitter,
  prepareObject,
  referencesOf,
  type StixPlatform,
  scanJson,
} from '../core/stix/index.ts';

/** The way in for STIX 2.1: one validator for the wire and for files. Custom objects and properties pass unchanged. */
export function stixIntake(platform: StixPlatform): Intake {
  const stored = (body: Uint8Array): Record<string, unknown> =>
    JSON.parse(platform.decodeUtf8Fatal(body)) as Record<string, unknown>;
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return {
    envelope: (body) => readEnvelope(body, platform),
    delivery: (body) => readDelivery(body, platform),
    prepare: (object, deliverer, now) => prepareObject(object, { deliverer, now, customObjects: 'accept', platform }),
    splitter: () => new ObjectSplitter(platform),
    referencesOf: (body) => referencesOf(stored(body)),
    timesOf: (body) => {
      const { created, modified } = stored(body);
      return { created: text(created), modified: text(modified) };
    },
    nameOf: (object) => nameOf(object, platform),
  };
}

function readDelivery(body: Uint8Array, platform: StixPlatform): ReturnType<Intake['delivery']> {
  const splitter = new ObjectSplitter(platform, true);
  const pushed = splitter.push(body);
  if (!pushed.ok) return pushed;
  const ended = splitter.end();
  if (!ended.ok) return ended;
  if (splitter.kind !== 'envelope') return fail({ at: 'body', problem: 'is no envelope', valid: envelopeWanted });
  const custom = Object.entries(splitter.members).filter(([name]) => name.startsWith('x_'));
  return ok({ objects: [...pushed.value, ...ended.value], custom: Object.fromEntries(custom) });
}

const envelopeWanted = 'a TAXII 2.1 envelope: {"objects": [...]}';

/** TAXII 2.1 section 3.7: objects come in an envelope, never in a bundle; an envelope may be empty. */
function readEnvelope(body: Uint8Array, platform: StixPlatform): Result<readonly unknown[], Fault[]> {
  const splitter = new ObjectSplitter(platform);
  const pushed = splitter.push(body);
  if (!pushed.ok) return pushed;
  const ended = splitter.end();
  if (!ended.ok) return ended;
  const objects = [...pushed.value, ...ended.value];
  if (splitter.kind === 'envelope') return ok(objects);
  if (splitter.kind === 'single') {
    const value = scanJson(objects[0]!, platform);
    if (!value.ok) return value;
    if (typeof value.value === 'object' && value.value !== null && Object.keys(value.value).length === 0) return ok([]);
  }
  return fail({
    at: 'body',
    problem: splitter.kind === 'single' ? 'an object that is no envelope' : `a ${splitter.kind}, not an envelope`,
    valid: envelopeWanted,
  });
}
