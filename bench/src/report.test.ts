import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fillTables } from './report/markdown.ts';
import { writtenReport } from './report/page.ts';
import { plotSvg } from './report/plot.ts';
import { joinResults, type Results, readResults } from './report/results.ts';
import type { StatelessRow } from './stateless/job.ts';

const PAGE = readFileSync(new URL('../../docs/performance.md', import.meta.url), 'utf8');

function matching(name: string, rules: number, us: number): StatelessRow {
  return {
    name,
    rules,
    nsPerEvent: us * 1000,
    spread: 0.02,
    settled: true,
    warmedMs: 1,
    matchesPerEvent: rules / 200,
    heapMB: 12,
    rssMB: 20,
    peakMB: 25,
  };
}

function stage(name: string, rules: number, us: number, bound: string): StatelessRow {
  const { matchesPerEvent, heapMB, rssMB, peakMB, ...row } = matching(name, rules, us);
  return { ...row, per: 'event', bound };
}

const STATELESS: readonly StatelessRow[] = [100, 10_000].flatMap((rules) => [
  { ...matching('nudge', rules, rules / 2500), nsNoMatch: 100 + rules / 100 },
  matching('indexed', rules, rules / 2000),
  { ...matching('zen', rules, rules / 100), settled: false },
  stage('JSON.parse', rules, 1.5, 'JSON.parse'),
  ...(rules === 10_000 ? [stage('decode', rules, 1.8, 'JSON.parse')] : []),
]);

const RESULTS: Results = {
  machine: { node: 'v24.0.0', cpu: 'Abacus', cores: 2, memoryGB: 8 },
  stateless: STATELESS,
};

test('a table has a line for each engine and a column for each number of rules', () => {
  const { page } = writtenReport(PAGE, RESULTS);
  const [table = ''] = page.split('<!-- table:stateless -->')[1]?.split('<!-- end -->') ?? [];
  const [, , head, , ...lines] = table.split('\n').map((line) => line.replaceAll(/ +/g, ' '));
  expect(head).toContain('| 100 | 10,000 |');
  expect(lines).toContain('| nudge | 0.0400 | 4.00 | 2.0% | – | 12.0 | 20.0 | 25.0 |');
  expect(lines).toContain('| zen | 1.00 ! | 100 ! | 2.0% | 25.0× | 12.0 | 20.0 | 25.0 |');
  expect(lines).toContain('| JSON.parse | 1.50 | 1.50 | 2.0% | 0.375× | – | – | – |');
  expect(table).toContain(
    'Matches of an event: 0.500, 50.0. An event that no rule matches costs nudge 0.101, 0.200 µs.',
  );
});

test('a stage stands beside what bounds it', () => {
  const { page } = writtenReport(PAGE, RESULTS);
  const [table = ''] = page.split('<!-- table:stages -->')[1]?.split('<!-- end -->') ?? [];
  expect(table.replaceAll(/ +/g, ' ')).toContain('| decode | 1.80 | event | 2.0% | 1.20× | JSON.parse |');
  expect(table).not.toContain('nudge');
});

test('what was not measured stays as it stands, and filling twice is filling once', () => {
  const { page, plot } = writtenReport(PAGE, RESULTS);
  expect(writtenReport(page, RESULTS)).toEqual({ page, plot });
  const { stateless: _, ...nothing } = RESULTS;
  expect(writtenReport(page, nothing)).toEqual({ page, plot: null });
});

test('the page has a place for every table', () => {
  const row = { rules: 10_000, ms: 900, spread: 0.1, firstMs: 1000 };
  const { page } = writtenReport(PAGE, {
    ...RESULTS,
    stateful: [],
    compile: [{ ...row, name: 'compile-command' }],
    load: [{ ...row, name: 'load', kB: 1234 }],
  });
  const text = page.replaceAll(/ +/g, ' ');
  expect(text).toContain('| load | 10,000 | 900 | 1,000 | 10% | 1,234 |');
  expect(text).toContain('| indexed ÷ nudge, 10,000 rules | ≥ 1.0 | 1.25× |');
  expect(text).toContain('| events/s, 10,000 segments, 10,000 users | ≥ 200,000 | – |');
  expect(() => fillTables('no marks', new Map([['stateless', '']]))).toThrow('no place');
});

test('the plot has a line and a label for each engine, labels apart from each other', () => {
  const svg = plotSvg([...STATELESS, matching('codegen', 10_000, 4.001), matching('cel', 10_000, 4.002)]);
  expect(svg.match(/<polyline/g)).toHaveLength(6);
  const heights = [...svg.matchAll(/<text x="630" y="([\d.]+)"[^>]*>(\S+) /g)].map(([, y, name]) => ({
    y: Number(y),
    name,
  }));
  expect(heights.map(({ name }) => name).sort()).toEqual(
    ['JSON.parse', 'cel', 'codegen', 'indexed', 'nudge', 'zen'].sort(),
  );
  const sorted = heights.map(({ y }) => y).sort((a, b) => a - b);
  for (let i = 1; i < sorted.length; i++) {
    expect((sorted[i] as number) - (sorted[i - 1] as number)).toBeGreaterThanOrEqual(18);
  }
  expect(svg).not.toContain('NaN');
});

test('runs of single sections are joined, but not those of two machines', () => {
  const { machine } = RESULTS;
  expect(joinResults([RESULTS, { machine, load: [] }])).toEqual({ ...RESULTS, load: [] });
  expect(() => joinResults([RESULTS, { machine: { ...machine, cores: 4 } }])).toThrow('one machine');
});

test('a file of something else is refused', () => {
  expect(() => readResults('{}')).toThrow('npm run bench');
});
