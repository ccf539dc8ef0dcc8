/** Some of the seeds in a process of their own: a simulation uses one core. */
import process from 'node:process';
import { runSeeds } from '../../tests/simulate/run-seeds.ts';

const [from = 0, end = 0, step = 1] = process.argv.slice(2).map(Number);
await runSeeds({ from, end, step }, (report) => process.send?.(report));
// Nothing may be left that keeps it alive: what was under way in a simulation never ends.
process.disconnect();
