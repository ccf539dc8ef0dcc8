import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CONFIG_CODES } from '../src/config/config-problem.ts';
import { describeConfig } from '../src/config/describe-config.ts';
import { describeMetrics } from '../src/operate/metrics/describe-metrics.ts';
import { createMetrics } from '../src/operate/metrics/metrics.ts';

/* What people read and what they look at says what the code says. */

const root = join(import.meta.dirname, '../../..');
const page = join(root, 'docs/runtime.md');

function part(name: string): { readonly all: string; readonly inside: string } {
  const text = readFileSync(page, 'utf8');
  const [all = '', inside = ''] =
    new RegExp(`<!-- ${name}: begin[^>]*-->\n([^]*?)<!-- ${name}: end -->`).exec(text) ?? [];
  return { all, inside };
}

function expectPart(name: string, actual: string): void {
  const { all, inside } = part(name);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    // The replacement is a function: a table may hold `$`.
    const changed = all.replace(
      inside === '' ? `<!-- ${name}: end` : inside,
      () => `${actual}\n${inside === '' ? `<!-- ${name}: end` : ''}`,
    );
    writeFileSync(
      page,
      readFileSync(page, 'utf8').replace(all, () => changed),
    );
  }
  expect(part(name).inside).toBe(`${actual}\n`);
}

test('docs/runtime.md lists every setting', () => {
  expectPart('settings', describeConfig());
});

test('docs/runtime.md lists every metric', () => {
  expectPart('metrics', describeMetrics(createMetrics().registry));
});

test('docs/runtime.md explains every code of a configuration, and no other', () => {
  const headings = [...readFileSync(page, 'utf8').matchAll(/^#### (C\d{4}) (.*)$/gm)].map(
    ([, code, title]) => `${code} ${title}`,
  );
  expect(headings).toEqual(Object.entries(CONFIG_CODES).map(([code, title]) => `${code} ${title}`));
});

describe('metrics that are named elsewhere', () => {
  const { registry } = createMetrics();
  const described = registry.getMetricsAsArray() as unknown as readonly { name: string; type: string }[];
  const series = new Set(
    described.flatMap(({ name, type }) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`, name] : [name],
    ),
  );
  const namedIn = (file: string): Set<string> =>
    new Set(readFileSync(join(root, file), 'utf8').match(/\b(?:nudge|nodejs|process)_[a-z0-9_]+/g) ?? []);
  // Groups of process metrics, by their beginning.
  const isGroup = (name: string): boolean => name.endsWith('_');

  test.each(['deploy/grafana/nudge-runtime.json', 'deploy/prometheus/nudge-rules.yaml', 'docs/runtime.md'])(
    '%s',
    (file) => {
      const unknown = [...namedIn(file)].filter((name) => !series.has(name) && !isGroup(name));
      expect(unknown.filter((name) => !/^nodejs_(gc_duration_seconds)_sum$/.test(name))).toEqual([]);
    },
  );

  test('the dashboard shows each of ours', () => {
    const shown = [...namedIn('deploy/grafana/nudge-runtime.json')];
    const ours = described.map(({ name }) => name).filter((name) => name.startsWith('nudge_'));
    expect(ours.filter((name) => !shown.some((one) => one === name || one.startsWith(`${name}_`)))).toEqual(
      [],
    );
  });
});

test('every folder of deploy is spoken of', () => {
  const text = readFileSync(page, 'utf8');
  for (const name of readdirSync(join(root, 'deploy')))
    if (name !== 'compose' && name !== 'demo' && !name.endsWith('.dockerignore'))
      expect(text).toContain(`deploy/${name}`);
});
