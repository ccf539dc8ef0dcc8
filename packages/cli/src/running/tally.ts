import type { Effect } from '@nudge/engine';

interface NudgeTally {
  generated: number;
  readonly suppressed: Map<string, number>;
}

interface SegmentTally {
  entered: number;
  exited: number;
  members: number;
}

/** Counts what a run emits, for its summary. */
export class Tally {
  readonly nudges: Map<string, NudgeTally> = new Map();
  readonly segments: Map<string, SegmentTally> = new Map();
  /** By code. */
  readonly rejections: Map<string, number> = new Map();

  constructor(nudges: readonly { readonly name: string }[], segments: readonly { readonly name: string }[]) {
    for (const { name } of nudges) this.nudges.set(name, { generated: 0, suppressed: new Map() });
    for (const { name } of segments) this.segments.set(name, { entered: 0, exited: 0, members: 0 });
  }

  count(effect: Effect): void {
    switch (effect.type) {
      case 'segment.entered':
        this.#segment(effect.data.segment).entered += 1;
        break;
      case 'segment.exited':
        this.#segment(effect.data.segment).exited += 1;
        break;
      case 'segment.member':
        this.#segment(effect.data.segment).members += 1;
        break;
      case 'nudge.generated':
        this.#nudge(effect.data.nudge).generated += 1;
        break;
      case 'nudge.suppressed':
        increment(this.#nudge(effect.data.nudge).suppressed, effect.data.reason);
        break;
      case 'event.rejected':
        increment(this.rejections, effect.data.code);
        break;
      case 'event.late':
      case 'metric.value':
        break;
    }
  }

  /** All are put in place by the constructor. */
  #segment(name: string): SegmentTally {
    return this.segments.get(name) as SegmentTally;
  }

  #nudge(name: string): NudgeTally {
    return this.nudges.get(name) as NudgeTally;
  }
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
