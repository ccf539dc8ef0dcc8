import { hash } from 'node:crypto';
import type { Timeline } from './timeline.ts';

/** What happened, in order: for people who look at a failing seed, and to tell that it replays exactly. */
export class Trace {
  readonly lines: string[] = [];
  private readonly timeline: Timeline;
  private readonly onLine: ((line: string) => void) | null;

  constructor(timeline: Timeline, onLine: ((line: string) => void) | null = null) {
    this.timeline = timeline;
    this.onLine = onLine;
  }

  tell(who: string, what: string): void {
    const line = `${(this.timeline.nowMs / 1000).toFixed(3).padStart(8)}  ${who.padEnd(8)} ${what}`;
    this.lines.push(line);
    this.onLine?.(line);
  }

  get digest(): string {
    return hash('sha256', this.lines.join('\n'), 'hex');
  }
}
