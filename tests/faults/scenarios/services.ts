import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SCRIPT = join(import.meta.dirname, '../../../scripts/services');
const run = promisify(execFile);

/** Ends a process of a service, or starts it again and waits until it serves. */
export async function service(what: 'kill' | 'stop' | 'start', name: string): Promise<void> {
  await run(SCRIPT, [what, name]);
}
