// Runs the worker in simulated worlds, one per seed, and holds what comes out against the oracle: tests/simulate.
import process from 'node:process';
import { answer } from './asking/answer.ts';
import { readArguments, USAGE } from './simulate/arguments.ts';
import { simulateAll } from './simulate/simulate-all.ts';
import { traceOne } from './simulate/trace-one.ts';

process.exitCode = await answer(readArguments(process.argv.slice(2)), USAGE, (request) =>
  'traced' in request ? traceOne(request.traced) : simulateAll(request),
);
