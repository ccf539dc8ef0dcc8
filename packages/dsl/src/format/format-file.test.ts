import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samples as programs } from '../../test/support/samples.ts';
import { parseFile } from '../parse/parse-file.ts';
import { formatFile } from './format-file.ts';

const ROOT = join(import.meta.dirname, '../../../..');

function format(text: string): string {
  const formatted = formatFile({ path: 'a.nudge', text });
  if (!('text' in formatted)) throw new Error(formatted.diagnostics.map(({ message }) => message).join('\n'));
  return formatted.text;
}

function nudgeFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.nudge'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

/** A tree without places, and with the clauses of a rule sorted: what formatting must keep. */
function shape(node: unknown): unknown {
  if (typeof node === 'bigint') return `${node}n`;
  if (Array.isArray(node)) return node.map(shape);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(
        ([key, value]) =>
          key !== 'span' && key !== 'comments' && !(key === 'path' && typeof value === 'string'),
      )
      .map(([key, value]) => {
        const shaped = shape(value);
        return [
          key,
          key === 'clauses'
            ? (shaped as { kind: string }[]).sort((a, b) => (a.kind < b.kind ? -1 : 1))
            : shaped,
        ];
      }),
  );
}

const treeOf = (text: string): unknown => shape(parseFile({ path: 'a.nudge', text }).tree);
const commentsOf = (text: string): string[] =>
  parseFile({ path: 'a.nudge', text })
    .tree.comments.map(({ text: comment }) => comment.replace(/^\/+/, ''))
    .sort();

describe('formatting', () => {
  const samples = [...programs, ...nudgeFiles(join(ROOT, 'packages/compiler/test/golden'))];

  it.each(samples.map((text, i) => [i, text] as const))(
    'sample %i: keeps tree and comments, and is done once',
    (_, text) => {
      const once = format(text);
      expect(format(once)).toBe(once);
      expect(treeOf(once)).toEqual(treeOf(text));
      expect(commentsOf(once)).toEqual(commentsOf(text));
    },
  );

  it('keeps all of it wherever a comment stands', () => {
    const start = samples[0] ?? '';
    const words = start.split(/(?<=\s)/);
    fc.assert(
      fc.property(fc.nat(words.length), fc.constantFrom('// a\n', '\n// b\n', '\n/// c\n'), (at, comment) => {
        const text = [...words.slice(0, at), comment, ...words.slice(at)].join('');
        if (parseFile({ path: 'a.nudge', text }).diagnostics.length > 0) return;
        const once = format(text);
        expect(format(once)).toBe(once);
        expect(treeOf(once)).toEqual(treeOf(text));
        expect(commentsOf(once)).toEqual(commentsOf(text));
      }),
    );
  });

  it('puts the clauses of a nudge in one order, each with its comments', () => {
    expect(
      format(`nudge N {
  send T {} // what
  channel push
  // who may
  consent marketing
  when user.a=1 and not(user.b)
  on   E where x>1 }`),
    ).toBe(`nudge N {
  on E where x > 1
  when user.a = 1 and not (user.b)
  // who may
  consent marketing
  channel push
  send T {} // what
}
`);
  });

  it('breaks a long condition at its ands', () => {
    const long = Array.from(
      { length: 6 },
      (_, i) => `count(SomethingHappened where kind = ${i}) over 24h > 1`,
    ).join(' and ');
    expect(format(`segment S { when ${long} for 1h }`).split('\n')).toHaveLength(10);
  });

  it('sets the steps of a test in columns', () => {
    expect(
      format(`test "t" { at 2026-03-02T10:00:00Z
        ann E  after 5m
        expect no nudge to ann
        after 10h ann E { a: 1 } expect ann in S }`),
    ).toBe(`test "t" {
  at 2026-03-02T10:00:00Z
  ann E
  after 5m   expect no nudge to ann
  after 10h  ann E { a: 1 }
             expect ann in S
}
`);
  });

  it('leaves a file with a syntax error alone and says what is wrong', () => {
    expect(formatFile({ path: 'a.nudge', text: 'segment S { when' })).toHaveProperty('diagnostics');
  });
});
