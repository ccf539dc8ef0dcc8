import type { Registry } from 'prom-client';

interface Described {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly labelNames?: readonly string[];
}

/** The reference of our metrics, as docs/runtime.md has it; those of the process are Node's and the library's. */
export function describeMetrics(registry: Registry): string {
  const metrics = registry.getMetricsAsArray() as unknown as readonly Described[];
  const rows = metrics
    .filter(({ name }) => name.startsWith('nudge_'))
    .map(
      ({ name, help, type, labelNames = [] }) =>
        `| \`${name}\` | ${type} | ${labelNames.join(', ')} | ${help} |`,
    );
  return ['| metric | type | labels | what |', '| --- | --- | --- | --- |', ...rows.sort()].join('\n');
}
