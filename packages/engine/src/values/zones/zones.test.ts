import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TZDATA_VERSION } from './table.ts';
import { isZone, localToInstant, offsetAt, transitions, zoneNames } from './zones.ts';

const HOUR = 3_600_000;
const utc = (text: string): number => Date.parse(text.includes('T') ? text : `${text}T00:00:00Z`);
const offsetHours = (zone: string, text: string): number => offsetAt(zone, utc(text)) / HOUR;

describe('names', () => {
  it('canonical names and links are zones, anything else is not', () => {
    for (const name of [
      'UTC',
      'GMT',
      'Etc/UTC',
      'Europe/Kyiv',
      'Europe/Kiev',
      'US/Eastern',
      'Asia/Calcutta',
      'EST5EDT',
    ]) {
      expect(isZone(name)).toBe(true);
    }
    for (const name of [
      '',
      'utc',
      'Europe/berlin',
      'Europe',
      'Mars/Olympus',
      '+01:00',
      'CEST',
      'Factory',
      '0',
      '3600',
    ]) {
      expect(isZone(name)).toBe(false);
    }
    expect(zoneNames()).toHaveLength(597);
    expect(zoneNames()).toEqual([...zoneNames()].sort());
  });

  it('knows every zone that the host knows', () => {
    expect(Intl.supportedValuesOf('timeZone').filter((name) => !isZone(name))).toEqual([]);
  });

  it('an unknown zone is a bug of the caller', () => {
    expect(() => offsetAt('Mars/Olympus', 0)).toThrow('unknown time zone "Mars/Olympus"');
  });
});

// What `python3 scripts/make-zones.py --digest` prints: Python's zoneinfo on the same tzdata, all zones, every
// 331 hours from 1970 to 2101 and the last day of 9999.
it('all zones have the offsets that Python has', () => {
  expect(TZDATA_VERSION).toBe('2026f');
  const hash = createHash('sha256');
  for (const zone of zoneNames()) {
    let line = zone;
    for (let at = 0; at < 4_133_980_800; at += 331 * 3600) line += ` ${offsetAt(zone, at * 1000) / 1000}`;
    hash.update(`${line} ${offsetAt(zone, 253_402_214_400_000) / 1000}\n`);
  }
  expect(hash.digest('hex')).toBe('042f835a9e61ffac6454696c3b50b0bec5d6709217bfc3edbb9f9b2606962177');
});

// From Python's zoneinfo with tzdata 2026.6: every change of the year and the offset from there on, in hours.
describe('after the last listed change the yearly rule holds', () => {
  it.each([
    [
      'Europe/Berlin',
      2038,
      [
        ['2038-03-28T01:00:00Z', 2],
        ['2038-10-31T01:00:00Z', 1],
      ],
    ],
    [
      'Europe/Berlin',
      2099,
      [
        ['2099-03-29T01:00:00Z', 2],
        ['2099-10-25T01:00:00Z', 1],
      ],
    ],
    [
      'America/New_York',
      2038,
      [
        ['2038-03-14T07:00:00Z', -4],
        ['2038-11-07T06:00:00Z', -5],
      ],
    ],
    [
      'America/New_York',
      2099,
      [
        ['2099-03-08T07:00:00Z', -4],
        ['2099-11-01T06:00:00Z', -5],
      ],
    ],
    [
      'Australia/Lord_Howe',
      2038,
      [
        ['2038-04-03T15:00:00Z', 10.5],
        ['2038-10-02T15:30:00Z', 11],
      ],
    ],
    [
      'Australia/Lord_Howe',
      2099,
      [
        ['2099-04-04T15:00:00Z', 10.5],
        ['2099-10-03T15:30:00Z', 11],
      ],
    ],
    [
      'Europe/Dublin',
      2038,
      [
        ['2038-03-28T01:00:00Z', 1],
        ['2038-10-31T01:00:00Z', 0],
      ],
    ],
    [
      'Europe/Dublin',
      2099,
      [
        ['2099-03-29T01:00:00Z', 1],
        ['2099-10-25T01:00:00Z', 0],
      ],
    ],
    [
      'America/Santiago',
      2099,
      [
        ['2099-04-05T03:00:00Z', -4],
        ['2099-09-06T04:00:00Z', -3],
      ],
    ],
    [
      'Asia/Jerusalem',
      2038,
      [
        ['2038-03-26T00:00:00Z', 3],
        ['2038-10-30T23:00:00Z', 2],
      ],
    ],
    [
      'America/Nuuk',
      2099,
      [
        ['2099-03-29T01:00:00Z', -1],
        ['2099-10-25T01:00:00Z', -2],
      ],
    ],
    [
      'Antarctica/Troll',
      2099,
      [
        ['2099-03-29T01:00:00Z', 2],
        ['2099-10-25T01:00:00Z', 0],
      ],
    ],
    // Listed up to 2086 (summer time pauses in Ramadan), by rule from then on.
    [
      'Asia/Gaza',
      2086,
      [
        ['2086-03-30T00:00:00Z', 3],
        ['2086-04-12T23:00:00Z', 2],
        ['2086-05-25T00:00:00Z', 3],
        ['2086-10-25T23:00:00Z', 2],
      ],
    ],
    [
      'Asia/Gaza',
      2099,
      [
        ['2099-03-28T00:00:00Z', 3],
        ['2099-10-23T23:00:00Z', 2],
      ],
    ],
    ['Africa/Casablanca', 2038, []],
    ['Asia/Kolkata', 2099, []],
    ['America/Sao_Paulo', 2099, []],
    ['Pacific/Apia', 2099, []],
  ] as const)('%s in %i', (zone, year, expected) => {
    const found = transitions(zone, utc(`${year}-01-01`), utc(`${year + 1}-01-01`));
    expect(found).toEqual(expected.map(([at, hours]) => ({ atMs: utc(at), offsetMs: hours * HOUR })));
    for (const { atMs, offsetMs } of found) {
      expect(offsetAt(zone, atMs)).toBe(offsetMs);
      expect(offsetAt(zone, atMs - 1)).not.toBe(offsetMs);
    }
  });

  it('and still does in 9999', () => {
    expect(offsetHours('Europe/Berlin', '9999-07-01')).toBe(2);
    expect(offsetHours('Europe/Berlin', '9999-12-31')).toBe(1);
    expect(offsetHours('Australia/Sydney', '9999-12-31')).toBe(11);
    expect(offsetHours('America/New_York', '9999-07-01')).toBe(-4);
  });
});

