// Tries the laws of tests/laws on generated programs and histories until the time is over.
import process from 'node:process';
import { keepFound } from '../tests/laws/found.ts';
import { readArguments, USAGE } from './fuzz-laws/arguments.ts';
import { fuzz } from './fuzz-laws/fuzz.ts';

const asked = readArguments(process.argv.slice(2));
switch (asked.kind) {
  case 'help':
    console.log(USAGE);
    break;
  case 'mistake':
    console.error(`${asked.message}\n\n${USAGE}`);
    process.exitCode = 2;
    break;
  case 'run':
    process.exitCode = await fuzz(asked, keepFound);
}
