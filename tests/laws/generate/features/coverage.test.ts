import { describe, expect, test } from 'vitest';
import { checkSource } from '../check.ts';
import { Coverage } from './coverage.ts';
import { coverageOf } from './coverage-of.ts';
import { FEATURES } from './features.ts';

const held = (source: string): string[] => [...coverageOf(checkSource(source))].sort();

describe('the features of a program', () => {
  test('have names of their own', () => {
    expect(new Set(FEATURES).size).toBe(FEATURES.length);
  });

  test('are those of its declarations', () => {
    expect(held('event Visit as "v" { n: int? }  user { plan: enum { a, b } = a }')).toEqual([
      'default',
      'event field int',
      'optional event field',
      'user field enum',
      'wire name',
    ]);
  });

  test('are those of its expressions, by what is in them', () => {
    const source = `
      event Visit { n: int }
      user { seen: timestamp? }
      segment Near { when now - user.seen < 5s and not (count(Visit where n > 0.5) over 2s = 1) }`;
    expect(held(source)).toEqual(
      [
        ...['event field int', 'user field timestamp', 'and', 'not', '<', '=', '>', 'now - timestamp'],
        ...['count where over', 'int beside decimal'],
      ].sort(),
    );
  });

  test('are those of its nudges and of the templates that these send', () => {
    const source = `
      event Visit { price: decimal? }
      purpose news  channel push  channel email
      template Note(total: decimal) { en { body "{total:1}" } }
      template Unused(vip: bool) { en { body "{vip}" }  de { body "{vip}" } }
      nudge Bell {
        on Visit where price is present
        when did Visit where price = event.price within 2s
        consent news  channel push, email
        send Note { total: event.price }
      }`;
    expect(held(source)).toEqual(
      [
        ...['event field decimal', 'optional event field', 'on event where', 'is present', 'when', '='],
        ...['did where', 'correlated filter', 'narrowing', 'triggering event', 'consent', 'several channels'],
        ...['argument decimal', 'digits of a hole'],
      ].sort(),
    );
  });
});

describe('the report', () => {
  const coverage = new Coverage();
  coverage.add(checkSource('event Visit { n: int? }'));
  coverage.add(checkSource('event Visit { n: int }'));

  test('counts the programs that hold a feature, and a pair', () => {
    const report = coverage.report();
    expect(report).toContain('2 programs');
    expect(report).toMatch(/^ +2 {2}event field int$/m);
    expect(report).toMatch(/^ +1 {2}optional event field$/m);
  });

  test('names what is missing: features, and pairs', () => {
    const missing = coverage.missing();
    expect(missing).not.toContain('event field int');
    expect(missing).toContain('distinct over');
    expect(missing).not.toContain('event field int × optional event field');
    expect(missing).toContain('fn × fn of now');
  });
});
