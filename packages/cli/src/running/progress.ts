import { displayLine } from '@nudge/dsl';
import type { Io } from '../io.ts';
import { grouped } from '../session.ts';

const EVERY_MS = 100;

/** One line on standard error that is rewritten as the work goes on; silent where nobody watches. */
export class Progress {
  readonly #io: Io;
  readonly #isVisible: boolean;
  readonly #bytesTotal: number;
  readonly #begunMs: number;
  #shownMs: number;
  #bytes = 0;
  #records = 0;
  #shown = false;

  /**
   * `bytesTotal` is 0 where it is not known (standard input). `mixed`: lines of output go to the same terminal, and
   * the two would write over each other.
   */
  constructor(io: Io, bytesTotal: number, mixed: boolean) {
    this.#io = io;
    this.#isVisible = io.stderr.isTerminal && !mixed;
    this.#bytesTotal = bytesTotal;
    this.#begunMs = io.clockMs();
    this.#shownMs = this.#begunMs;
  }

  readonly addBytes = (count: number): void => {
    this.#bytes += count;
  };

  addRecords(count: number): void {
    this.#records += count;
    const nowMs = this.#io.clockMs();
    if (nowMs - this.#shownMs >= EVERY_MS) this.#show(this.#recordsText(nowMs), nowMs);
  }

  /** A part of the work that may take long without a sign of life. */
  stage(text: string): void {
    this.#show(displayLine(text), this.#io.clockMs());
  }

  /** Clears the line, so that what is printed next stands on its own. */
  end(): void {
    if (this.#shown) this.#io.stderr.write('\r\u001b[2K');
    this.#shown = false;
  }

  #recordsText(nowMs: number): string {
    const perSecond = (this.#records / Math.max(1, nowMs - this.#begunMs)) * 1000;
    const share =
      this.#bytesTotal === 0 ? '' : `${Math.min(100, Math.floor((this.#bytes / this.#bytesTotal) * 100))}%  `;
    return `${share}${grouped(this.#records)} records  ${grouped(perSecond)}/s`;
  }

  #show(text: string, nowMs: number): void {
    const { stderr } = this.#io;
    if (!this.#isVisible) return;
    this.#shownMs = nowMs;
    stderr.write(`\r\u001b[2K${text.slice(0, Math.max(0, stderr.columns - 1))}`);
    this.#shown = true;
  }
}
