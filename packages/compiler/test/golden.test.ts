import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkProject } from '@nudge/dsl';
import { describe, expect, it } from 'vitest';
import { compileProgram, compileToIr, printProgram } from '../src/index.ts';

const ROOT = join(import.meta.dirname, 'golden');
const UPDATE = process.env['UPDATE_GOLDEN'] === '1';

/** Compares with a file beside the input; `UPDATE_GOLDEN=1` writes it instead. */
function expectFile(path: string, text: string): void {
  if (UPDATE) writeFileSync(path, text);
  expect(existsSync(path), `${path} is missing: run with UPDATE_GOLDEN=1 and read what it wrote`).toBe(true);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

describe('a program compiles to what stands beside it', () => {
  for (const name of readdirSync(ROOT)) {
    it(name, () => {
      const folder = join(ROOT, name);
      const text = readFileSync(join(folder, 'input.nudge'), 'utf8');
      const program = checkProject([{ path: 'input.nudge', text }]);
      expect(program.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      const { manifest, rulesJs } = compileProgram(program, { compiler: 'golden' });
      expectFile(join(folder, 'ir.txt'), printProgram(compileToIr(program)));
      expectFile(join(folder, 'rules.js'), rulesJs);
      expectFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    });
  }
});