describe('history', () => {
  it('Samoa skipped 2011-12-30', () => {
    expect(transitions('Pacific/Apia', utc('2011-01-01'), utc('2012-01-01'))).toEqual([
      { atMs: utc('2011-04-02T14:00:00Z'), offsetMs: -11 * HOUR },
      { atMs: utc('2011-09-24T14:00:00Z'), offsetMs: -10 * HOUR },
      { atMs: utc('2011-12-30T10:00:00Z'), offsetMs: 14 * HOUR },
    ]);
  });

  it('Liberia was 44 min 30 s behind UTC until 1972', () => {
    expect(offsetAt('Africa/Monrovia', 0)).toBe(-2_670_000);
    expect(transitions('Africa/Monrovia', 0, utc('2100-01-01'))).toEqual([
      { atMs: utc('1972-01-07T00:44:30Z'), offsetMs: 0 },
    ]);
  });

  it('Ireland had UTC+1 all year until 1971, and its winter time is the exception since', () => {
    expect(offsetHours('Europe/Dublin', '1971-01-15')).toBe(1);
    expect(offsetHours('Europe/Dublin', '1972-01-15')).toBe(0);
  });

  it('Lord Howe Island had one hour of summer time until 1985, half an hour since', () => {
    expect(offsetHours('Australia/Lord_Howe', '1985-01-15')).toBe(11.5);
    expect(offsetHours('Australia/Lord_Howe', '1986-01-15')).toBe(11);
    expect(offsetHours('Australia/Lord_Howe', '1986-07-15')).toBe(10.5);
  });

  it('a link has the history of its target', () => {
    const range = [0, utc('2100-01-01')] as const;
    expect(transitions('US/Eastern', ...range)).toEqual(transitions('America/New_York', ...range));
    expect(transitions('Europe/Kiev', ...range)).toEqual(transitions('Europe/Kyiv', ...range));
    expect(transitions('Etc/UTC', ...range)).toEqual([]);
  });
});

