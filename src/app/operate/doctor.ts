import { formatMicros, type Micros } from '../../core/time.ts';
import { accordFindings } from '../accord/accord-findings.ts';
import { pushedLegs, pushState } from '../federation/push/push-leg.ts';
import { syncStatus } from '../federation/sync-status.ts';
import type { Aside } from '../keep-aside.ts';
import type { NodeState } from '../node-state.ts';
import type { DoctorFinding } from '../operator-api.ts';
import { recallRows } from '../recall/recall-rows.ts';
import { peerFindings } from './peer-findings.ts';
import { waitingForQuota } from './peer-quota.ts';
import { waitingActs } from './show-statement.ts';

type Deps = Pick<
  NodeState,
  | 'engine'
  | 'store'
  | 'parties'
  | 'texts'
  | 'positions'
  | 'federation'
  | 'recalls'
  | 'peers'
  | 'messages'
  | 'address'
  | 'accords'
  | 'settings'
>;

type Say = (check: string, bad: string | null, good: string, fix: string | null, state?: 'warning' | 'error') => void;

const waitingShown = 20;

const soon = 14 * 86_400_000_000;

/** What own staff should know about the state of the node, each with a way to mend it. */
export function doctor(deps: Deps): DoctorFinding[] {
  const { engine, store } = deps;
  const { at: now } = engine.horizon();
  const out: DoctorFinding[] = [];
  const say: Say = (check, bad, good, fix, state = 'warning') => {
    out.push(bad === null ? { check, state: 'ok', detail: good, fix: null } : { check, state, detail: bad, fix });
  };
  const broken = store.check();
  say('store', broken, 'every page of the store is sound', 'restore the newest backup', 'error');
  const aside = store.documents('aside').map((d) => d.value as Aside);
  const conflicts = aside.filter((a) => a.kind === 'conflict').length;
  const foreign = aside.length - conflicts;
  say(
    'conflicts',
    conflicts === 0 ? null : `${conflicts} versions came again with other content; the first was kept`,
    'no version has two contents',
    'ask the sender which is right, and have it issue a new version',
  );
  say(
    'quarantine',
    foreign === 0 ? null : `${foreign} versions of ids that another party brought first wait aside`,
    'nothing is in quarantine',
    'only the originator changes its objects; ask it',
  );
  federationFindings(deps, say);
  recallFindings(deps, now, say);
  const waiting = waitingActs(deps.positions);
  const named = waiting
    .slice(0, waitingShown)
    .map(
      (w) =>
        `${w.what === 'statement' ? '' : `${w.what} of `}${w.statement}${w.to === null ? '' : ` and ${w.to}`}${w.by === null ? '' : ` by ${w.by}`}, would open ${w.awaits} objects`,
    );
  const more = waiting.length > waitingShown ? `; and ${waiting.length - waitingShown} more` : '';
  say(
    'second person',
    waiting.length === 0 ? null : `${named.join('; ')}${more}`,
    'nothing waits for a second person',
    'somebody else than who recorded it: proviso statement show ID, then proviso statement confirm ID',
  );
  sayAccords(deps, now, say);
  const keys = deps.parties.keys().filter((k) => k.revokedAt === null);
  const expiring = keys.filter((k) => k.expiresAt !== null && k.expiresAt <= now + soon);
  say(
    'keys',
    expiring.length === 0
      ? null
      : expiring.map((k) => `key ${k.id} of ${k.party} expires ${formatMicros(k.expiresAt!)}`).join('; '),
    `${keys.length} keys in use, none about to expire`,
    'proviso key create, hand it over, then proviso key revoke',
  );
  out.push(...peerFindings(deps));
  for (const c of engine.collections.values()) {
    const silent = c.objects > 0 && ![...engine.texts.values()].some((t) => t.collection === c.record.no);
    const name = c.record.alias ?? c.record.id;
    say(
      `collection ${name}`,
      silent ? `${c.objects} objects and no text over it: nobody receives anything` : null,
      `${c.objects} objects in ${engine.book.classCount} classes`,
      'proviso terms add',
    );
    if (c.dangling.size > 0)
      out.push({
        check: `references in ${name}`,
        state: 'ok',
        detail: `${c.dangling.size} ids are referred to and not held; what refers to them is released only under "references: keep"`,
        fix: null,
      });
  }
  return out;
}

/** Copies that are wanted back, in both directions. */
function recallFindings({ recalls }: Deps, now: Micros, say: Say): void {
  const open = recallRows(recalls.book, now).filter(({ state }) => state !== 'answered');
  const shown = (rows: typeof open): string | null =>
    rows.length === 0
      ? null
      : rows
          .slice(0, waitingShown)
          .map(
            ({ party, versions, state, days }) => `${party ?? 'holders'}: ${versions} versions, ${state}, ${days} days`,
          )
          .concat(rows.length > waitingShown ? [`and ${rows.length - waitingShown} more`] : [])
          .join('; ');
  say(
    'recalls',
    shown(open.filter(({ direction }) => direction === 'out')),
    'every recall of ours is answered',
    'proviso recall list --open; ask a holder by other means, then proviso recall note ID',
  );
  say(
    'recalls of partners',
    shown(open.filter(({ direction }) => direction === 'in')),
    'every recall of a partner is answered',
    'proviso recall show ID, then proviso recall ack ID',
  );
}

function sayAccords(deps: Deps, now: Micros, say: Say): void {
  const waiting = accordFindings(deps, now);
  say(
    'accords',
    waiting.length === 0 ? null : waiting.join('; '),
    `${deps.accords.list().length} accords, none waits for anybody here`,
    'proviso accord show ID',
  );
}

/** What is pulled and may lack something, and copies of our own that came back changed. */
function federationFindings(deps: Deps, say: Say): void {
  const { federation, store } = deps;
  for (const leg of pushedLegs(deps)) {
    const state = pushState(deps, leg);
    const problem = state?.problem ?? null;
    say(
      `push to ${leg.to}`,
      problem === null ? null : `${state?.sent} objects sent, then: ${problem}`,
      `${state?.sent ?? 0} objects sent`,
      'it is tried again by itself; ask the peer, and look at proviso peer show',
    );
  }
  for (const row of syncStatus(federation)) {
    if (row.health === 'ended' || row.health === 'running') continue;
    const isSound = row.health === 'healthy' || row.health === 'new';
    say(
      `source ${row.source}`,
      isSound ? null : `${row.party}, ${row.from}: ${row.because.join('; ')}`,
      `${row.party}: ${row.added} objects, nothing is missing that we know of`,
      row.inQuarantine > 0 ? 'proviso quarantine list' : 'proviso sync now --source ID, then proviso sync status',
    );
  }
  const { quota } = federation.deps;
  const waiting = waitingForQuota(quota);
  say(
    'quotas',
    waiting.length === 0
      ? null
      : waiting
          .map(({ party }) => `${party} ${quota.exhausted(party, deps.engine.now()) ?? 'has room again'}`)
          .join('; '),
    'no party has used up its quota of an hour',
    'ask what it sends; proviso peer quota --peer ID --objects N gives it more',
  );
  const alerts = store.documents('alert').length;
  say(
    'own material',
    alerts === 0 ? null : `${alerts} changed copies of our own objects came back; ours stayed as they are`,
    'no changed copy of our own came back',
    'proviso alert list, and ask who gave them',
  );
}
