import { groupBy } from '../../core/group-by.ts';
import { limits } from '../../core/limits.ts';
import { rangesText } from '../../core/number-ranges.ts';
import type { Moment } from '../../core/stream/index.ts';
import { peer } from '../../protocol/index.ts';
import type { NodeState } from '../node-state.ts';
import type { CollectionState } from '../release/collection-state.ts';
import { couldGo, keepUntilAnswered, whileAwaited } from './await-answers.ts';
import { deleteWithin } from './delete-duty.ts';
import { findHoldings, type Holding, type Holdings } from './find-holdings.ts';
import type { RecallBook } from './recall-book.ts';
import type { Recall, RecallPart, RecallTo } from './recall-record.ts';
import { numbersIn } from './recall-scope.ts';
import { mayGoLater } from './suspended-texts.ts';
import { withholdFrom } from './withhold-recalled.ts';

export type SendDeps = Pick<
  NodeState,
  'engine' | 'store' | 'texts' | 'platform' | 'shelf' | 'messages' | 'peers' | 'settings'
> & { readonly book: RecallBook };

/** Of the texts that let something out, one message names so many. */
const textsNamedMax = 64;

interface DraftPart extends Omit<RecallPart, 'until'> {
  readonly versions: readonly peer.VersionName[];
}

/**
 * Asks every holder: what must go out no more is kept back first, so that nothing is served behind the question; then each
 * holder's threads are written, each in one transaction with its messages. May stop anywhere and begin again: whoever was
 * asked by this recall is not asked twice. One recall at a time.
 */
export async function sendRecall(deps: SendDeps, recall: Recall): Promise<true> {
  const { book, engine, store } = deps;
  await keepBack(deps, recall);
  for (const holdings of await findHoldings(deps, recall))
    for (let from = 0; from < holdings.held.length; from += limits.recallVersionsPerThreadMax) {
      const held = holdings.held.slice(from, from + limits.recallVersionsPerThreadMax);
      const drafts = await draftParts(deps, holdings, held);
      await ask(deps, recall, holdings, drafts);
      await store.flush();
    }
  await engine.exclusive(async () => engine.change(() => book.settle(recall.id)));
  await store.flush();
  return true;
}

/**
 * Writes a thread once nothing of what it names can go to the holder: whatever went before it is written is what it asks
 * for, and nothing else goes before the answer.
 */
async function ask(deps: SendDeps, recall: Recall, holdings: Holdings, drafts: readonly DraftPart[]): Promise<void> {
  const { engine, peers, shelf } = deps;
  const { party } = holdings;
  const how = peers.enrolled(party) === null ? 'by-hand' : 'message';
  const names = drafts.flatMap(({ versions }) => versions);
  const asOf = how === 'by-hand' ? null : await keepUntilAnswered(deps, party, names);
  await engine.exclusive(async () => {
    const isStill = asOf === null || asOf === engine.horizon().commit;
    const rows = isStill ? [] : await couldGo(deps, party, names);
    await shelf.regrade(rows, whileAwaited(party), (moment) =>
      writeThread(deps, recall, { ...holdings, how }, drafts, moment),
    );
  });
}

/** Until nothing more of it is out: a page may have gone while the last versions were kept back. */
async function keepBack(deps: SendDeps, recall: Recall): Promise<void> {
  if (recall.withhold === 'none') return;
  const { engine } = deps;
  for (;;) {
    let isMoved = false;
    const holdings = await findHoldings(deps, { ...recall, sparesVisible: false });
    for (const feed of engine.feeds.values()) {
      const { party, collection, stream } = feed;
      const found = holdings.find((one) => one.feed === feed);
      const isAsked = found !== undefined || (recall.to?.includes(party) ?? false);
      if (!isAsked || recall.except.includes(party) || isSilent(deps, recall, party)) continue;
      const { at } = engine.horizon();
      const waits = mayGoLater(deps, feed, recall.withhold === 'possible');
      const had = found === undefined ? [] : [...found.held.map(({ seq }) => seq), ...found.asked];
      const mayGo = (seq: number): boolean => {
        const classNo = collection.classes[seq] ?? 0;
        if (isKeptBack(deps, classNo, party)) return false;
        return recall.withhold === 'all' || stream.visibility(seq, at) !== null || waits(classNo);
      };
      const seqs = [...new Set([...had, ...namedIn(recall, collection)])].filter(mayGo).sort((a, b) => a - b);
      if (seqs.length === 0) continue;
      await withholdFrom(deps, party, collection, seqs);
      isMoved = true;
    }
    if (!isMoved) return;
  }
}

