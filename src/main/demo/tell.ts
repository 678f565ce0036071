/** A step of a story did not come true: the demo ends with exit 1 and says which. */
export class StepFailedError extends Error {
  override readonly name = 'StepFailedError';
  readonly code = 'step-failed';
}

export interface Telling {
  /** A numbered heading. */
  step(title: string): Promise<void>;
  /** An indented line of the story, or several. */
  line(text: string): Promise<void>;
  /** The command a person would type for what happens next; `at` names the party where it is not the story's own. */
  command(text: string, at?: string): Promise<void>;
  /** States a claim and checks it: a story that says what is not so must not go on. */
  claim(holds: boolean, text: string): Promise<void>;
  /** Claims so far. */
  readonly claims: number;
}

export function telling(say: (text: string) => Promise<void>): Telling {
  let steps = 0;
  let claims = 0;
  return {
    step: (title) => {
      steps += 1;
      return say(`\n${steps}. ${title}`);
    },
    line: (text) => say(`   ${text.replace(/\n(?=.)/g, '\n   ')}`),
    command: (text, at) => say(`   $ proviso ${text}${at === undefined ? '' : `    # ${at}`}`),
    claim: async (holds, text) => {
      if (!holds) throw new StepFailedError(text);
      claims += 1;
      await say(`   [holds] ${text}`);
    },
    get claims() {
      return claims;
    },
  };
}
