import { Document, isMap, isPair, isSeq, visit } from 'yaml';
import { type Condition, type ConditionTree, isCondition, partsOf } from '../core/conditions/index.ts';
import { limits } from '../core/limits.ts';
import type { Fault, Result } from '../core/result.ts';
import { parseTerms, type Rule, type TermsText } from '../core/terms/index.ts';
import { readStrictYaml } from './strict-yaml.ts';

/** A text of terms from its YAML spelling (terms profile section 1), short or native; JSON is YAML too. */
export function termsFromYaml(text: string): Result<TermsText, Fault[]> {
  const value = readStrictYaml(text, { maxBytes: limits.textBytesMax });
  return value.ok ? parseTerms(value.value) : value;
}

type Plain = string | number | readonly Plain[] | { readonly [name: string]: Plain };

/** A number is written bare where reading it gives back the same text; all else is text (in quotes where it must be). */
const bare = (text: string): Plain =>
  /^-?\d{1,15}(\.\d{1,15})?$/.test(text) && String(Number(text)) === text ? Number(text) : text;

const shortValue = (value: string | readonly string[]): Plain =>
  typeof value === 'string' ? bare(value) : value.map(bare);

/** Parameters that hold names joined by commas read better as a list. */
const shortParam = (text: string): Plain => (text.includes(',') ? text.split(',').map(bare) : bare(text));

function shortLeaf(condition: Condition): Plain {
  const params = Object.entries(condition.params).map(([name, text]): [string, Plain] => [name, shortParam(text)]);
  return { [condition.operand]: Object.fromEntries([...params, [condition.comparator, shortValue(condition.value)]]) };
}

function shortTree(tree: ConditionTree): Plain {
  if (isCondition(tree)) return shortLeaf(tree);
  const { join, parts } = partsOf(tree);
  return { [join]: parts.map(shortTree) };
}

function shortRule(rule: Rule<string>): Plain {
  const doing: Plain = rule.do.length === 1 ? (rule.do[0] ?? '') : [...rule.do];
  return rule.when.length === 0 ? { do: doing } : { do: doing, when: rule.when.map(shortTree) };
}

/** The short form as a plain value, in the order people read it; defaults are left out. */
function shortForm(text: TermsText): { readonly [name: string]: Plain } {
  const { valid } = text;
  return {
    ...(text.id === undefined ? {} : { id: text.id }),
    over: text.over,
    from: text.from,
    ...(text.to === undefined ? {} : { to: text.to }),
    ...(text.allow.length === 0 ? {} : { allow: text.allow.map(shortRule) }),
    ...(text.deny.length === 0 ? {} : { deny: text.deny.map(shortRule) }),
    ...(text.owe.length === 0 ? {} : { owe: text.owe.map(shortRule) }),
    ...(valid === undefined
      ? {}
      : {
          valid: {
            ...(valid.from === undefined ? {} : { from: valid.from }),
            ...(valid.until === undefined ? {} : { until: valid.until }),
          },
        }),
    ...(text.disclose === 'conditions' ? {} : { disclose: text.disclose }),
    ...(text.references === 'close' ? {} : { references: text.references }),
  };
}

/** One condition on one line: the mapping below an operand, lists of plain values, and `valid`, are written in braces. */
function inBraces(document: Document): void {
  visit(document, {
    Pair(_key, pair, path) {
      const holdsOnlyValues =
        isMap(pair.value) && pair.value.items.every((item) => !isMap(item.value) && !nestedList(item.value));
      if (holdsOnlyValues && isMap(pair.value) && path.length > 1) pair.value.flow = true;
      if (isSeq(pair.value) && pair.value.items.every((item) => !isMap(item) && !isPair(item))) pair.value.flow = true;
    },
  });
}

const nestedList = (value: unknown): boolean => isSeq(value) && value.items.some((item) => isMap(item) || isSeq(item));

/** The YAML spelling of a text. Reading it back gives the same text. */
export function termsToYaml(text: TermsText): string {
  const document = new Document(shortForm(text), { version: '1.2', schema: 'core', aliasDuplicateObjects: false });
  inBraces(document);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
