// `npm run bench:report -- FILE.json…`: the figures of a run into docs/performance.md, and its plot beside it.
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { writtenReport } from './report/page.ts';
import { joinResults, readResults } from './report/results.ts';

const USAGE = `Writes what \`npm run bench -- --json FILE\` measured into docs/performance.md and docs/performance.svg.

  npm run bench:report -- FILE…

Several files are those of runs with --only. What no file has figures of stays as it stands.`;

const PAGE = new URL('../../docs/performance.md', import.meta.url);
const PLOT = new URL('../../docs/performance.svg', import.meta.url);

const files = process.argv.slice(2);
if (files.includes('--help') || files.includes('-h')) {
  console.log(USAGE);
} else if (files.length === 0) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  try {
    const results = joinResults(files.map((file) => readResults(readFileSync(file, 'utf8'))));
    const { page, plot } = writtenReport(readFileSync(PAGE, 'utf8'), results);
    writeFileSync(PAGE, page);
    if (plot !== null) writeFileSync(PLOT, plot);
  } catch (error) {
    console.error(`bench:report: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
