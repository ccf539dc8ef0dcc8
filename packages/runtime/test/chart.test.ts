import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { leftOut } from '../../../tests/services/left-out.ts';
import { type LoadedConfig, loadConfig } from '../src/config/load-config.ts';
import { EVERYTHING_OF_A_POD, REFUSED, VARIANTS, type Variant } from './support/chart-values.ts';

const chart = join(import.meta.dirname, '../../../deploy/helm/nudge-runtime');
const templates = readdirSync(join(chart, 'templates')).map((name) => ({
  name,
  text: readFileSync(join(chart, 'templates', name), 'utf8'),
}));
const values = parse(readFileSync(join(chart, 'values.yaml'), 'utf8')) as Record<string, unknown>;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nudge-chart-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** As the runtime reads it in its container, where secrets are in variables and files of certificates are there. */
function loaded(text: string, variables: readonly string[] = []): LoadedConfig {
  const file = join(folder, 'nudge.yaml');
  writeFileSync(file, text);
  const authority = text.includes('caFile') ? ['NUDGE_KAFKA_TLS_CA'] : [];
  const env = Object.fromEntries([...variables, ...authority].map((name) => [name, 'x']));
  return loadConfig({ file, env, cwd: folder });
}

describe('the templates of the chart', () => {
  // A formatter of YAML takes `{{` for two mappings. Nothing else tells: what it makes of it is YAML, too.
  test.each(templates)('$name opens no action in two halves', ({ text }) => {
    expect(text).not.toMatch(/\{\s+\{/);
  });

  test('use only values that it has', () => {
    const used = templates.flatMap(({ text }) =>
      [...text.matchAll(/\.Values\.([A-Za-z.]+)/g)].map((match) => match[1] ?? ''),
    );
    for (const path of used) {
      const [first = '', second] = path.split('.');
      expect(values, path).toHaveProperty(first);
      if (second !== undefined && first !== 'config') expect(values[first], path).toHaveProperty(second);
    }
  });
});

test('the configuration of the chart as it comes holds, and has no secret', () => {
  // What the chart itself adds: templates/_names.tpl.
  const added = { bundle: '/bundle', http: { host: '0.0.0.0', port: 8080 } };
  const text = stringify({ ...(values['config'] as object), ...added });
  const { config, problems, warnings } = loaded(text);
  expect([...problems, ...warnings]).toEqual([]);
  expect(config).toMatchObject({ store: { kind: 'disk' }, input: { topic: 'events' } });
  expect(text).not.toMatch(/password/i);
});

/** The oldest that the chart allows; a Helm that was not built as a release takes an older one for granted. */
const KUBERNETES = '1.27.0';

interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly [key: string]: unknown;
}

interface Pod {
  readonly metadata: { readonly labels: object };
  readonly spec: {
    readonly containers: readonly [Container];
    readonly initContainers?: readonly Container[];
    readonly volumes: readonly { readonly name: string }[];
  };
}

interface Container {
  readonly env?: readonly { readonly name: string }[];
  readonly volumeMounts: readonly { readonly name: string }[];
}

/** The resources that it makes of these values; throws what Helm says where it makes none. */
function rendered(given: object): readonly Resource[] {
  const file = join(folder, 'values.yaml');
  writeFileSync(file, stringify(given));
  const { status, stdout, stderr } = helm(
    'template',
    'shop',
    chart,
    '--kube-version',
    KUBERNETES,
    '--values',
    file,
  );
  if (status !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout, { version: '1.1' }).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as Resource;
  });
}

function helm(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync('helm', args, { encoding: 'utf8' });
}

/** What docs/runtime.md shows is one, too. */
function documented(): Variant {
  const page = readFileSync(join(chart, '../../../docs/runtime.md'), 'utf8');
  const [, text = ''] = /--values - <<'END'\n([\s\S]*?)\nEND/.exec(page) ?? [];
  const kinds = (VARIANTS.at(-1) as Variant).kinds;
  return { title: 'the example of docs/runtime.md', given: parse(text) as object, kinds, config: {} };
}

