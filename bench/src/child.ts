import process from 'node:process';
import type { Answer, Job } from './job.ts';

/** Only what the job needs is loaded. */
async function rowsOf(job: Job): Promise<readonly unknown[]> {
  switch (job.section) {
    case 'stateless':
      return await (await import('./stateless/run.ts')).runStateless(job);
    case 'stateful':
      return await (await import('./stateful/run.ts')).runStateful(job);
    case 'compile':
    case 'load':
      return (await import('./tools/run.ts')).runTool(job);
  }
}

async function answer(): Promise<Answer<unknown>> {
  try {
    return { kind: 'rows', rows: await rowsOf(JSON.parse(process.argv[2] ?? '') as Job) };
  } catch (error) {
    return {
      kind: 'failure',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

const message = await answer();
// Threads of a peer may still wait for work: the process does not.
process.send?.(message, () => process.exit(0));
