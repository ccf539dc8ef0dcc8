import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const sources = fileURLToPath(new URL('../src/', import.meta.url));

/** What it shared with the engine it could not find wrong: at run time that is the one table of time zones. */
test('nothing of the engine or of the compiler runs here but the table of time zones', () => {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' });
  const imports = files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap(
      (file) => readFileSync(join(sources, file), 'utf8').match(/^(?:im|ex)port [^;]*'@nudge[^;]*;/gm) ?? [],
    );
  expect(imports.length).toBeGreaterThan(10);
  expect(imports.filter((text) => !/^\w+ type /.test(text))).toEqual([
    "import { offsetAt } from '@nudge/engine';",
  ]);
});
