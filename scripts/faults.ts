// Real faults on real services: docs/runtime.md (Faults).
import { existsSync } from 'node:fs';
import process from 'node:process';
import { outcomeLine } from '../tests/faults/outcome-line.ts';
import type { Judged, LeftOut } from '../tests/faults/scenario.ts';
import { SCENARIOS } from '../tests/faults/scenarios/all.ts';
import { MAIN } from '../tests/faults/worker-process.ts';
import { answer } from './asking/answer.ts';
import { type Request, readArguments, USAGE } from './faults/arguments.ts';
import { stateFile } from './local-services/folders.mjs';
import { readState, runningServices } from './local-services/state.mjs';

// kafkajs 2.2.4 waits a negative time now and then (its issue 1751), and Node says so.
process.removeAllListeners('warning');
const isWatched = process.stderr.isTTY;

function show(text: string): void {
  if (isWatched) process.stderr.write(`\r\u001b[2K${text.slice(0, process.stderr.columns - 1)}`);
}

async function run({ scenarios, ...request }: Request): Promise<number> {
  const services = runningServices(readState(stateFile));
  if (services.kafka === null) throw new Error('no Kafka runs; `scripts/services up kafka` starts one');
  if (!existsSync(MAIN)) throw new Error('the runtime is not built; `npm run build` builds it');
  let isWell = true;
  for (const name of scenarios) {
    try {
      for (const found of (await SCENARIOS[name]?.({ ...request, services, say: show })) ?? [])
        isWell = tell(found) && isWell;
    } catch (error) {
      show('');
      console.log(`${name}: could not be tried: ${error instanceof Error ? error.stack : error}`);
      isWell = false;
    }
  }
  return isWell ? 0 : 1;
}

/** Whether all laws hold. */
function tell(found: Judged | LeftOut): boolean {
  show('');
  if ('why' in found) {
    console.log(`${found.scenario}: left out, ${found.why}`);
    return true;
  }
  for (const line of found.verdict.broken) console.log(`  ${line}`);
  if (found.folder !== null) console.log(`  the logs of its workers are in ${found.folder}`);
  console.log(outcomeLine(found));
  return found.verdict.broken.length === 0;
}

process.exitCode = await answer(readArguments(process.argv.slice(2)), USAGE, async (request) => {
  try {
    return await run(request);
  } catch (error) {
    console.error(error instanceof Error ? error.stack : error);
    return 1;
  }
});
// A client that is still connected must not hold the process.
process.exit();
