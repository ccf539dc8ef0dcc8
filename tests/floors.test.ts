import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

interface Floor {
  /** Packages that may be imported besides own files; `node` stands for every `node:*` module. */
  readonly allowed: readonly string[];
  /** Of those, the ones that must vanish at run time (`import type`). */
  readonly typesOnly?: readonly string[];
  /** Folders of `src` with packages that nothing outside them may import: what speaks to a service stands in one place. */
  readonly rooms?: Readonly<Record<string, readonly string[]>>;
}

/** The floors of `ARCHITECTURE.md`. */
const floors: Readonly<Record<string, Floor>> = {
  engine: { allowed: ['@noble/hashes'] },
  dsl: { allowed: ['chevrotain'] },
  compiler: {
    allowed: ['@nudge/dsl', '@nudge/engine', '@jridgewell/gen-mapping', '@noble/hashes'],
    typesOnly: ['@nudge/engine'],
  },
  reference: { allowed: ['@nudge/dsl', '@nudge/engine', 'node'] },
  runtime: {
    allowed: ['@nudge/engine', 'node'],
    rooms: {
      config: ['yaml'],
      kafka: ['@platformatic/kafka', 'kafkajs'],
      operate: [
        '@opentelemetry/api',
        '@opentelemetry/exporter-trace-otlp-http',
        '@opentelemetry/resources',
        '@opentelemetry/sdk-trace',
        'commander',
        'fastify',
        'pino',
        'prom-client',
      ],
      'stores/postgres': ['pg'],
      'stores/redis': ['ioredis'],
    },
  },
  warehouse: { allowed: ['@nudge/engine', '@duckdb/node-api', '@electric-sql/pglite', 'pg', 'node'] },
  cli: {
    allowed: [
      '@nudge/compiler',
      '@nudge/dsl',
      '@nudge/engine',
      '@nudge/runtime',
      '@nudge/warehouse',
      'commander',
      'node',
    ],
    rooms: { dev: ['fastify'] },
  },
};

/** Everything that some file of the package may import. */
function allowedAnywhere({ allowed, rooms = {} }: Floor): readonly string[] {
  return [...allowed, ...Object.values(rooms).flat()];
}

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

/**
 * Imports of a source in our own, formatted style. Reading them needs no parser: a formatted `import` or `export …
 * from` starts its line and ends at its quoted specifier, and `import(…)` takes a literal.
 */
function importsOf(source: string): Import[] {
  const statements = source.matchAll(
    /^(?:import|export)(?<type> type)?\b(?:[^'";]*?\bfrom)? ?'(?<specifier>[^']+)'/gm,
  );
  const calls = source.matchAll(/\bimport\(\s*'(?<specifier>[^']+)'/g);
  return [...statements, ...calls].map(({ groups = {} }) => ({
    specifier: groups['specifier'] ?? '',
    typeOnly: groups['type'] !== undefined,
  }));
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return 'node';
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** What is wrong with the imports of one file, as lines to read. */
function breaches(floor: Floor, packageDir: string, file: string, source: string): string[] {
  return importsOf(source).flatMap(({ specifier, typeOnly }) => {
    const where = `${relative(packageDir, file)}: '${specifier}'`;
    if (specifier.startsWith('.')) {
      const inside = resolve(dirname(file), specifier).startsWith(join(packageDir, 'src') + sep);
      return inside ? [] : [`${where} leaves the package's sources`];
    }
    const name = packageOf(specifier);
    const rooms = Object.entries(floor.rooms ?? {}).filter(([, packages]) => packages.includes(name));
    const inRoom = rooms.some(([room]) => file.startsWith(join(packageDir, 'src', room) + sep));
    if (!inRoom && rooms.length > 0)
      return [`${where} belongs into ${rooms.map(([room]) => room).join(' or ')}`];
    if (!inRoom && !floor.allowed.includes(name)) return [`${where} is above this floor`];
    return floor.typesOnly?.includes(name) && !typeOnly ? [`${where} must be \`import type\``] : [];
  });
}

function sourcesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
}

const packagesDir = fileURLToPath(new URL('../packages', import.meta.url));
const packages = readdirSync(packagesDir).filter((name) =>
  existsSync(join(packagesDir, name, 'package.json')),
);

describe('the floors', () => {
  test('every package has one', () => {
    expect(packages.filter((name) => floors[name] === undefined)).toEqual([]);
  });

  describe.each(packages)('packages/%s', (name) => {
    const packageDir = join(packagesDir, name);
    const floor = floors[name] ?? { allowed: [] };

    test('depends on nothing above its floor', () => {
      const manifest = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as {
        dependencies?: Record<string, string>;
        peerDependencies?: Record<string, string>;
        optionalDependencies?: Record<string, string>;
      };
      const declared = Object.keys({
        ...manifest.dependencies,
        ...manifest.peerDependencies,
        ...manifest.optionalDependencies,
      });
      const allowed = allowedAnywhere(floor);
      expect(declared.filter((dependency) => !allowed.includes(dependency))).toEqual([]);
    });

    test('imports nothing above its floor, and no file of another package', () => {
      const found = sourcesUnder(join(packageDir, 'src')).flatMap((file) =>
        breaches(floor, packageDir, file, readFileSync(file, 'utf8')),
      );
      expect(found).toEqual([]);
    });
  });
});

describe('the reading of imports', () => {
  test.each([
    ["import { a } from './a.ts';", './a.ts', false],
    ["import type { A } from '@nudge/engine';", '@nudge/engine', true],
    ["import {\n  a,\n  b,\n} from 'csv-parse/sync';", 'csv-parse/sync', false],
    ["import { type A, b } from '@nudge/engine';", '@nudge/engine', false],
    ["export * from './a.ts';", './a.ts', false],
    ["export type { A } from './a.ts';", './a.ts', true],
    ["import './effect.ts';", './effect.ts', false],
    ["const fs = await import('node:fs');", 'node:fs', false],
  ])('%j', (source, specifier, typeOnly) => {
    expect(importsOf(source)).toEqual([{ specifier, typeOnly }]);
  });

  test('leaves other text alone', () => {
    expect(importsOf("export const from = 'x';\nconst s = 'import';\nexport type T = 'a' | 'b';\n")).toEqual(
      [],
    );
  });

  test.each([
    ["import { readFileSync } from 'node:fs';", "a/b.ts: 'node:fs' is above this floor"],
    [
      "import { x } from '../../../dsl/src/x.ts';",
      "a/b.ts: '../../../dsl/src/x.ts' leaves the package's sources",
    ],
    ["import { x } from '@nudge/engine';", "a/b.ts: '@nudge/engine' must be `import type`"],
  ])('a breach is told: %j', (source, told) => {
    const floor = { allowed: ['@nudge/engine'], typesOnly: ['@nudge/engine'] };
    expect(breaches(floor, '/p', '/p/src/a/b.ts', source)).toEqual([`src/${told}`]);
  });
});