describe('transitions', () => {
  it('are those with from <= at < to', () => {
    const at = utc('2026-03-29T01:00:00Z');
    expect(transitions('Europe/Berlin', at, at + 1)).toHaveLength(1);
    expect(transitions('Europe/Berlin', at - 1, at)).toEqual([]);
    expect(transitions('Europe/Berlin', at + 1, at + 1)).toEqual([]);
    const listed = transitions('Europe/Berlin', 0, utc('1980-04-06T01:00:00Z'));
    expect(listed).toEqual([]); // the first is at that instant
  });

  it('each changes the offset, and between two of them it stays', () => {
    const wrong: string[] = [];
    for (const zone of zoneNames()) {
      let [before, last] = [offsetAt(zone, 0), 0];
      for (const { atMs, offsetMs } of transitions(zone, 0, utc('2120-01-01'))) {
        const isChange = last < atMs && before !== offsetMs && offsetAt(zone, atMs) === offsetMs;
        const isSteady = [last, (last + atMs) / 2, atMs - 1].every((at) => offsetAt(zone, at) === before);
        if (!isChange || !isSteady) wrong.push(`${zone} ${new Date(atMs).toISOString()}`);
        [before, last] = [offsetMs, atMs];
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('local time', () => {
  it('one that a clock change skips is moved forward by the gap', () => {
    expect(localToInstant('Europe/Berlin', utc('2026-03-29T02:30:00Z'))).toBe(utc('2026-03-29T01:30:00Z')); // 03:30
    expect(localToInstant('Europe/Berlin', utc('2026-03-29T02:00:00Z'))).toBe(utc('2026-03-29T01:00:00Z'));
    expect(localToInstant('Europe/Berlin', utc('2026-03-29T03:00:00Z'))).toBe(utc('2026-03-29T01:00:00Z'));
    expect(localToInstant('Australia/Lord_Howe', utc('2026-10-04T02:10:00Z'))).toBe(
      utc('2026-10-03T15:40:00Z'),
    ); // 02:40
    expect(localToInstant('Pacific/Apia', utc('2011-12-30T12:00:00Z'))).toBe(utc('2011-12-30T22:00:00Z')); // 31st, 12:00
  });

  it('one that occurs twice is the earlier instant', () => {
    expect(localToInstant('Europe/Berlin', utc('2026-10-25T02:30:00Z'))).toBe(utc('2026-10-25T00:30:00Z'));
    expect(localToInstant('America/New_York', utc('2026-11-01T01:30:00Z'))).toBe(utc('2026-11-01T05:30:00Z'));
    expect(localToInstant('Australia/Lord_Howe', utc('2026-04-05T01:45:00Z'))).toBe(
      utc('2026-04-04T14:45:00Z'),
    );
    expect(localToInstant('America/New_York', utc('2090-11-05T01:30:00Z'))).toBe(utc('2090-11-05T05:30:00Z'));
  });

  it('is read as the definition says, near every clock change', () => {
    const zones = fc.constantFrom(...zoneNames());
    const nearChange = fc.tuple(zones, fc.nat(), fc.integer({ min: -26 * 60, max: 26 * 60 }));
    fc.assert(
      fc.property(nearChange, ([zone, pick, minutes]) => {
        const all = transitions(zone, utc('1970-01-03'), utc('2060-01-01'));
        const change = all[pick % Math.max(1, all.length)] ?? { atMs: utc('2026-01-01'), offsetMs: 0 };
        const local = change.atMs + change.offsetMs + minutes * 60_000;
        // The offsets of three days about it, by looking at each half hour; then all readings of `local`.
        const offsets = new Set<number>();
        for (let at = local - 36 * HOUR; at <= local + 36 * HOUR; at += HOUR / 2)
          offsets.add(offsetAt(zone, at));
        const readings = [...offsets].map((o) => local - o).filter((at) => at + offsetAt(zone, at) === local);
        const ours = localToInstant(zone, local);
        if (readings.length > 0) expect(ours).toBe(Math.min(...readings));
        else {
          const shown = ours + offsetAt(zone, ours);
          const gap = offsetAt(zone, ours) - (local - ours);
          expect(gap).toBeGreaterThan(0);
          expect(shown).toBe(local + gap);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

/** Zones whose rules a tzdata release between the oldest host we support (2025b) and ours has changed. */
const changedFrom: Readonly<Record<string, string>> = {
  'Africa/Casablanca': '2026-01-01',
  'America/Edmonton': '2026-01-01',
  'America/Vancouver': '2026-01-01',
  'America/Winnipeg': '2026-01-01',
  'America/Havana': '2026-01-01',
};

describe('the host agrees (but for changes between its tzdata and ours)', () => {
  const sample = [
    'Africa/Cairo',
    'Africa/Casablanca',
    'Africa/Johannesburg',
    'Africa/Monrovia',
    'America/Argentina/Buenos_Aires',
    'America/Edmonton',
    'America/Havana',
    'America/Los_Angeles',
    'America/New_York',
    'America/Nuuk',
    'America/Phoenix',
    'America/Santiago',
    'America/Sao_Paulo',
    'America/St_Johns',
    'America/Vancouver',
    'America/Winnipeg',
    'Antarctica/Troll',
    'Asia/Gaza',
    'Asia/Jerusalem',
    'Asia/Kathmandu',
    'Asia/Kolkata',
    'Asia/Pyongyang',
    'Asia/Tokyo',
    'Australia/Lord_Howe',
    'Australia/Sydney',
    'Europe/Berlin',
    'Europe/Dublin',
    'Europe/Istanbul',
    'Europe/Kiev',
    'Europe/London',
    'Europe/Moscow',
    'Pacific/Apia',
    'Pacific/Chatham',
    'Pacific/Kiritimati',
    'US/Eastern',
  ];

  it.each(sample)('%s, 1970 to 2037', (zone) => {
    const end = utc(changedFrom[zone] ?? '2038-01-01');
    const hostOffset = hostOffsets(zone);
    const edges = transitions(zone, 0, end).flatMap(({ atMs }) => [atMs - 1, atMs]);
    const differing = edges.filter((at) => hostOffset(at) !== offsetAt(zone, at));
    expect(differing.map((at) => new Date(at).toISOString())).toEqual([]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: end - 1 }), (at) => {
        expect(offsetAt(zone, at)).toBe(hostOffset(at));
      }),
      { numRuns: 200 },
    );
  });
});

function hostOffsets(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const part: Partial<Record<string, number>> = {};
    for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
  };
}
