// Runs the worker in simulated worlds, one per seed, and holds what comes out against the oracle: tests/simulate.
import process from 'node:process';
import { readArguments, USAGE } from './simulate/arguments.ts';
import { simulateAll } from './simulate/simulate-all.ts';
import { traceOne } from './simulate/trace-one.ts';

const asked = readArguments(process.argv.slice(2));
switch (asked.kind) {
  case 'help':
    console.log(USAGE);
    break;
  case 'mistake':
    console.error(`${asked.message}\n\n${USAGE}`);
    process.exitCode = 2;
    break;
  case 'trace':
    process.exitCode = await traceOne(asked.seed);
    break;
  case 'run':
    process.exitCode = await simulateAll(asked);
}