function podOf(resources: readonly Resource[]): Pod {
  const { spec } = resources.find(({ kind }) => kind === 'StatefulSet' || kind === 'Deployment') as Resource;
  return (spec as { template: Pod }).template;
}

if (helm('version').status !== 0) leftOut('what Helm makes of the chart', 'there is no program helm');
else
  describe('what Helm makes of the chart', () => {
    test('is nothing that Helm has doubts about', () => {
      const { status, stdout } = helm('lint', '--strict', chart, '--set', 'bundle.path=/bundle');
      expect(status, stdout).toBe(0);
    });

    test.each([...VARIANTS, documented()])('is whole: $title', ({ given, kinds, config }) => {
      const resources = rendered(given);
      expect(resources.map(({ kind }) => kind).sort()).toEqual([...kinds].sort());
      for (const { metadata } of resources) {
        expect(metadata.name).toBe('shop');
        expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/instance': 'shop' });
      }
      const pod = podOf(resources);
      for (const { kind, spec } of resources as readonly (Resource & { spec: { selector: object } })[])
        if (kind === 'Service') expect(pod.metadata.labels).toMatchObject(spec.selector);
        else if (spec?.selector !== undefined)
          expect({ matchLabels: pod.metadata.labels }).toMatchObject(spec.selector);

      const [container] = pod.spec.containers;
      const variables = (container.env ?? [])
        .map(({ name }) => name)
        .filter((name) => name !== 'NODE_OPTIONS');
      const map = resources.find(({ kind }) => kind === 'ConfigMap') as unknown as {
        data: { 'nudge.yaml': string };
      };
      const { config: read, problems, warnings } = loaded(map.data['nudge.yaml'], variables);
      expect([...problems, ...warnings]).toEqual([]);
      expect(read).toMatchObject({ bundle: '/bundle', http: { host: '0.0.0.0', port: 8080 }, ...config });
    });

    test.each(VARIANTS)('mounts what there is: $title', ({ given }) => {
      const resources = rendered(given);
      const { containers, initContainers = [], volumes } = podOf(resources).spec;
      const claims = resources.flatMap(
        ({ spec }) =>
          (spec as { volumeClaimTemplates?: { metadata: { name: string } }[] } | undefined)
            ?.volumeClaimTemplates ?? [],
      );
      const there = [...volumes.map(({ name }) => name), ...claims.map(({ metadata }) => metadata.name)];
      const mounted = [...containers, ...initContainers].flatMap(({ volumeMounts }) => volumeMounts);
      expect([...new Set(mounted.map(({ name }) => name))].sort()).toEqual(there.sort());
    });

    test('passes on what was said of pods, scaling and scraping', () => {
      const { given } = VARIANTS.at(-1) as Variant;
      const resources = rendered(given);
      const of = (kind: string): Resource => resources.find((one) => one.kind === kind) as Resource;
      const pod = podOf(resources);
      expect(pod.metadata).toMatchObject({
        labels: { team: 'growth' },
        annotations: { 'example.com/note': 'x' },
      });
      expect(pod.spec).toMatchObject(EVERYTHING_OF_A_POD);
      expect(pod.spec.containers[0].env).toContainEqual({
        name: 'NODE_OPTIONS',
        value: '--max-old-space-size=1300',
      });
      expect(of('Deployment')['spec']).not.toHaveProperty('replicas');
      expect(of('ScaledObject')['spec']).toMatchObject({
        scaleTargetRef: { kind: 'Deployment', name: 'shop' },
        triggers: [
          {
            metadata: {
              bootstrapServers: 'kafka-1:9093,kafka-2:9093',
              consumerGroup: 'nudge-shop',
              topic: 'clicks',
              lagThreshold: '50000',
              version: '3.0.0',
            },
            authenticationRef: { name: 'kafka' },
          },
        ],
      });
      expect(of('ServiceMonitor').metadata.labels).toMatchObject({ release: 'prometheus' });
      expect(of('ServiceAccount').metadata).toMatchObject({ annotations: { 'example.com/role': 'nudge' } });
    });

    test.each(REFUSED)('is refused: $title', ({ given, why }) => {
      expect(() => rendered(given)).toThrow(why);
    });
  });
