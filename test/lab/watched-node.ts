import type { Micros } from '../../src/core/time.ts';
import { StreamOracle } from '../oracle/stream-by-definition.ts';
import { type LabObject, labObject, labVersion } from './lab-objects.ts';
import { type LabOptions, type LabText, labView, parseLabText, partyId, ReleaseLab } from './release-lab.ts';

/** A node and the oracle beside it; whatever is done, is done to both. */
export class WatchedNode {
  readonly lab: ReleaseLab;
  readonly oracle: StreamOracle;

  private constructor(lab: ReleaseLab, oracle: StreamOracle) {
    this.lab = lab;
    this.oracle = oracle;
  }

  static async open(options: LabOptions = {}): Promise<WatchedNode> {
    const lab = await ReleaseLab.open(options);
    const parts = {
      self: lab.self,
      partners: (options.partners ?? ['p', 'q']).map(partyId),
      view: (facts: Parameters<typeof labView>[0]) => labView(facts, lab.knownMarkings),
      positions: () => lab.positions,
    };
    return new WatchedNode(lab, new StreamOracle(parts, lab.engine.now()));
  }

  /** The node's own clock, and the oracle brought to it. */
  now(): Micros {
    const now = this.lab.engine.now();
    this.oracle.moveTo(now);
    return now;
  }

  async add(objects: readonly LabObject[]): Promise<void> {
    this.now();
    const placed = await this.lab.add(objects);
    const prepared = objects.map((o) => labObject(o, this.lab.self));
    const fresh = prepared.filter((_, i) => placed[i]!.kind === 'added');
    const known = prepared.filter(
      (o, i) =>
        this.oracle.find(o.id, o.version) === null &&
        prepared.findIndex((x) => x.id === o.id && x.version === o.version) === i,
    );
    if (fresh.length !== known.length)
      throw new Error(`the node added ${fresh.length} objects where ${known.length} are new`);
    if (fresh.length > 0) this.oracle.add(fresh);
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
