import { type OperandParams, operandKey } from '../../core/conditions/index.ts';
import { clip, type Faults } from '../../core/terms/index.ts';
import { odrlOperands, termsNamespace } from './names.ts';

export interface LeftOperand {
  readonly operand: string;
  readonly params: OperandParams;
}

/** The operand with its parameters as one IRI: a JSON-LD peer drops them in any other place (terms profile section 1). */
export function leftOperandIri(operand: string, params: OperandParams): string {
  const own = Object.keys(params).length === 0 ? odrlOperands.get(operand) : undefined;
  return own ?? `${termsNamespace}${operandKey(operand, params)}`;
}

/**
 * Takes such an IRI apart. Whether operand and parameters are known is for `parseTerms`; here, that there is one spelling
 * only, so that nobody reads another question out of the same letters.
 */
export function readLeftOperand(iri: string, at: string, faults: Faults): LeftOperand | null {
  for (const [operand, name] of odrlOperands) if (iri === name) return { operand, params: {} };
  if (!iri.startsWith(termsNamespace)) {
    faults.add(
      at,
      `"${clip(iri)}" is not an operand, so the text is not supported`,
      `${[...odrlOperands.values()].join(', ')}, or a name that begins with ${termsNamespace}`,
    );
    return null;
  }
  const tail = iri.slice(termsNamespace.length);
  const mark = tail.indexOf('?');
  const operand = mark === -1 ? tail : tail.slice(0, mark);
  const params = mark === -1 ? {} : readParams(tail.slice(mark + 1), at, faults);
  if (params === null) return null;
  const right = leftOperandIri(operand, params);
  if (right === iri) return { operand, params };
  faults.add(at, `"${clip(tail)}" is not in the one spelling of operand and parameters`, right);
  return null;
}

function readParams(query: string, at: string, faults: Faults): Record<string, string> | null {
  const params = Object.create(null) as Record<string, string>;
  for (const part of query.split('&')) {
    const sign = part.indexOf('=');
    const name = sign === -1 ? null : decoded(part.slice(0, sign));
    const text = sign === -1 ? null : decoded(part.slice(sign + 1));
    if (name === null || text === null) {
      faults.add(at, `"${clip(part)}" is not a parameter`, 'name=value, percent-encoded, joined by &');
      return null;
    }
    if (Object.hasOwn(params, name)) {
      faults.add(at, `the parameter "${clip(name)}" stands twice`, 'each parameter once');
      return null;
    }
    params[name] = text;
  }
  return params;
}

/** Null for what is not percent-encoded UTF-8. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
