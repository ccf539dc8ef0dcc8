import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { everyForm, samples } from '../../test/support/samples.ts';
import type { FileTree } from '../syntax/tree.ts';
import { parseFile } from './parse-file.ts';

const parse = (text: string): ReturnType<typeof parseFile> => parseFile({ path: 'a.nudge', text });

/** A tree without its places and comments. */
function shape(tree: FileTree): string {
  return JSON.stringify(tree, (key, value: unknown) => {
    if (key === 'span' || key === 'comments' || key === 'doc') return undefined;
    return typeof value === 'bigint' ? `${value}n` : value;
  });
}

describe('a correct file', () => {
  test.each(samples.map((text, i) => [i, text] as const))('reads without a word: sample %i', (_, text) => {
    const { diagnostics } = parse(text);
    expect(diagnostics).toEqual([]);
  });

  test('means the same whatever its white space', () => {
    for (const text of samples) {
      const whole = shape(parse(text).tree);
      const { comments } = parse(text).tree;
      const bare = comments.reduceRight((t, c) => t.slice(0, c.span.start) + t.slice(c.span.end), text);
      expect(shape(parse(bare.replaceAll(/\s*\n\s*/g, ' ')).tree)).toBe(whole);
      expect(shape(parse(bare.replaceAll('\n', '\r\n')).tree)).toBe(whole);
      expect(shape(parse(bare.replaceAll('\n', '\r')).tree)).toBe(whole);
      expect(shape(parse(`\ufeff${bare.replaceAll('\n', '\n      ')}`).tree)).toBe(whole);
    }
  });

  test('gives every node the place where it stands', () => {
    const { tree } = parse(
      'metric a = sum(Order.amount where x) over 1d\n  segment `B b` "t" { when a > -1 }',
    );
    const [metric, segment] = tree.declarations;
    expect(metric?.span).toEqual({ file: 'a.nudge', start: 0, end: 44 });
    expect(segment?.span).toEqual({ file: 'a.nudge', start: 47, end: 80 });
    if (metric?.kind !== 'metric' || segment?.kind !== 'segment') throw new Error('other declarations');
    expect(metric.value.span).toEqual({ file: 'a.nudge', start: 11, end: 44 });
    expect(segment.name).toEqual({
      kind: 'name',
      text: 'B b',
      span: { file: 'a.nudge', start: 55, end: 60 },
    });
    expect(segment.clauses[0]?.span).toEqual({ file: 'a.nudge', start: 67, end: 78 });
  });

  test('keeps comments, and the documentation of declarations and fields', () => {
    const { tree } = parse(
      [
        '// a note',
        '/// One.',
        '///  Two.',
        '// another note',
        'event A { // behind',
        '  /// Field.',
        '  a: int /// no doc',
        '  b: int',
        '}',
        '//// four',
        'event B {}',
      ].join('\n'),
    );
    const [a, b] = tree.declarations;
    expect(a?.doc).toBe('One.\n Two.');
    expect(a?.kind === 'event' ? a.fields.map((f) => f.doc) : []).toEqual(['Field.', undefined]);
    expect(b?.doc).toBeUndefined();
    expect(tree.comments.map((c) => `${c.ownLine ? 'own ' : ''}${c.doc ? 'doc ' : ''}${c.text}`)).toEqual([
      'own // a note',
      'own doc /// One.',
      'own doc ///  Two.',
      'own // another note',
      '// behind',
      'own doc /// Field.',
      '/// no doc',
      'own //// four',
    ]);
  });

  test('cuts the texts of templates at their holes, also behind escapes', () => {
    const { tree } = parse('template T(a: int) { en { x "\\u{1F600}{a} {{a} }{a:2}" } }');
    const [template] = tree.declarations;
    const parts = template?.kind === 'template' ? template.locales[0]?.entries[0]?.parts : undefined;
    const span = (start: number, end: number): object => ({ file: 'a.nudge', start, end });
    expect(parts).toEqual([
      { kind: 'text', text: '😀' },
      { kind: 'hole', name: { kind: 'name', text: 'a', span: span(39, 40) }, span: span(38, 41) },
      { kind: 'text', text: ' {a} }' },
      { kind: 'hole', name: { kind: 'name', text: 'a', span: span(49, 50) }, digits: 2, span: span(48, 53) },
    ]);
  });

  test('may use the words of the language as names', () => {
    const { tree, diagnostics } = parse(everyForm);
    expect(diagnostics).toEqual([]);
    expect(tree.declarations.filter((d) => d.broken === true)).toEqual([]);
  });
});

describe('any text', () => {
  const words = [...new Set(samples.flatMap((text) => text.match(/[\w.]+|"[^"\n]*"|\S/g) ?? []))];
  const soup = fc
    .array(
      fc.oneof(
        fc.constantFrom(...words),
        fc.constantFrom('\n', ' ', '"', '{', '}', '(', '`', '\ud800', '//'),
      ),
      {
        maxLength: 200,
      },
    )
    .map((parts) => parts.join(' '));
  const mutation = fc
    .tuple(
      fc.constantFrom(...samples),
      fc.nat(),
      fc.nat(20),
      fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary', maxLength: 5 })),
    )
    .map(([text, at, length, insert]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + insert + text.slice(place + length);
    });

  test('is read without an exception, and all places lie in it', () => {
    fc.assert(
      fc.property(fc.oneof(soup, mutation, fc.string({ unit: 'binary', maxLength: 300 })), (text) => {
        const { tree, diagnostics } = parse(text);
        expect(tree.kind).toBe('file');
        for (const { span } of [...diagnostics, ...tree.declarations]) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(text.length);
        }
        if (diagnostics.length === 0) expect(tree.declarations.some((d) => d.broken)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test.each(['channel push', 'purpose marketing', 'late 1h', 'user { age: int? }', 'event A {}'])(
    'takes a word of expressions behind a dot for the name that it is: `%s` follows',
    (declaration) => {
      for (const word of ['mod', 'in', 'and', 'where', 'contains']) {
        const { tree, diagnostics } = parse(`metric m = user.${word}\n${declaration}\n`);
        expect(diagnostics).toEqual([]);
        expect(tree.declarations).toHaveLength(2);
      }
    },
  );

  test('says something when a correct file loses a bracket or a quote', () => {
    for (const text of samples) {
      const { comments } = parse(text).tree;
      const places = [...text.matchAll(/[{}()[\]"]/g)]
        .map((match) => match.index)
        .filter((at) => !comments.some((c) => c.span.start <= at && at < c.span.end));
      for (const at of places) {
        // Inside a text a bracket means nothing.
        const without = text.slice(0, at) + text.slice(at + 1);
        const quotes = text.slice(text.lastIndexOf('\n', at) + 1, at).split('"').length;
        if (text[at] !== '"' && quotes % 2 === 0) continue;
        expect(
          parse(without).diagnostics.length,
          without.slice(Math.max(0, at - 40), at + 40),
        ).toBeGreaterThan(0);
      }
    }
  });
});