/** What the party may be about to get of it, beside what it had; none where only what went out under some texts is meant. */
const namedIn = ({ scope }: Recall, { record, log }: CollectionState): readonly number[] =>
  scope.under !== null ? [] : numbersIn(scope, record.no, log.nextSeq);

/**
 * A newer version that is hidden from a party takes nothing out of its stream unless it is told: an older one that vanished
 * would tell it that there is a newer one (I2). Staff who ask it outside of this node can recall by hand.
 */
const isSilent = ({ peers }: SendDeps, { why }: Recall, party: Holdings['party']): boolean =>
  why === 'narrowed' && peers.enrolled(party) === null;

function isKeptBack({ engine }: SendDeps, classNo: number, party: Holdings['party']): boolean {
  if (classNo === 0) return true;
  const { recalledFrom } = engine.book.factsOf(classNo);
  return recalledFrom === 'everybody' || (recalledFrom?.includes(party) ?? false);
}

/** One part for each set of texts, and more where one message would grow too large. */
async function draftParts(
  { store }: SendDeps,
  { feed }: Holdings,
  held: readonly Holding[],
): Promise<readonly DraftPart[]> {
  const { no } = feed.collection.record;
  if (store.dirty) await store.flush();
  const names = new Map<number, peer.VersionName>();
  const rows = await store.rows(
    no,
    held.map(({ seq }) => seq),
    true,
  );
  for (const { seq, id, version } of rows) names.set(seq, [id, version]);
  const parts: DraftPart[] = [];
  for (const group of groupBy(held, ({ texts }) => texts.join()).values()) {
    const texts = group[0]!.texts.slice(0, textsNamedMax);
    let seqs: number[] = [];
    let versions: peer.VersionName[] = [];
    let bytes = 0;
    const close = (): void => {
      if (seqs.length > 0) parts.push({ collection: no, seqs: rangesText(seqs), count: seqs.length, texts, versions });
      seqs = [];
      versions = [];
      bytes = 0;
    };
    for (const { seq } of group) {
      const name = names.get(seq);
      if (name === undefined) continue;
      const size = name[0].length + name[1].length + 8;
      if (seqs.length >= limits.recallVersionsPerMessageMax || bytes + size > limits.recallNamesBytesMax) close();
      seqs.push(seq);
      versions.push(name);
      bytes += size;
    }
    close();
  }
  return parts;
}

function writeThread(
  deps: SendDeps,
  recall: Recall,
  { feed, party, how }: Holdings & Pick<RecallTo, 'how'>,
  drafts: readonly DraftPart[],
  { at }: Moment,
): void {
  const { book, messages, platform } = deps;
  if (drafts.length === 0) return;
  const thread = `recall/urn:uuid:${platform.uuid()}`;
  const untilOf = ({ texts }: DraftPart): number | null => {
    const within = deleteWithin(deps, texts);
    return recall.until ?? (within === null ? null : recall.at + within);
  };
  const parts = drafts.map((draft): RecallPart => {
    const { versions: _, ...part } = draft;
    return { ...part, until: untilOf(draft) };
  });
  const to: RecallTo = {
    recall: recall.id,
    party,
    thread,
    at,
    how,
    parts,
    upTo: { [feed.collection.record.no]: feed.stream.entries.length },
    ...(how === 'message' ? { awaits: true } : {}),
  };
  book.putThread(to);
  if (how === 'by-hand') return;
  const { why, text, ask } = recall;
  drafts.forEach(({ texts, versions }, i) => {
    const accord = recall.accord ?? deps.texts.get(texts[0] ?? '')?.accord ?? null;
    const body = { part: i + 1, parts: parts.length, why, text, ask, until: parts[i]!.until, accord, texts, versions };
    messages.send(party, thread, 'recall', peer.recallBody(body), at);
  });
}
