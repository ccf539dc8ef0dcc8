import { resolve } from 'node:path';
import { readRecords } from '@nudge/runtime';
import type { Io } from '../io.ts';
import { countOf } from '../session.ts';
import type { LiveRules } from './live-rules.ts';

/** Posts the records of NDJSON files, in order, and says what became of them. Throws `FileProblem`. */
export async function postFiles(
  paths: readonly string[],
  live: LiveRules,
  io: Io,
  say: (text: string) => void,
): Promise<void> {
  for (const path of paths) {
    const outcomes = new Map<string, number>();
    let count = 0;
    const batches = readRecords(path === '-' ? path : resolve(io.cwd, path), {
      standardInput: io.stdin,
      chooseFormat: () => 'ndjson',
    });
    for await (const records of batches) {
      const texts = records.map((raw) => (raw.kind === 'json' ? raw.text : ''));
      // Nobody knows when the records of a file arrived.
      for (const { outcome } of await live.post(texts, null)) {
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        count++;
      }
    }
    const parts = [...outcomes].map(([outcome, n]) => `${n} ${outcome}`);
    say(`posted ${countOf(count, 'record')} of ${path}${count === 0 ? '' : `: ${parts.join(', ')}`}`);
  }
}
