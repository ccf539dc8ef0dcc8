import { describe, expect, test } from 'vitest';
import { date, hour, instantText, weekday } from './time.ts';

const at = (iso: string): number => Date.parse(iso);
const LAST = at('9999-12-31T23:59:59.999Z');

describe('rule 19: local time', () => {
  test('the ends of the range', () => {
    expect([hour(0, 'UTC'), weekday(0, 'UTC'), date(0, 'UTC')]).toEqual([0, 4, '1970-01-01']);
    expect([hour(LAST, 'UTC'), weekday(LAST, 'UTC'), date(LAST, 'UTC')]).toEqual([23, 5, '9999-12-31']);
    expect([instantText(0), instantText(LAST)]).toEqual([
      '1970-01-01T00:00:00.000Z',
      '9999-12-31T23:59:59.999Z',
    ]);
  });

  test('a zone may lie before 1970 and behind 9999', () => {
    const west = [hour(0, 'America/New_York'), weekday(0, 'America/New_York'), date(0, 'America/New_York')];
    expect(west).toEqual([19, 3, '1969-12-31']);
    const east = [hour(LAST, 'Asia/Tokyo'), weekday(LAST, 'Asia/Tokyo'), date(LAST, 'Asia/Tokyo')];
    expect(east).toEqual([8, 6, '10000-01-01']);
  });

  test.each([
    ['2026-03-29T00:59:59.999Z', 1],
    ['2026-03-29T01:00:00.000Z', 3],
    ['2026-10-25T00:59:59.999Z', 2],
    ['2026-10-25T01:00:00.000Z', 2],
    ['2026-10-25T02:00:00.000Z', 3],
  ])('in Berlin it is at %s the hour %d', (iso, shown) => {
    expect(hour(at(iso), 'Europe/Berlin')).toBe(shown);
  });

  test('Monday is 1 and Sunday 7', () => {
    const days = [0, 1, 2, 3, 4, 5, 6].map((n) =>
      weekday(at('2026-03-02T12:00:00Z') + n * 86_400_000, 'UTC'),
    );
    expect(days).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
