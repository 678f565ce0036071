import type { Micros } from '../../src/core/time.ts';
import { StreamOracle } from '../oracle/stream-by-definition.ts';
import { type LabObject, labObject, labVersion } from './lab-objects.ts';
import { RelayedObjects } from './relayed-objects.ts';
import { type LabOptions, type LabText, labView, parseLabText, partyId, ReleaseLab } from './release-lab.ts';

/** A node and the oracle beside it; whatever is done, is done to both. */
export class WatchedNode {
  readonly lab: ReleaseLab;
  readonly oracle: StreamOracle;
  /** What came from others; null where nothing does. */
  readonly relayed: RelayedObjects | null;

  private constructor(lab: ReleaseLab, oracle: StreamOracle, relayed: RelayedObjects | null) {
    this.lab = lab;
    this.oracle = oracle;
    this.relayed = relayed;
  }

  static async open(options: LabOptions = {}, relays = false): Promise<WatchedNode> {
    const lab = await ReleaseLab.open(options);
    const relayed = relays ? new RelayedObjects(lab) : null;
    const parts = {
      ...(relayed === null ? {} : { relays: relayed }),
      self: lab.self,
      partners: (options.partners ?? ['p', 'q']).map(partyId),
      view: (facts: Parameters<typeof labView>[0]) => labView(facts, lab.knownMarkings),
      positions: () => lab.positions,
    };
    return new WatchedNode(lab, new StreamOracle(parts, lab.engine.now()), relayed);
  }

  /** The node's own clock, and the oracle brought to it. */
  now(): Micros {
    const now = this.lab.engine.now();
    this.oracle.moveTo(now);
    return now;
  }

  async add(objects: readonly LabObject[]): Promise<void> {
    this.now();
    const came = objects.map((o) => this.relayed?.lineageOf(o.n) ?? []);
    const placed = await this.lab.add(objects, { lineages: came.map((one) => (one.length === 0 ? null : one)) });
    const prepared = objects.map((o) => labObject(o, this.lab.self));
    const fresh = prepared.filter((_, i) => placed[i]!.kind === 'added');
    const known = prepared.filter(
      (o, i) =>
        this.oracle.find(o.id, o.version) === null &&
        prepared.findIndex((x) => x.id === o.id && x.version === o.version) === i,
    );
    if (fresh.length !== known.length)
      throw new Error(`the node added ${fresh.length} objects where ${known.length} are new`);
    const lineages = came.filter((_, i) => placed[i]!.kind === 'added');
    if (fresh.length > 0) this.oracle.add(fresh, lineages);
  }

  /** Something is said about what came from others, or a text of theirs ends. */
  async changeRelays(change: (relayed: RelayedObjects) => Promise<string | null>): Promise<string> {
    if (this.relayed === null) return 'nothing';
    const now = this.now();
    const told = await change(this.relayed);
    this.oracle.factsChanged(now);
    return told ?? 'nothing';
  }

  async remove(id: string, versions: readonly number[] | null): Promise<void> {
    this.now();
    const gone = this.oracle.versions.filter(
      (v) =>
        !v.removed && v.object.id === id && (versions === null || versions.map(labVersion).includes(v.object.version)),
    );
    if (gone.length === 0) return;
    await this.lab.remove(id, versions);
    this.oracle.remove(gone);
  }

  async grade(id: string, grade: string | null): Promise<void> {
    this.now();
    const graded = this.oracle.versions.filter((v) => !v.removed && v.object.id === id);
    if (graded.length === 0) return;
    await this.lab.grade(id, grade);
    this.oracle.changeFacts(graded, (f) => ({ ...f, grade }));
  }

  async say(party: string, value: string): Promise<void> {
    const now = this.now();
    await this.lab.say(party, value);
    this.oracle.factsChanged(now);
  }

  async text(text: LabText): Promise<void> {
    this.now();
    await this.lab.text(text);
    this.oracle.putText(text.id, parseLabText(text, this.lab.self));
  }

  async end(id: string): Promise<void> {
    this.now();
    await this.lab.end(id);
    this.oracle.endText(id);
  }

  async define(marking: string): Promise<void> {
    const now = this.now();
    await this.lab.define(marking);
    this.oracle.factsChanged(now);
  }
}
