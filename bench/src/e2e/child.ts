import process from 'node:process';
import { consume } from './consume.ts';
import type { Job, Said, Told } from './job.ts';
import { listen } from './listen.ts';
import { pace } from './pace.ts';
import { play } from './play.ts';
import { preload } from './preload.ts';

/** How a job speaks with who has started it. */
export interface Line {
  say(said: Said<unknown>): void;
  hear(listener: (told: Told) => void): void;
}

const line: Line = {
  say: (said) => process.send?.(said),
  hear: (listener) => process.on('message', (told) => listener(told as Told)),
};

async function resultOf(job: Job): Promise<unknown> {
  switch (job.kind) {
    case 'preload':
      return await preload(job, line);
    case 'play':
      return await play(job, line);
    case 'consume':
      return await consume(job, line);
    case 'pace':
      return await pace(job, line);
    case 'listen':
      return await listen(job, line);
  }
}

// Who has started it is gone.
process.on('disconnect', () => process.exit(1));

let last: Said<unknown>;
try {
  last = { kind: 'done', result: await resultOf(JSON.parse(process.argv[2] ?? '') as Job) };
} catch (error) {
  last = {
    kind: 'failure',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}
// Whatever a client still holds open must not keep the process.
process.send?.(last, () => process.exit(0));
