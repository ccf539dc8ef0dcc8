import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkProject, type SourceFile } from '@nudge/dsl';
import { describe, expect, it } from 'vitest';
import { bundleHash, compileProgram, instantiate } from './compile-program.ts';

const input = (name: string): SourceFile => ({
  path: `rules/${name}.nudge`,
  text: readFileSync(join(import.meta.dirname, '../test/golden', name, 'input.nudge'), 'utf8'),
});

describe('compiling', () => {
  it('gives the same bytes and the same hash wherever the files lie', () => {
    const file = input('nudges');
    const here = compileProgram(checkProject([file]));
    const there = compileProgram(checkProject([{ ...file, path: '/elsewhere/other.nudge' }]));
    expect(there.rulesJs).toBe(here.rulesJs);
    expect(there.manifest).toEqual(here.manifest);
  });

  it('signs the manifest and the module: a change to either is another version', () => {
    const { manifest, rulesJs } = compileProgram(checkProject([input('nudges')]));
    expect(bundleHash(manifest, rulesJs)).toBe(manifest.hash);
    expect(bundleHash(manifest, `${rulesJs} `)).not.toBe(manifest.hash);
    expect(bundleHash({ ...manifest, purposes: [] }, rulesJs)).not.toBe(manifest.hash);
  });

  it('keeps the keys of what an edit elsewhere does not touch', () => {
    const file = input('aggregates');
    const edited = { ...file, text: file.text.replace('over 30d', 'over 31d').replace('for 10m', 'for 11m') };
    const before = compileProgram(checkProject([file])).manifest;
    const after = compileProgram(checkProject([edited])).manifest;
    expect(after.logs.map(({ key }) => key)).toEqual(before.logs.map(({ key }) => key));
    const keyOf = (name: string, { segments }: typeof before): string | undefined =>
      segments.find((segment) => segment.name === name)?.key;
    expect(keyOf('Spender', after)).toBe(keyOf('Spender', before));
    expect(keyOf('Both', after)).not.toBe(keyOf('Both', before));
  });

  it('maps every generated condition to its line in the rules', () => {
    const { path, text } = input('nudges');
    // What an index answers is not in the module.
    const file = { path, text: text.replace('price > 10', 'price > 10 and price < event.price') };
    const { rulesJs, sourceMap } = compileProgram(checkProject([file]));
    const map = JSON.parse(sourceMap) as { sources: string[]; sourcesContent: string[]; mappings: string };
    expect(map.sources).toEqual([file.path]);
    expect(map.sourcesContent).toEqual([file.text]);
    const generated = rulesJs.split('\n');
    const original = file.text.split('\n');
    const lines = decodeLines(map.mappings);
    const lineOf = (text: string): string | undefined => {
      const at = lines.get(generated.findIndex((line) => line.includes(text)));
      return at === undefined ? undefined : original[at];
    };
    expect(lineOf('c.event.values[1] < c.event.values[1]')).toContain('on Cart where price > 10');
    expect(lineOf('lib.hour(')).toContain('when hour(now');
    expect(lineOf('segment shop.InCart')).toContain('segment InCart');
  });

  it('turns no text of an author into code', async () => {
    const hole = ['$', '{x}'].join('');
    const text = [
      'event E { s: string }',
      String.raw`segment S { when count(E where s = "\"]; throw 1; //HOLE" or s matches glob "*/ throw 2") over 1h > 0 }`,
    ]
      .join('\n')
      .replace('HOLE', hole);
    const program = checkProject([{ path: 'a.nudge', text }]);
    expect(program.diagnostics).toEqual([]);
    const bundle = await instantiate(compileProgram(program));
    expect(bundle.manifest.segments).toHaveLength(1);
  });
});

/** Generated line → original line, both from 0, of the first mapping of each line. */
function decodeLines(mappings: string): Map<number, number> {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const lines = new Map<number, number>();
  let original = 0;
  mappings.split(';').forEach((line, generated) => {
    for (const segment of line.split(',').filter((part) => part !== '')) {
      const numbers: number[] = [];
      let value = 0;
      let shift = 0;
      for (const char of segment) {
        const digit = alphabet.indexOf(char);
        value += (digit & 31) << shift;
        shift += 5;
        if (digit < 32) {
          numbers.push(value & 1 ? -(value >> 1) : value >> 1);
          value = 0;
          shift = 0;
        }
      }
      original += numbers[2] ?? 0;
      if (!lines.has(generated)) lines.set(generated, original);
    }
  });
  return lines;
}
