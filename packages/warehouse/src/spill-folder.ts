import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Where DuckDB puts rows that do not fit into memory. Left to itself it makes a folder where the user stands, and everybody
 * on the machine could read the events in it; this one is the user's alone. It goes with the process at the latest.
 */
export class SpillFolder {
  readonly path: string = mkdtempSync(join(tmpdir(), 'nudge-duckdb-'));

  constructor() {
    // Whose output nobody reads any more (`| head`) leaves without closing anything.
    process.on('exit', this.remove);
    for (const signal of SIGNALS) process.on(signal, this.#dieOf);
  }

  readonly remove = (): void => {
    process.off('exit', this.remove);
    for (const signal of SIGNALS) process.off(signal, this.#dieOf);
    rmSync(this.path, { recursive: true, force: true });
  };

  readonly #dieOf = (signal: NodeJS.Signals): void => {
    this.remove();
    // With our listener gone the signal does what it always does, so the parent sees what the process died of.
    process.kill(process.pid, signal);
  };
}
