import type { Fault } from '../result.ts';

/** Faults, and warnings, that one object reports; hostile input could otherwise make the report larger than itself. */
const findingsMax = 100;

export type CustomPolicy = 'accept' | 'refuse';

/** What one walk over one object collects. The path is a stack and becomes text only when there is something to say. */
export class Findings {
  readonly faults: Fault[] = [];
  readonly warnings: Fault[] = [];
  /** Ids in reference properties that STIX defines, marking references apart; comparable. */
  readonly refs = new Set<string>();
  readonly customRefs = new Set<string>();
  readonly path: (string | number)[] = [];
  /** Inside the deprecated observable container, where a reference may be a local key. */
  localReferences = false;
  /** What becomes of types and properties that neither STIX nor an extension definition defines. */
  readonly customObjects: CustomPolicy;

  constructor(customObjects: CustomPolicy) {
    this.customObjects = customObjects;
  }

  /** Both sets as they leave: sorted, so that the order of properties does not show. */
  references(): { readonly refs: readonly string[]; readonly customRefs: readonly string[] } {
    return { refs: [...this.refs].sort(), customRefs: [...this.customRefs].sort() };
  }

  fault(problem: string, valid?: string): void {
    this.#add(this.faults, problem, valid);
  }

  warn(problem: string, valid?: string): void {
    this.#add(this.warnings, problem, valid);
  }

  /** A fault of a property of the place the walk is at. */
  faultAt(name: string, problem: string, valid?: string): void {
    this.path.push(name);
    this.fault(problem, valid);
    this.path.pop();
  }

  warnAt(name: string, problem: string, valid?: string): void {
    this.path.push(name);
    this.warn(problem, valid);
    this.path.pop();
  }

  /** A property that STIX does not define stands here. `x_` is the announced form (section 11.1) and needs no word. */
  custom(name: string, valid: string): void {
    if (this.customObjects === 'refuse') this.fault('a custom property, which this node does not take', valid);
    else if (!name.startsWith('x_')) this.warn('a property that STIX does not define here', valid);
  }

  #add(list: Fault[], problem: string, valid: string | undefined): void {
    if (list.length > findingsMax) return;
    if (list.length === findingsMax) list.push({ at: 'object', problem: 'more of the same, not listed' });
    else list.push(valid === undefined ? { at: this.#where(), problem } : { at: this.#where(), problem, valid });
  }

  #where(): string {
    let out = '';
    for (const step of this.path)
      out += typeof step === 'number' ? `[${step}]` : out === '' ? clip(step) : `.${clip(step)}`;
    return out === '' ? 'object' : out;
  }
}

/** User text inside a message: short. */
export function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
