import type { Alias } from './alias-book.ts';
import type { StatementProposer } from './candidate.ts';
import { ruleProposer, type Tokenizer } from './rule-proposer.ts';
import type { Token } from './units.ts';

let loading: Promise<Tokenizer> | null = null;

/** The rules over wink-nlp. Its model is loaded with the first call, so that nothing else pays for it. */
export async function winkProposer(aliases: readonly Alias[]): Promise<StatementProposer> {
  loading ??= loadTokenizer();
  return ruleProposer('rules over wink-nlp', await loading, aliases);
}

async function loadTokenizer(): Promise<Tokenizer> {
  const [{ default: winkNlp }, { default: model }] = await Promise.all([
    import('wink-nlp'),
    import('wink-eng-lite-web-model'),
  ]);
  const nlp = winkNlp(model, ['sbd', 'pos']);
  const { its } = nlp;
  return (text, base) => {
    const tokens = nlp.readDoc(text).tokens();
    const values = tokens.out(its.value) as string[];
    const tags = tokens.out(its.pos) as string[];
    const found: Token[] = [];
    let at = 0;
    values.forEach((value, i) => {
      const from = text.indexOf(value, at);
      if (from < 0) return;
      at = from + value.length;
      found.push({ text: value, pos: tags[i] ?? 'X', from: base + from, to: base + at });
    });
    return found;
  };
}
