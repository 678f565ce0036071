import type { Micros } from '../time.ts';
import { noActors } from './actor-table.ts';
import type { Dossier } from './dossier.ts';
import type { Heard } from './heard.ts';
import type { PositionQuery } from './position-book.ts';
import { positionTimeline, type Timeline } from './position-timeline.ts';
import type { StatementIndex } from './statement-index.ts';
import type { ActorTable, StatementLog } from './statement-log.ts';
import type { Topic } from './topic.ts';
import { type Weighing, weighDossier } from './weigh-dossier.ts';

/** Timelines kept per book, and weighings; they are worked out again when dropped. */
const keptMax = 512;

/** What a question amounts to, and everything that it follows from. */
export interface Drawing {
  readonly weighing: Weighing;
  readonly timeline: Timeline;
}

/** A drawing together with all that it was made from, apart from the question. */
interface Made extends Drawing {
  readonly topic: Topic;
  readonly dossier: Dossier;
  readonly turn: Micros;
}

interface Weighed {
  readonly dossier: Dossier;
  readonly turn: Micros;
  readonly weighing: Weighing;
}

const blank: Drawing = { weighing: [], timeline: { heard: [], segments: [] } };

/**
 * Drawings of one log, kept by question. What is taken over from those of another log is only what was made from the very
 * same things.
 */
export class Drawings {
  readonly #index: StatementIndex;
  readonly #actors: ActorTable;
  readonly #kept = new Map<string, Made>();
  /** The last drawing of each question and the last weighing on each scales, of this log or an earlier one. */
  readonly #drawn: Map<string, Made>;
  readonly #weighed: Map<string, Weighed>;

  constructor(index: StatementIndex, actors: ActorTable, before: Drawings | null) {
    this.#index = index;
    this.#actors = actors;
    // Relays are read in the light of the actors: nothing that was weighed by others can be taken over.
    const alike = before !== null && before.#actors === actors ? before : null;
    this.#drawn = new Map(alike === null ? [] : alike.#drawn);
    this.#weighed = new Map(alike === null ? [] : alike.#weighed);
  }

  next(log: StatementLog): Drawings {
    return new Drawings(this.#index.next(log), log.actors ?? noActors, this);
  }

  of(topic: Topic, query: PositionQuery, known: Micros): Drawing {
    const dossier = this.#index.dossier(query.of, query.topic, query.by ?? null);
    if (dossier === null) return blank;
    const turn = dossier.turnBy(known);
    const { of, by, grade, organ, paths, signed, maxAge, clock } = query;
    const question = JSON.stringify([of, query.topic, by, grade, organ, paths, signed, maxAge, clock]);
    const key = `${question} ${turn}`;
    const found = this.#kept.get(key);
    if (found !== undefined) return found;
    const before = this.#drawn.get(question);
    const isSame = (made: Made): boolean => made.topic === topic && made.dossier === dossier && made.turn === turn;
    const made = before !== undefined && isSame(before) ? before : this.#draw(topic, query, dossier, known, before);
    keep(this.#kept, key, made);
    keep(this.#drawn, question, made);
    return made;
  }

  #draw(topic: Topic, query: PositionQuery, dossier: Dossier, known: Micros, before: Made | undefined): Made {
    const weighing = this.#weigh(query, dossier, known);
    const heard: Heard[] = [];
    for (const { events } of weighing) for (const event of events) for (const h of event.heard) heard.push(h);
    const earlier = before?.topic === topic ? before.timeline : undefined;
    const timeline = positionTimeline(topic, query, heard, earlier);
    return { weighing, timeline, topic, dossier, turn: dossier.turnBy(known) };
  }

  #weigh(query: PositionQuery, dossier: Dossier, known: Micros): Weighing {
    const { of, by, grade, paths = 1, signed = false } = query;
    const key = JSON.stringify([of, query.topic, by, grade, paths, signed]);
    const turn = dossier.turnBy(known);
    const last = this.#weighed.get(key);
    if (last !== undefined && last.dossier === dossier && last.turn === turn) return last.weighing;
    const scales = { grade, paths, signed, actors: this.#actors };
    const weighing = weighDossier(dossier, scales, known, last?.weighing ?? []);
    keep(this.#weighed, key, { dossier, turn, weighing });
    return weighing;
  }
}

function keep<T>(kept: Map<string, T>, key: string, value: T): void {
  if (kept.size >= keptMax && !kept.has(key)) kept.clear();
  kept.set(key, value);
}
