#!/usr/bin/env node
import { tuneHeap } from '@nudge/runtime';
import { main } from './command-line.ts';
import type { Io, Output } from './io.ts';

tuneHeap();

function outputOf(stream: NodeJS.WriteStream): Output {
  return {
    isTerminal: stream.isTTY === true,
    columns: stream.columns ?? 80,
    write: (text) => void stream.write(text),
    drained: () =>
      stream.writableNeedDrain ? new Promise((resolve) => stream.once('drain', resolve)) : Promise.resolve(),
  };
}

// A reader that has seen enough (`nudgec … | head -1`) is no error of ours: we end as quietly as it did.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`nudgec: standard output: ${error.message}\n`);
  process.exit(2);
});
// What nobody reads any more needs no complaint, and there is no other place for one.
process.stderr.on('error', () => {});

const io: Io = {
  cwd: process.cwd(),
  env: process.env,
  // Asked for only by who reads it: opening it may already change how the shell's terminal behaves.
  get stdin() {
    return process.stdin;
  },
  stdout: outputOf(process.stdout),
  stderr: outputOf(process.stderr),
  clockMs: () => performance.now(),
  interrupted: () =>
    new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    }),
};

process.exitCode = await main(process.argv.slice(2), io);
