import { describe, expect, it } from 'vitest';
import { offerByDefinition } from '../../../test/oracle/offer-by-definition.ts';
import { nodePlatform } from '../../../test/stix/node-platform.ts';
import type { Fault } from '../../core/result.ts';
import { scanJson } from '../../core/stix/index.ts';
import { canonicalWire, fromWire } from './index.ts';

const ns = 'https://proviso.example/ns/terms/1/';
const odrl = 'http://www.w3.org/ns/odrl/2/';
const good = `{"@id":"urn:uuid:1f0a4c1e-0001-4a00-8000-000000000001","@type":"Offer","profile":"${ns.slice(0, -1)}",
"target":"collection:c","assigner":"party:a","assignee":"party:b","permission":[{"action":"${ns}receive","constraint":[
{"leftOperand":"${ns}volume?unit=objects&window=P1D","operator":"lteq","rightOperand":"500"},
{"leftOperand":"${ns}type","operator":"isAnyOf","rightOperand":["report","malware"]},
{"or":[{"leftOperand":"odrl:purpose","operator":"eq","rightOperand":"defence"},
{"leftOperand":"${ns}confidence","operator":"gteq","rightOperand":"60"}]}]}],
"obligation":[{"action":"odrl:delete"}]}`;

const read = (json: string): ReturnType<typeof fromWire> => {
  const value = scanJson(new TextEncoder().encode(json), nodePlatform);
  return value.ok ? fromWire(value.value) : value;
};
const faultsOf = (json: string): readonly Fault[] => {
  const text = read(json);
  return text.ok ? [] : text.error;
};
const changed = (from: string, to: string): string => {
  expect(good.split(from)).toHaveLength(2);
  return good.replace(from, () => to);
};
const secondRefuses = (json: string): boolean => {
  try {
    offerByDefinition(json);
    return false;
  } catch {
    return true;
  }
};

const type = `"${ns}type"`;
const first = 'permission[0].constraint[0]';
const second = 'permission[0].constraint[1]';

