import { limits } from '../limits.ts';
import { exceedsUtf8 } from './json-place.ts';
import { type PatternToken, tokenizePattern } from './pattern-tokens.ts';

const comparisons = new Set(['=', '==', '!=', '<>', '<', '>', '<=', '>=', 'LIKE', 'MATCHES', 'ISSUBSET', 'ISSUPERSET']);
const constants = new Set(['string', 'number']);

/**
 * Checks the syntax of a STIX pattern (STIX 2.1 section 9) in one pass over its tokens, with a stack of brackets and no
 * recursion. It knows brackets, operators and where an operand must stand; it does not know types or properties. Answers
 * what is wrong, or null.
 */
export function patternProblem(pattern: string): string | null {
  if (exceedsUtf8(pattern, limits.patternBytesMax)) return `a pattern of more than ${limits.patternBytesMax} bytes`;
  const tokens = tokenizePattern(pattern);
  if (typeof tokens === 'string') return tokens;
  if (tokens.length === 0) return 'an empty pattern';
  return new PatternReader(tokens).problem();
}

class PatternReader {
  readonly #tokens: readonly PatternToken[];
  #at = 0;
  #terms = 0;
  #wantsOperand = true;
  /** Open brackets: `[` of an observation, `(` outside one, `c` for a `(` inside one. */
  readonly #open: string[] = [];

  constructor(tokens: readonly PatternToken[]) {
    this.#tokens = tokens;
  }

  problem(): string | null {
    while (this.#at < this.#tokens.length) {
      const inside = this.#open.length > 0 && this.#open.at(-1) !== '(';
      const problem = this.#wantsOperand ? this.#operand(inside) : this.#afterOperand(inside);
      if (problem !== null) return problem;
      if (this.#terms > limits.patternTermsMax) return `more than ${limits.patternTermsMax} comparisons`;
    }
    if (this.#open.length > 0) return 'a bracket that is not closed';
    return this.#wantsOperand ? 'a pattern that ends after an operator' : null;
  }

  #peek(ahead = 0): PatternToken {
    return this.#tokens[this.#at + ahead] ?? { kind: 'end', text: 'the end' };
  }

  #take(text: string): boolean {
    const token = this.#peek();
    if (token.text !== text || token.kind === 'string') return false;
    this.#at++;
    return true;
  }

  #unexpected(wanted: string): string {
    const token = this.#peek();
    const text = token.text.length > 40 ? `${token.text.slice(0, 37)}…` : token.text;
    return `${text} where ${wanted} is wanted`;
  }

  #operand(inside: boolean): string | null {
    if (this.#take('(')) {
      this.#open.push(inside ? 'c' : '(');
      return null;
    }
    if (!inside) {
      if (!this.#take('[')) return this.#unexpected('[');
      this.#open.push('[');
      return null;
    }
    this.#terms++;
    this.#wantsOperand = false;
    const negated = this.#take('NOT');
    if (this.#take('EXISTS')) return this.#path();
    if (negated) return this.#unexpected('EXISTS');
    return this.#path() ?? this.#comparison();
  }

  #afterOperand(inside: boolean): string | null {
    const open = this.#open.at(-1);
    if ((open === '[' && this.#take(']')) || ((open === '(' || open === 'c') && this.#take(')'))) {
      this.#open.pop();
      return null;
    }
    if (this.#take('AND') || this.#take('OR') || (!inside && this.#take('FOLLOWEDBY'))) {
      this.#wantsOperand = true;
      return null;
    }
    return inside ? this.#unexpected('AND, OR or a closing bracket') : this.#qualifier();
  }

  #qualifier(): string | null {
    if (this.#take('START')) {
      if (!this.#constant('string')) return this.#unexpected('a time');
      if (!this.#take('STOP')) return this.#unexpected('STOP');
      return this.#constant('string') ? null : this.#unexpected('a time');
    }
    const within = this.#take('WITHIN');
    if (!within && !this.#take('REPEATS')) return this.#unexpected('an operator, a qualifier or the end');
    if (!this.#constant('number')) return this.#unexpected('a number');
    const unit = within ? 'SECONDS' : 'TIMES';
    return this.#take(unit) ? null : this.#unexpected(unit);
  }

  #constant(kind: string): boolean {
    if (this.#peek().kind !== kind) return false;
    this.#at++;
    return true;
  }

  /** `type:property` and then `.name`, `.'name'`, `[n]`, `[*]`. */
  #path(): string | null {
    if (!this.#constant('name')) return this.#unexpected('an object path');
    if (!this.#take(':')) return this.#unexpected(':');
    if (!this.#constant('name') && !this.#constant('string')) return this.#unexpected('a property');
    for (;;) {
      if (this.#take('.')) {
        if (!this.#constant('name') && !this.#constant('string')) return this.#unexpected('a property');
      } else if (this.#take('[')) {
        if (!this.#constant('number') && !this.#take('*')) return this.#unexpected('an index or *');
        if (!this.#take(']')) return this.#unexpected(']');
      } else return null;
    }
  }

  #comparison(): string | null {
    this.#take('NOT');
    if (this.#take('IN')) return this.#set();
    const token = this.#peek();
    if (token.kind === 'string' || !comparisons.has(token.text)) return this.#unexpected('a comparison operator');
    this.#at++;
    return this.#value();
  }

  #value(): string | null {
    if (constants.has(this.#peek().kind)) {
      this.#at++;
      return null;
    }
    return this.#take('true') || this.#take('false') ? null : this.#unexpected('a constant');
  }

  #set(): string | null {
    if (!this.#take('(')) return this.#unexpected('(');
    if (this.#take(')')) return null;
    for (;;) {
      const problem = this.#value();
      if (problem !== null) return problem;
      if (this.#take(')')) return null;
      if (!this.#take(',')) return this.#unexpected(', or )');
    }
  }
}
