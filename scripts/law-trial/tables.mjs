/** @typedef {import('./in-a-copy.ts').Caught} Caught */
/** @typedef {{ caught: Caught } | { failed: string }} Verdict */
/** @typedef {import('./bugs.mjs').LawBug & { number: number }} NumberedBug */

/** @param {readonly NumberedBug[]} bugs @param {readonly Verdict[]} verdicts */
export function tableOfBugs(bugs, verdicts) {
  const rows = bugs.map(({ number, part, what }, i) => {
    const verdict = /** @type {Verdict} */ (verdicts[i]);
    return `| ${number} | ${part} | ${what} | ${'caught' in verdict ? cellsOf(verdict.caught) : `${verdict.failed} | |`} |`;
  });
  return [
    '| | part | bug | caught by | after pairs | on that case also by |',
    '| --: | --- | --- | --- | --: | --- |',
    ...rows,
  ].join('\n');
}

/** @param {Caught} caught */
function cellsOf({ law, pairs, laws }) {
  return `${law} | ${pairs} | ${laws.filter((other) => other !== law).join(', ')}`;
}

/** @param {Iterable<string>} laws @param {readonly Caught[]} caught */
export function tableOfLaws(laws, caught) {
  const rows = [...laws].map((law) => {
    const first = caught.filter((each) => each.law === law).length;
    const among = caught.filter((each) => each.laws.includes(law)).length;
    return `| ${law} | ${first} | ${among} |`;
  });
  return ['| law | bugs caught | fails on the case of |', '| --- | --: | --: |', ...rows].join('\n');
}
