import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Line, readLines } from './read-lines.ts';

async function* pieces(...all: readonly (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const piece of all) yield Buffer.from(piece as string);
}

async function linesOf(bytes: AsyncIterable<Buffer>, bytesMax?: number): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const batch of readLines(bytes, bytesMax)) lines.push(...batch);
  return lines;
}

describe('lines of a byte stream', () => {
  test('the last one needs no line end, and a line end begins no line', async () => {
    expect(await linesOf(pieces('a\n\nb'))).toEqual(['a', '', 'b']);
    expect(await linesOf(pieces('a\n'))).toEqual(['a']);
    expect(await linesOf(pieces())).toEqual([]);
  });

  test('a byte order mark is no part of the text', async () => {
    expect(await linesOf(pieces('\ufeffa\n\ufeffb\n'))).toEqual(['a', '\ufeffb']);
    expect(await linesOf(pieces(Buffer.from([0xef]), Buffer.from([0xbb, 0xbf, 0x61])))).toEqual(['a']);
  });

  test('bytes that are no UTF-8 become replacement characters', async () => {
    expect(await linesOf(pieces(Buffer.from([0x61, 0xff, 0x0a, 0xc3])))).toEqual(['a\ufffd', '\ufffd']);
  });

  test('a line beyond the limit is not held, and the next is read as ever', async () => {
    expect(await linesOf(pieces('12345\n123456\n12', '345', '6789\nab\n'), 5)).toEqual([
      '12345',
      null,
      null,
      'ab',
    ]);
  });

  test('law: how the stream is cut into pieces changes nothing', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'ü', '€', '😀', '\n', '\r'), maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), async (whole, size) => {
        const bytes = Buffer.from(whole);
        const cut: Buffer[] = [];
        for (let at = 0; at < bytes.length; at += size) cut.push(bytes.subarray(at, at + size));
        expect(await linesOf(pieces(...cut), 12)).toEqual(await linesOf(pieces(bytes), 12));
      }),
    );
  });
});
