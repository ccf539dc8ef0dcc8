import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** Outside the tree: what was fetched serves every checkout, and git never sees a password. */
const cacheFolder = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'nudge');

export const kafkaJars = join(cacheFolder, 'kafka-4.1.0');

/** One state file is one set of services; another file, named by `NUDGE_SERVICES`, is another set beside it. */
export const stateFile = process.env['NUDGE_SERVICES'] || join(cacheFolder, 'services.json');
