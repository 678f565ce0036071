import jsonld from 'jsonld';
import type { JsonObject } from '../../src/core/json-value.ts';

/**
 * A peer that runs everything through a JSON-LD processor. Its context is written here from what the Dataspace Protocol
 * 2025-1 defines of ODRL: `use`, the operators and the properties of policies are terms, operands are none. No network.
 */
const odrl = (name: string, type: '@id' | '@vocab' | null): object | string =>
  type === null ? `odrl:${name}` : { '@id': `odrl:${name}`, '@type': type };

const terms = Object.fromEntries([
  ...['profile', 'target', 'assigner', 'assignee'].map((name) => [name, odrl(name, '@id')]),
  ...['permission', 'prohibition', 'obligation', 'constraint'].map((name) => [name, odrl(name, '@id')]),
  ...['and', 'or', 'xone', 'andSequence'].map((name) => [name, odrl(name, '@id')]),
  ...['action', 'leftOperand', 'operator'].map((name) => [name, odrl(name, '@vocab')]),
  ...['Offer', 'Agreement', 'Set', 'use', 'rightOperand'].map((name) => [name, odrl(name, null)]),
  ...['eq', 'neq', 'gt', 'gteq', 'lt', 'lteq'].map((name) => [name, odrl(name, null)]),
  ...['isA', 'hasPart', 'isPartOf', 'isAllOf', 'isAnyOf', 'isNoneOf'].map((name) => [name, odrl(name, null)]),
]);

const dspContextUrl = 'https://w3id.org/dspace/2025/1/context.jsonld';
const dspContext = { '@version': 1.1, odrl: 'http://www.w3.org/ns/odrl/2/', ...terms };

const documentLoader = async (
  url: string,
): Promise<{ contextUrl: null; documentUrl: string; document: { '@context': object } }> => {
  if (url !== dspContextUrl) throw new Error(`no such context here: ${url}`);
  return { contextUrl: null, documentUrl: url, document: { '@context': dspContext } };
};

/** The document in expanded form: full names and arrays everywhere. */
export const expanded = (document: JsonObject): Promise<object[]> =>
  jsonld.expand({ '@context': dspContextUrl, ...document }, { documentLoader });

/** What comes back from the peer: expanded, then compacted with a context of its own choice. */
export async function throughPeer(document: JsonObject, context: unknown = dspContextUrl): Promise<JsonObject> {
  return (await jsonld.compact(await expanded(document), context, { documentLoader })) as JsonObject;
}

/** Only `odrl:` as a prefix and no terms: every property and every value that is a name carries it. */
export const prefixContext = { odrl: 'http://www.w3.org/ns/odrl/2/' };
