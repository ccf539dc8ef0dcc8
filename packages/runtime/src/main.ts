#!/usr/bin/env node
import { writeSync } from 'node:fs';
import process from 'node:process';
import { tuneHeap } from './host/tune-heap.ts';
import { main } from './operate/command-line.ts';
import { processHost } from './operate/process-host.ts';
import { runRuntime } from './operate/run-runtime.ts';

tuneHeap();

const status = await main(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  writeOut: (text) => void writeSync(1, text),
  writeError: (text) => void writeSync(2, text),
  run: (config) => runRuntime(config, processHost(config)),
});
// Whatever a client still holds open must not keep the process.
process.exit(status);
