import { fork } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Answer, Job } from './job.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

/** Measures in a process of its own, and gives its rows. */
export function runJob<Row>(job: Job): Promise<readonly Row[]> {
  return new Promise((resolve, reject) => {
    const child = fork(CHILD, [JSON.stringify(job)], {
      execArgv: [...process.execArgv, '--expose-gc', '--max-old-space-size=16000'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    let answer: Answer<Row> | undefined;
    child.on('message', (message) => {
      answer = message as Answer<Row>;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (answer?.kind === 'rows') resolve(answer.rows);
      else reject(new Error(answer?.message ?? `a measuring process ended with ${signal ?? code}`));
    });
  });
}
