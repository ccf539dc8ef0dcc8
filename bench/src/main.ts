// `npm run bench`: see `--help`.
import process from 'node:process';
import { answer } from '../../scripts/asking/answer.ts';
import { type Request, readArguments, type Section, USAGE } from './args.ts';
import { thisMachine } from './machine.ts';
import { endProgress } from './progress.ts';
import { measureStateful, statefulText } from './sections/stateful.ts';
import { measureStateless, statelessText } from './sections/stateless.ts';
import { measureTools, toolText } from './sections/tools.ts';
import { Workspace } from './sections/workspace.ts';
import { writeJson } from './write-json.ts';

interface Measured {
  readonly rows: readonly unknown[];
  readonly text: readonly string[];
}

async function measure(section: Section, request: Request, workspace: Workspace): Promise<Measured> {
  switch (section) {
    case 'stateless': {
      const rows = await measureStateless(request, workspace);
      return { rows, text: statelessText(rows) };
    }
    case 'stateful': {
      const rows = await measureStateful(request, workspace);
      return { rows, text: statefulText(rows) };
    }
    case 'compile':
    case 'load': {
      const rows = await measureTools(section, request, workspace);
      return { rows, text: toolText(section, rows) };
    }
  }
}

async function run(request: Request): Promise<void> {
  const machine = thisMachine();
  const workspace = new Workspace();
  const results: Record<string, unknown> = { machine };
  try {
    console.log(`Node ${machine.node}, ${machine.cores} × ${machine.cpu}, ${machine.memoryGB} GB\n`);
    for (const section of request.sections) {
      const { rows, text } = await measure(section, request, workspace);
      results[section] = rows;
      endProgress();
      console.log(`${text.join('\n')}\n`);
      // After each section, so that an hour's work is not lost by what comes last.
      if (request.json !== null) writeJson(request.json, results);
    }
  } finally {
    endProgress();
    workspace.end();
  }
}

process.exitCode = await answer(readArguments(process.argv.slice(2)), USAGE, async (request) => {
  try {
    await run(request);
    return 0;
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
});
