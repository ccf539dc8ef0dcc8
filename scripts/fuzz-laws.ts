// Tries the laws of tests/laws on generated programs and histories until the time is over.
import process from 'node:process';
import { keepFound } from '../tests/laws/found.ts';
import { answer } from './asking/answer.ts';
import { readArguments, USAGE } from './fuzz-laws/arguments.ts';
import { fuzz } from './fuzz-laws/fuzz.ts';

process.exitCode = await answer(readArguments(process.argv.slice(2)), USAGE, (request) =>
  fuzz(request, keepFound),
);
