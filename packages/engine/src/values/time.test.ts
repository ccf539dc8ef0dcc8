import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { civilFromDays, DAY_MS, daysFromCivil, daysInMonth } from './calendar.ts';
import {
  clampInstant,
  dateOf,
  formatInstant,
  hourOf,
  INSTANT_MAX,
  INSTANT_MIN,
  parseInstant,
  weekdayOf,
} from './time.ts';

const instants = fc.integer({ min: INSTANT_MIN, max: INSTANT_MAX });

describe('calendar', () => {
  it('agrees with Date on every day from year 0 to 10000', () => {
    const first = daysFromCivil(0, 1, 1);
    const last = daysFromCivil(10_000, 12, 31);
    let differing = 0;
    for (let days = first; days <= last; days += 1) {
      const { year, month, day } = civilFromDays(days);
      const date = new Date(days * DAY_MS);
      const same =
        date.getUTCFullYear() === year && date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
      if (!same || daysFromCivil(year, month, day) !== days || day > daysInMonth(year, month)) differing += 1;
    }
    expect(differing).toBe(0);
  });
});

describe('instants printed', () => {
  it('Output: an instant is YYYY-MM-DDTHH:MM:SS.sssZ', () => {
    fc.assert(
      fc.property(instants, (ms) => {
        expect(formatInstant(ms)).toBe(new Date(ms).toISOString());
      }),
      { numRuns: 5000 },
    );
    expect(formatInstant(INSTANT_MIN)).toBe('1970-01-01T00:00:00.000Z');
    expect(formatInstant(INSTANT_MAX)).toBe('9999-12-31T23:59:59.999Z');
  });

  it('rule 6: computed instants are clamped to 1970–9999', () => {
    expect([clampInstant(-1), clampInstant(0), clampInstant(INSTANT_MAX + 1)]).toEqual([0, 0, INSTANT_MAX]);
    expect(clampInstant(-0)).toBe(0);
  });
});

