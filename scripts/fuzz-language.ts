// Throws random and mutated programs at the parser, the checker and the formatter. Reports what throws, what takes
// longer than a second, and where formatting is not idempotent or changes the tree. Every input follows from the seed.
//
//   node scripts/toolchain.mjs run scripts/fuzz-language.ts --inputs 1000000 --seed 1
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { checkProject, formatFile, parseFile } from '@nudge/dsl';
import { createRandom } from '../bench/src/random.ts';

const { values } = parseArgs({
  options: { inputs: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
});
const inputs = Number(values.inputs);
const random = createRandom(Number(values.seed));
const below = (n: number): number => Math.floor(random() * n);
const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;

function nudgeFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name === 'node_modules' || name === 'dist' || name.startsWith('.')) return [];
    if (statSync(path).isDirectory()) return nudgeFiles(path);
    return name.endsWith('.nudge') ? [readFileSync(path, 'utf8')] : [];
  });
}

const corpus = ['examples', 'packages', 'tests'].flatMap((folder) => nudgeFiles(folder));
const lines = [...new Set(corpus.flatMap((text) => text.split('\n')))];
const words = [...new Set(corpus.flatMap((text) => text.match(/[\w.]+|"[^"\n]*"|\S/g) ?? []))];
const oddities = [
  '"',
  '{',
  '}',
  '(',
  ')',
  '`',
  '\\',
  '\u0000',
  '\ud800',
  '😀',
  '\r',
  '\t',
  '/*',
  '///',
  '%',
  '1e9',
  '0x',
  '..',
];

function mutate(text: string): string {
  let out = text;
  for (let n = 1 + below(4); n > 0; n--) {
    const at = below(out.length + 1);
    const length = below(random() < 0.2 ? 200 : 8);
    switch (below(6)) {
      case 0:
        out = out.slice(0, at) + out.slice(at + length);
        break;
      case 1:
        out = out.slice(0, at) + pick(words) + out.slice(at);
        break;
      case 2:
        out = out.slice(0, at) + pick(oddities) + out.slice(at + below(2));
        break;
      case 3:
        out = `${out.slice(0, at)}\n${pick(lines)}\n${out.slice(at)}`;
        break;
      case 4:
        out = out.slice(0, at) + out.slice(at, at + length).repeat(1 + below(4)) + out.slice(at + length);
        break;
      default:
        out = out.slice(0, at) + String.fromCharCode(below(random() < 0.7 ? 128 : 65536)) + out.slice(at + 1);
    }
  }
  return out;
}

function generate(): string {
  switch (below(10)) {
    case 0:
      return Array.from({ length: below(60) }, () => pick(words)).join(pick([' ', ' ', '\n', '']));
    case 1:
      return Array.from({ length: below(20) }, () => pick(lines)).join('\n');
    case 2:
      return String.fromCharCode(
        ...Array.from({ length: below(80) }, () => below(random() < 0.8 ? 128 : 65536)),
      );
    default: {
      // Whole files are long; a window of one keeps the pace and still crosses declarations.
      const text = pick(corpus);
      const from = below(text.length + 1);
      const start = Math.max(0, text.lastIndexOf('\n\n', from));
      return mutate(text.slice(start, start + 100 + below(1500)));
    }
  }
}

/** The tree without places: spans, comments' places, the order of clauses. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value === 'bigint') return `${value}n`;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([key, part]) =>
          key !== 'span' && key !== 'comments' && !(key === 'path' && typeof part === 'string'),
      )
      .map(([key, part]): [string, unknown] => {
        const shaped = shape(part);
        return [key, key === 'clauses' ? byKind(shaped as { kind: string }[]) : shaped];
      }),
  );
}

function byKind(clauses: { kind: string }[]): { kind: string }[] {
  return clauses.sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0));
}

const treeText = (text: string): string =>
  JSON.stringify(shape(parseFile({ path: 'fuzz.nudge', text }).tree));

let failures = 0;
let formatted = 0;
let clean = 0;
let slowestMs = 0;
function report(what: string, text: string, error?: unknown): void {
  failures += 1;
  console.error(`${what}: ${JSON.stringify(text.slice(0, 2000))}`);
  if (error !== undefined) console.error(error);
}

/** Checks and formats one input, and says what it took. */
function tryOut(text: string): number {
  const before = performance.now();
  try {
    const program = checkProject([{ path: 'fuzz.nudge', text }]);
    if (program.diagnostics.length === 0) clean += 1;
    const once = formatFile({ path: 'fuzz.nudge', text });
    if ('text' in once) {
      formatted += 1;
      const twice = formatFile({ path: 'fuzz.nudge', text: once.text });
      if (!('text' in twice) || twice.text !== once.text) report('formatting is not idempotent', text);
      else if (treeText(once.text) !== treeText(text)) report('formatting changed the tree', text);
    }
  } catch (error) {
    report('threw', text, error);
  }
  return performance.now() - before;
}

const started = performance.now();
for (let n = 1; n <= inputs; n++) {
  const text = generate();
  let tookMs = tryOut(text);
  // The machine may have stood still; what is slow is slow again.
  if (tookMs > 200) tookMs = Math.min(tookMs, tryOut(text));
  if (tookMs > slowestMs) slowestMs = tookMs;
  if (tookMs > 1000) report(`took ${Math.round(tookMs)} ms`, text);
  if (failures >= 20) break;
  if (n % 50_000 === 0)
    console.error(`${n} inputs, ${failures} failures, ${Math.round(performance.now() - started)} ms`);
}
console.log(
  `${inputs} inputs (seed ${values.seed}): ${failures} failures, ${formatted} parsed and formatted, ` +
    `${clean} without a diagnostic, slowest ${Math.round(slowestMs)} ms, ` +
    `${Math.round((performance.now() - started) / 1000)} s`,
);
process.exitCode = failures === 0 ? 0 : 1;
