import type { Asked } from './asked.ts';

/** As programs of the system do: 1 is left to runs that went wrong. */
const BAD_USAGE = 2;

/** Does what was asked for, and says how the process ends. Help that was asked for goes to standard output. */
export async function answer<Request>(
  asked: Asked<Request>,
  usage: string,
  run: (request: Request) => Promise<number>,
): Promise<number> {
  switch (asked.kind) {
    case 'help':
      console.log(usage);
      return 0;
    case 'mistake':
      console.error(`${asked.message}\n\n${usage}`);
      return BAD_USAGE;
    case 'run':
      return run(asked.request);
    default:
      return asked satisfies never;
  }
}