describe('T-NEG-04 offers that two implementations could read differently', () => {
  it('the document that all of them are made from is right', () => {
    expect(faultsOf(good)).toEqual([]);
    expect(secondRefuses(good)).toBe(false);
  });

  it.each([
    ['a key twice', '"assignee":', '"assigner":"party:z","assignee":', null],
    ['a key twice, once escaped', '"target":', '"\\u0074arget":"collection:z","target":', null],
    ['a conflict strategy', '"obligation"', '"conflict":"perm","obligation"', 'conflict'],
    [
      'a conflict strategy by its full name',
      '"obligation"',
      `"${odrl}conflict":{"@id":"odrl:perm"},"obligation"`,
      `${odrl}conflict`,
    ],
    ['inheritance', '"obligation"', '"inheritFrom":"urn:x:1","obligation"', 'inheritFrom'],
    ['a remedy', '"action":"odrl:delete"', '"action":"odrl:delete","remedy":[]', 'obligation[0].remedy'],
    ['a consequence', '"action":"odrl:delete"', '"action":"odrl:delete","consequence":[]', 'obligation[0].consequence'],
    [
      'a duty inside a permission',
      `{"action":"${ns}receive"`,
      `{"duty":[],"action":"${ns}receive"`,
      'permission[0].duty',
    ],
    ['a refinement', '"operator":"lteq"', '"operator":"lteq","refinement":[]', `${first}.refinement`],
    [
      'a refined action',
      '"action":"odrl:delete"',
      '"action":{"rdf:value":"odrl:delete","refinement":[]}',
      'obligation[0].action',
    ],
    [
      'a target of a rule',
      '"action":"odrl:delete"',
      '"action":"odrl:delete","target":"collection:c"',
      'obligation[0].target',
    ],
    ['a unit', '"operator":"lteq"', '"operator":"lteq","unit":"objects"', `${first}.unit`],
    ['an unknown key', '"obligation"', '"x":1,"obligation"', 'x'],
    ['a prototype as a key', '"obligation"', '"__proto__":{"assignee":"party:z"},"obligation"', '__proto__'],
    ['a constructor as a key', '"operator":"lteq"', '"operator":"lteq","constructor":"x"', `${first}.constructor`],
    ['an unknown operand', type, `"${ns}moon"`, `${second}.leftOperand`],
    ['an operand in capitals', type, `"${ns}Type"`, `${second}.leftOperand`],
    ['a Cyrillic letter in an operand', type, `"${ns}typ\u0435"`, `${second}.leftOperand`],
    [
      'a Cyrillic letter in the namespace',
      type,
      `"https://pr\u043eviso.example/ns/terms/1/type"`,
      `${second}.leftOperand`,
    ],
    ['a zero width space in an operand', type, `"${ns}type\u200b"`, `${second}.leftOperand`],
    ['another version of the profile', type, '"https://proviso.example/ns/terms/2/type"', `${second}.leftOperand`],
    ['a prototype as an operand', type, `"${ns}__proto__"`, `${second}.leftOperand`],
    ['an operand of ODRL that we have no meaning for', type, '"odrl:spatial"', `${second}.leftOperand`],
    [
      'an operand of ODRL without its prefix',
      '"odrl:purpose"',
      '"purpose"',
      'permission[0].constraint[2].or[0].leftOperand',
    ],
    [
      'an operand of ODRL under our name',
      '"odrl:purpose"',
      `"${ns}purpose"`,
      'permission[0].constraint[2].or[0].leftOperand',
    ],
    ['an unknown parameter', type, `"${ns}type?of=x"`, `${second}.leftOperand`],
    ['a parameter twice', 'unit=objects&', 'unit=bytes&unit=objects&', `${first}.leftOperand`],
    ['parameters in another order', 'unit=objects&window=P1D', 'window=P1D&unit=objects', `${first}.leftOperand`],
    ['a parameter encoded without need', 'unit=objects', 'unit=%6Fbjects', `${first}.leftOperand`],
    ['a parameter that is not UTF-8', 'unit=objects', 'unit=%ff', `${first}.leftOperand`],
    ['a parameter without a value', 'unit=objects', 'unit', `${first}.leftOperand`],
    ['a prototype as a parameter', 'unit=objects&', '__proto__=x&unit=objects&', `${first}.leftOperand`],
    ['a fragment', 'window=P1D', 'window=P1D#x', `${first}.leftOperand`],
    ['an operator of ODRL that the profile leaves out', '"isAnyOf"', '"isA"', `${second}.operator`],
    ['an operator that does not fit', '"lteq"', '"isPartOf"', `${first}.operator`],
    ['a term of ours as an operator', '"isAnyOf"', '"any-of"', `${second}.operator`],
    ['a number', '"500"', '500', `${first}.rightOperand`],
    [
      'a typed number',
      '"500"',
      '{"@value":"500","@type":"http://www.w3.org/2001/XMLSchema#integer"}',
      `${first}.rightOperand`,
    ],
    ['a number with an exponent', '"500"', '"5e2"', `${first}.rightOperand`],
    ['a hexadecimal number', '"500"', '"0x1f4"', `${first}.rightOperand`],
    ['a full-width digit', '"500"', '"\uff1500"', `${first}.rightOperand`],
    ['a number with a blank', '"500"', '" 500"', `${first}.rightOperand`],
    ['true', '"500"', 'true', `${first}.rightOperand`],
    ['null', '"500"', 'null', `${first}.rightOperand`],
    ['two values for one', '"500"', '["500","501"]', `${first}.rightOperand`],
    ['a text in a language', '"500"', '{"@value":"500","@language":"en"}', `${first}.rightOperand`],
    ['a value twice', '"report","malware"', '"report","report"', `${second}.rightOperand[1]`],
    ['an empty list', '["report","malware"]', '[]', `${second}.rightOperand`],
    ['a list in a list', '["report","malware"]', '[["report"],"malware"]', `${second}.rightOperand`],
    [
      'a constraint twice',
      `{"leftOperand":${type}`,
      `{"leftOperand":"${ns}volume?unit=objects&window=P1D","operator":"lteq","rightOperand":"500"},{"leftOperand":${type}`,
      second,
    ],
    ['a connective beside an operand', '{"or":', '{"operator":"eq","or":', 'permission[0].constraint[2]'],
    [
      'an empty connective',
      '"odrl:delete"',
      '"odrl:delete","constraint":[{"or":[]}]',
      'obligation[0].constraint[0].or',
    ],
    ['a connective of our own spelling', '{"or":', '{"any":', 'permission[0].constraint[2].any'],
    ['an unknown action', '"odrl:delete"', `"${ns}burn"`, 'obligation[0].action'],
    ['a duty as a permission', `"${ns}receive"`, '"odrl:delete"', 'permission[0].action'],
    ['a permission as a duty', '"odrl:delete"', '"use"', 'obligation[0].action'],
    ['an action of ODRL without its prefix', '"odrl:delete"', '"delete"', 'obligation[0].action'],
    ['an action of ODRL under our name', '"odrl:delete"', `"${ns}delete"`, 'obligation[0].action'],
    [
      'a rule twice',
      '[{"action":"odrl:delete"}]',
      '[{"action":"odrl:delete"},{"action":"odrl:delete"}]',
      'obligation[1]',
    ],
    ['an empty list of rules', '[{"action":"odrl:delete"}]', '[]', 'obligation'],
    ['an agreement', '"Offer"', '"Agreement"', '@type'],
    ['two types', '"Offer"', '["Offer","Set"]', '@type'],
    ['no profile', `"profile":"${ns.slice(0, -1)}",`, '', 'profile'],
    ['two profiles', `"${ns.slice(0, -1)}",`, `["${ns.slice(0, -1)}","urn:x:p"],`, 'profile'],
    ['no giver', '"assigner":"party:a",', '', 'assigner'],
    ['a giver without its prefix', '"party:a"', '"a"', 'assigner'],
    ['a giver with a Cyrillic letter', '"party:a"', '"party:\u0430"', 'assigner'],
    ['two receivers', '"party:b"', '["party:b","party:c"]', 'assignee'],
    ['no target', '"target":"collection:c",', '', 'target'],
    ['a default written out', '"obligation"', `"${ns}disclose":"conditions","obligation"`, `${ns}disclose`],
    ['an unknown level', '"obligation"', `"${ns}disclose":"some","obligation"`, `${ns}disclose`],
    ['a setting without its namespace', '"obligation"', '"disclose":"full","obligation"', 'disclose'],
    [
      'a context that gives names another meaning',
      '"obligation"',
      '"@context":{"permission":"odrl:prohibition"},"obligation"',
      '@context',
    ],
    ['a name in two spellings', '"obligation"', '"odrl:target":"collection:z","obligation"', 'target'],
  ])('refuses %s, by name and place', (_, from, to, at) => {
    const json = changed(from, to);
    const faults = faultsOf(json);
    if (at !== null) expect(faults.map((fault) => fault.at)).toContain(at);
    expect(faults).not.toEqual([]);
    for (const fault of faults) expect(fault.problem.length).toBeGreaterThan(5);
    expect(secondRefuses(json)).toBe(true);
  });

  it.each([
    ['names of ODRL in full', (s: string): string => s.replace(/"odrl:/g, `"${odrl}`).replace('"use"', `"${odrl}use"`)],
    [
      'keys with the prefix',
      (s: string): string => s.replace(/"(permission|action|target|rightOperand|or)":/g, '"odrl:$1":'),
    ],
    ['names as objects', (s: string): string => s.replace(/"(party:[ab]|collection:c|lteq)"/g, '{"@id":"$1"}')],
    ['values as objects', (s: string): string => s.replace(/"(500|report)"/g, '{"@value":"$1"}')],
    [
      'typed texts',
      (s: string): string => s.replace('"60"', '{"@value":"60","@type":"http://www.w3.org/2001/XMLSchema#string"}'),
    ],
    ['lists of one', (s: string): string => s.replace(/"(party:a|lteq|Offer|500)"/g, '["$1"]')],
    [
      'a list of one without brackets',
      (s: string): string => s.replace('[{"action":"odrl:delete"}]', '{"action":"odrl:delete"}'),
    ],
    ['a document in a list', (s: string): string => `[${s}]`],
    [
      'the context of the protocol',
      (s: string): string => s.replace('{"@id"', '{"@context":["https://w3id.org/dspace/2025/1/context.jsonld"],"@id"'),
    ],
    ['another order', (s: string): string => s.replace('"report","malware"', '"malware","report"')],
  ])('reads %s as the same text with the same hash', (_, spell) => {
    const json = spell(good);
    expect(json).not.toBe(good);
    expect(faultsOf(json)).toEqual([]);
    expect(secondRefuses(json)).toBe(false);
    const value = JSON.parse(json) as never;
    expect(canonicalWire(Array.isArray(value) ? value[0] : value)).toBe(canonicalWire(JSON.parse(good)));
  });

  it('never throws, whatever comes', () => {
    const strange = [
      undefined,
      null,
      1,
      'x',
      [],
      [[]],
      {},
      new Map(),
      { '@type': Symbol.iterator },
      Object.create(null),
    ];
    const bare = JSON.parse(good) as Record<string, unknown>;
    for (const each of strange)
      for (const value of [
        each,
        { ...bare, permission: each },
        { ...bare, permission: [{ action: each, constraint: each }] },
      ])
        expect(fromWire(value).ok).toBe(false);
    let deep: unknown = { leftOperand: `${ns}tlp`, operator: 'eq', rightOperand: 'red' };
    for (let i = 0; i < 5_000; i++) deep = { and: [deep] };
    expect(fromWire({ ...bare, permission: [{ action: 'use', constraint: deep }] }).ok).toBe(false);
  });
});
