import type { Span } from '../../syntax/span.ts';
import type { Reporter } from '../reporter.ts';

/** Follows the clock of a test, and says once what is wrong with it. */
export class TestClock {
  readonly #reporter: Reporter;
  /** Nothing: it was set, but to what could not be read. */
  #nowMs: number | undefined;
  #isSet = false;

  constructor(reporter: Reporter) {
    this.#reporter = reporter;
  }

  set(ms: number | undefined, span: Span): void {
    if (ms !== undefined && this.#nowMs !== undefined && ms < this.#nowMs) {
      this.#reporter.report('N6002', span, `the clock stands at ${instantText(this.#nowMs)} already`, {
        help: 'put the steps into the order in which they happen',
      });
      return;
    }
    this.#isSet = true;
    this.#nowMs = ms;
  }

  move(ms: number | undefined): void {
    this.#nowMs = ms === undefined || this.#nowMs === undefined ? undefined : this.#nowMs + ms;
  }

  /** Nothing happens before there is a time at which it does. */
  require(span: Span, what: 'after' | 'expect' | 'an event'): void {
    if (this.#isSet) return;
    this.#isSet = true;
    const subject = what === 'an event' ? 'an event needs' : `\`${what}\` needs`;
    this.#reporter.report('N6001', span, `${subject} a clock, and this test has not set it`, {
      help: 'put `at 2026-03-02T10:00:00Z` before it',
    });
  }
}

function instantText(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? 'a later time' : `\`${date.toISOString().replace('.000', '')}\``;
}
