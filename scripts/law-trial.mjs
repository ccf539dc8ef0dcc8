// Plants bugs, one at a time (`scripts/law-trial/bugs.mjs`), and says which law catches each, after how many pairs:
//
//   node scripts/toolchain.mjs run scripts/law-trial.mjs                 all of them
//   node scripts/toolchain.mjs run scripts/law-trial.mjs sql snapshot 7  those of some parts, or by number
//   … --seed S   which cases (default 4)
//   … --pairs N  a bug survives after so many (default 10000)
//   … --lanes N  bugs that are tried at one time (default 1)
//
// It works on copies in the temporary folder, so that nothing of the tree is touched, and on the sources, so that
// nothing has to be built. It ends with 1 if a bug survives, if one cannot be planted any more because the code has
// changed, or if the case that caught one breaks a law without it too.
import { constants, setPriority } from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { ask, searchMsMax } from './law-trial/ask.mjs';
import { bugs } from './law-trial/bugs.mjs';
import { tableOfBugs, tableOfLaws } from './law-trial/tables.mjs';
import { inLanes, withCopies } from './planting/copies.mjs';
import { plant } from './planting/plant.mjs';

/** @typedef {import('./law-trial/tables.mjs').Verdict} Verdict */
/** @typedef {import('./law-trial/tables.mjs').NumberedBug} NumberedBug */

const started = performance.now();
const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '4' },
    pairs: { type: 'string', default: '10000' },
    lanes: { type: 'string', default: '1' },
  },
});
const [seed, pairsMax, lanes] = [whole('seed'), whole('pairs'), whole('lanes')];
const chosen = bugs
  .map((bug, i) => ({ ...bug, number: i + 1 }))
  .filter(
    ({ part, number }) => wanted.length === 0 || wanted.includes(part) || wanted.includes(String(number)),
  );
/** @type {Set<string>} */
const laws = new Set();

// The processes that it starts are as patient.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
await withCopies({ count: Math.min(lanes, chosen.length), parts: ['scripts'] }, async (folders) => {
  /** @type {Verdict[]} */
  const verdicts = [];
  await inLanes(folders, chosen, async (folder, bug, i) => {
    const verdict = await tryOne(folder, bug);
    verdicts[i] = verdict;
    process.stderr.write(`${String(bug.number).padStart(3)}  ${bug.part}: ${bug.what}: ${told(verdict)}\n`);
  });
  const [folder] = folders;
  if (folder !== undefined) await withoutBugs(folder, verdicts);
  const caught = verdicts.flatMap((verdict) => ('caught' in verdict ? [verdict.caught] : []));
  console.log(`${tableOfBugs(chosen, verdicts)}\n\n${tableOfLaws(laws, caught)}`);
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  console.log(`\nseed ${seed}: ${caught.length} of ${chosen.length} caught, ${minutes} min`);
  process.exitCode = caught.length === chosen.length ? 0 : 1;
});

/** @param {keyof typeof values} option */
function whole(option) {
  const value = Number(values[option]);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${option} takes a whole number`);
  return value;
}

/** @param {string} folder @param {NumberedBug} bug @returns {Promise<Verdict>} */
async function tryOne(folder, bug) {
  const planted = plant(folder, bug);
  if (planted.kind === 'not') return { failed: planted.verdict };
  const answer = await ask(folder, { kind: 'search', seed, pairsMax, msMax: searchMsMax });
  planted.remove();
  if (typeof answer === 'string') return { failed: answer };
  const { tried, pairs, caught } = answer;
  for (const law of tried) laws.add(law);
  return caught === null ? { failed: `**survives** ${pairs} pairs` } : { caught };
}

/** A case that breaks a law without its bug too says nothing of the bug. @param {string} folder @param {Verdict[]} verdicts */
async function withoutBugs(folder, verdicts) {
  const cases = verdicts.flatMap((verdict) => ('caught' in verdict ? [verdict.caught.case] : []));
  const answer = await ask(folder, { kind: 'check', cases });
  if (typeof answer === 'string') throw new Error(`without any bug: ${answer}`);
  const failing = [...answer.laws];
  verdicts.forEach((verdict, i) => {
    if (!('caught' in verdict)) return;
    const broken = failing.shift() ?? [];
    if (broken.length > 0) verdicts[i] = { failed: `**without the bug too**: ${broken.join(', ')}` };
  });
}

/** @param {Verdict} verdict */
function told(verdict) {
  if ('failed' in verdict) return verdict.failed;
  const { law, pairs, message } = verdict.caught;
  return `${law} after ${pairs} pairs: …${message.split('\n')[0]?.slice(-100)}`;
}