describe('instants read', () => {
  it('rule 6: what is printed reads back', () => {
    fc.assert(
      fc.property(instants, (ms) => {
        expect(parseInstant(formatInstant(ms))).toBe(ms);
      }),
    );
  });

  const at = Date.UTC(2026, 2, 2, 10, 20, 30);
  it.each([
    ['2026-03-02T10:20:30Z', at],
    ['2026-03-02t10:20:30z', at],
    ['2026-03-02 10:20:30Z', at],
    ['2026-03-02T10:20:30', at],
    ['2026-03-02T10:20', at - 30_000],
    ['2026-03-02 10:20', at - 30_000],
    ['2026-03-02T10:20Z', at - 30_000],
    ['2026-03-02T10:20+01', at - 30_000 - 3_600_000],
    ['2026-03-02T12:20:30+02:00', at],
    ['2026-03-02T12:20:30+0200', at],
    ['2026-03-02T12:20:30+02', at],
    ['2026-03-02T04:50:30-05:30', at],
    ['2026-03-02T10:20:30-00:00', at],
    ['2026-03-03T10:19:30+23:59', at],
    ['2026-03-02T10:20:30.1Z', at + 100],
    ['2026-03-02T10:20:30,12Z', at + 120],
    ['2026-03-02T10:20:30.123', at + 123],
    ['2026-03-02T10:20:30.1+00:00', at + 100],
    ['2024-02-29T00:00Z', Date.UTC(2024, 1, 29)],
    ['2000-02-29T00:00Z', Date.UTC(2000, 1, 29)],
  ])('rule 6: %s is an instant', (text, ms) => {
    expect(parseInstant(text)).toBe(ms);
  });

  it('rule 6: digits below the millisecond are cut', () => {
    expect(parseInstant('2026-03-02T10:20:30.1239999Z')).toBe(at + 123);
    expect(parseInstant(`2026-03-02T10:20:30.${'9'.repeat(100_000)}Z`)).toBe(at + 999);
    expect(parseInstant('9999-12-31T23:59:59.9999Z')).toBe(INSTANT_MAX);
  });

  it('rule 6: a time without offset is local to the zone', () => {
    expect(parseInstant('2026-07-01T12:00:00', 'Europe/Berlin')).toBe(Date.UTC(2026, 6, 1, 10));
    expect(parseInstant('2026-07-01T12:00:00Z', 'Europe/Berlin')).toBe(Date.UTC(2026, 6, 1, 12));
    expect(parseInstant('2026-07-01 12:00:00', 'America/New_York')).toBe(Date.UTC(2026, 6, 1, 16));
    // Skipped, then twice.
    expect(parseInstant('2026-03-29T02:30', 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 1, 30));
    expect(parseInstant('2026-10-25T02:30', 'Europe/Berlin')).toBe(Date.UTC(2026, 9, 25, 0, 30));
  });

  it.each([
    '',
    '2026-03-02',
    '2026-03-02T',
    '2026-03-02T10',
    '2026-03-02T10Z',
    '2026-03-02T1020',
    '20260302T102030Z',
    '2026-03-02T10:20:60Z',
    '2026-03-02T24:00:00Z',
    '2026-03-02T10:60:00Z',
    '2026-02-29T00:00Z',
    '1900-02-29T00:00Z',
    '2026-04-31T00:00Z',
    '2026-00-01T00:00Z',
    '2026-13-01T00:00Z',
    '2026-03-00T00:00Z',
    '2026-03-02T10:20:30.Z',
    '2026-03-02T10:20.5Z',
    '2026-03-02T10:20:3Z',
    '2026-03-02T10:20:30 Z',
    '2026-03-02T10:20:30ZZ',
    '2026-03-02T10:20:30+',
    '2026-03-02T10:20:30+1',
    '2026-03-02T10:20:30+010',
    '2026-03-02T10:20:30+01:',
    '2026-03-02T10:20:30+01:0',
    '2026-03-02T10:20:30+01:000',
    '2026-03-02T10:20:30+01000',
    '2026-03-02T10:20:30+24:00',
    '2026-03-02T10:20:30+01:60',
    '2026-03-02T10:20:30−01:00',
    '2026-03-02_10:20:30Z',
    '2026-03-02\u000010:20:30Z',
    '2026-03-02T10:20:30\n',
    ' 2026-03-02T10:20:30Z',
    '+02026-03-02T10:20:30Z',
    '-2026-03-02T10:20:30Z',
    '2026-03-02T10:20:30[Europe/Berlin]',
    '２026-03-02T10:20:30Z',
  ])('rule 6: %j is no instant', (text) => {
    expect(parseInstant(text)).toBeNull();
  });

  it('rule 6: an instant outside 1970–9999 is out of range', () => {
    for (const text of [
      '0000-01-01T00:00:00Z',
      '1969-12-31T23:59:59.999Z',
      '1970-01-01T00:00:00+00:01',
      '9999-12-31T23:59:59-00:01',
    ]) {
      expect(parseInstant(text)).toBe('out_of_range');
    }
    expect(parseInstant('1970-01-01T00:30', 'Europe/Berlin')).toBe('out_of_range');
    expect(parseInstant('1969-12-31T23:00:00-01:00')).toBe(0);
    expect(parseInstant('9999-12-31T20:00', 'America/New_York')).toBe('out_of_range');
  });
});

describe('rule 19: hour, weekday and date in a zone', () => {
  it('hour is 0–23, weekday 1–7 with Monday 1, date YYYY-MM-DD', () => {
    const sunday = Date.UTC(2026, 2, 1, 23, 30); // 2026-03-01 is a Sunday
    expect([hourOf(sunday, 'UTC'), weekdayOf(sunday, 'UTC'), dateOf(sunday, 'UTC')]).toEqual([
      23,
      7,
      '2026-03-01',
    ]);
    expect([
      hourOf(sunday, 'Europe/Berlin'),
      weekdayOf(sunday, 'Europe/Berlin'),
      dateOf(sunday, 'Europe/Berlin'),
    ]).toEqual([0, 1, '2026-03-02']);
    expect([hourOf(sunday, 'Asia/Kolkata'), hourOf(sunday, 'America/New_York')]).toEqual([5, 18]);
  });

  it('agrees with Date in UTC', () => {
    fc.assert(
      fc.property(instants, (ms) => {
        const date = new Date(ms);
        expect(hourOf(ms, 'UTC')).toBe(date.getUTCHours());
        expect(weekdayOf(ms, 'UTC')).toBe(date.getUTCDay() || 7);
        expect(dateOf(ms, 'UTC')).toBe(date.toISOString().slice(0, 10));
      }),
    );
  });

  it('may show the day before 1970 and the day after 9999', () => {
    expect(dateOf(0, 'America/New_York')).toBe('1969-12-31');
    expect([hourOf(0, 'America/New_York'), weekdayOf(0, 'America/New_York')]).toEqual([19, 3]);
    expect(dateOf(INSTANT_MAX, 'Asia/Tokyo')).toBe('10000-01-01');
  });
});
