import { Readable } from 'node:stream';
import { createPlayback, effectLine } from '@nudge/engine';
import { readRecords } from '@nudge/runtime';
import { describe, expect, test } from 'vitest';
import { compile, type Line, play } from '../support/play.ts';
import { consent, DAY, event, HOUR, instant, profile } from '../support/records.ts';
import { order, SHOP, view } from '../support/shop.ts';
import { storyOf } from '../support/story.ts';

const RULES = `${SHOP}
late 10ms
metric orders = count(Order) ever
metric views = count(View) ever
metric spent = sum(Order.amount) ever
`;

describe('rule 1: what counts, in which order it is asked', () => {
  test('rule 1: a record after T is as if absent, one at T is there', async () => {
    const { story, counts } = await play(RULES, [order('e1', 10), order('e2', 11)], {
      until: 10,
      metrics: true,
    });
    expect(story).toEqual(['orders of ann = 1', 'spent of ann = 1', 'views of ann = 0']);
    expect(counts).toMatchObject({ records: 1, accepted: 1 });
  });

  test('rule 1: a record after T is not even rejected, and one whose time cannot be read is not after T', async () => {
    const after = { id: 'e1', type: 'Order', subject: 'ann', time: instant(11), data: {} };
    const noUser = { ...after, subject: '' };
    const noTime = { ...after, time: 'soon' };
    const { story, counts } = await play(RULES, [after, noUser, noTime], { until: 10 });
    expect(story).toEqual(['rejected line 3: bad_time e1']);
    expect(counts).toMatchObject({ records: 1, rejected: 1 });
  });

  test('rule 1: a record after T of a type that no rule declares is not counted either', async () => {
    const { counts } = await play(RULES, [event('e1', 'Else', 11), event('e2', 'Else', 10)], { until: 10 });
    expect(counts).toMatchObject({ records: 1, ignored: 1 });
  });

  test('rule 1: a record after T takes no id, moves no clock and begins no user', async () => {
    const records = [order('e1', 100), order('e1', 5), order('e9', 100, 1, { user: 'bob' })];
    const { story, counts } = await play(RULES, records, { until: 10, metrics: true });
    expect(story).toEqual(['orders of ann = 1', 'spent of ann = 1', 'views of ann = 0']);
    expect(counts).toMatchObject({ duplicates: 0, late: 0 });
  });

  test('rule 1: the clocks end at T, also where it lies after all records', async () => {
    const { effects } = await play(RULES, [order('e1', 5)], { until: 99, metrics: true });
    expect(effects.map(({ time }) => time)).toEqual([instant(99), instant(99), instant(99)]);
  });

  test('rule 1: decoding comes before deduplication', async () => {
    const bad = event('e1', 'Order', 5, { amount: 'much' });
    const { story, counts } = await play(RULES, [order('e1', 5), bad]);
    expect(story).toEqual(['rejected line 2: wrong_type amount e1']);
    expect(counts).toMatchObject({ duplicates: 0, rejected: 1 });
  });

  test('rule 1: decoding comes before lateness', async () => {
    const { story } = await play(RULES, [order('e1', 100), event('e2', 'Order', 5)]);
    expect(story).toEqual(['rejected line 2: missing_field amount e2']);
  });

  test('rule 1: deduplication comes before lateness', async () => {
    // Judged by its own time the second is late; the event that it repeats is not forgotten yet.
    const { story, counts } = await play(RULES, [order('e1', 5), order('e1', -100)]);
    expect(story).toEqual([]);
    expect(counts).toMatchObject({ duplicates: 1, late: 0 });
  });

  test('rule 1: run(F, T) is run(F without what is after T, T), line for line', async () => {
    const records = [
      order('e1', 5),
      order('e2', 60),
      event('e3', 'Order', 60, { amount: 'x' }),
      event('e4', 'Order', 5, { amount: 'x' }),
      order('e2', 6),
      view('e5', 20),
      view('e6', 3),
      event('e7', 'Order', 19),
    ];
    const taken = records.map((record, i) => (i === 1 || i === 2 ? '' : record));
    const options = { until: 20, members: true, metrics: true };
    const { lines, counts } = await play(RULES, records, options);
    expect(await play(RULES, taken, options)).toMatchObject({ lines, counts });
    expect(lines).toHaveLength(6);
  });
});

describe('rule 1: lines of files', () => {
  async function read(text: string, source?: string): Promise<string[]> {
    const bundle = await compile(CSV_RULES);
    const playback = createPlayback(bundle);
    const lines: Line[] = [];
    const schema = bundle.manifest.sources.find((candidate) => candidate.name === source) ?? null;
    const chooseFormat = (): 'csv' | 'ndjson' => (schema?.format === 'csv' ? 'csv' : 'ndjson');
    const standardInput = Readable.from([Buffer.from(text)]);
    for await (const records of readRecords('-', { chooseFormat, standardInput })) {
      for (const raw of records) {
        playback.record(raw, schema, (effect) => lines.push(JSON.parse(effectLine(effect)) as Line));
      }
    }
    return lines.map(storyOf);
  }

  const CSV_RULES = `${RULES}
source shop { format csv user = who at = time on kind = "view" -> View { page: page } }
`;

  test('rule 1: empty lines are skipped and count as lines', async () => {
    const lines = await read('\n{}\n\n{"type":"Order"}\n');
    expect(lines).toEqual(['rejected line 4: missing_user -:000000000004']);
  });

  test('rule 1: `line` counts records where a CSV value spans lines', async () => {
    const text = 'who,time,kind,page\nann,2026-03-02 10:00,view,"a\nb\n\nc"\n,2026-03-02 10:00,view,x\n';
    expect(await read(text, 'shop')).toEqual(['rejected line 3: missing_user -:000000000003']);
  });

  test('rule 1: an empty line of a CSV file counts and is no row', async () => {
    const text = 'who,time,kind,page\n\n,2026-03-02 10:00,view,x\n';
    expect(await read(text, 'shop')).toEqual(['rejected line 3: missing_user -:000000000003']);
  });
});

describe('rule 2: duplicates', () => {
  test('rule 2: a duplicate is dropped and counted, and nothing is emitted', async () => {
    const { story, counts } = await play(RULES, [order('e1', 5), order('e1', 5)], { metrics: true });
    expect(story).toEqual(['orders of ann = 1', 'spent of ann = 1', 'views of ann = 0']);
    expect(counts).toMatchObject({ records: 2, accepted: 1, duplicates: 1 });
  });

  test('rule 2: the id alone tells, whatever the type, the instant and the data', async () => {
    const records = [order('e1', 5), view('e1', 7), profile('e1', 8, { points: 9 }), consent('e1', 9, true)];
    const { counts } = await play(RULES, records);
    expect(counts).toMatchObject({ accepted: 1, duplicates: 3 });
  });

  test('rule 2: an id belongs to one user of one tenant', async () => {
    const records = [
      order('e1', 5),
      order('e1', 5, 1, { user: 'bob' }),
      order('e1', 5, 1, { tenant: 'acme' }),
      order('e1', 5, 1, { tenant: 'default' }),
    ];
    const { counts } = await play(RULES, records);
    expect(counts).toMatchObject({ accepted: 3, duplicates: 1 });
  });

  test('rule 2: an event at clock − late is still known', async () => {
    const { counts } = await play(RULES, [order('e1', 5), view('v', 15), order('e1', 15)]);
    expect(counts).toMatchObject({ accepted: 2, duplicates: 1 });
  });

  test('rule 2: an id that comes back one ms behind that is a new event', async () => {
    const records = [order('e1', 5), view('v', 16), order('e1', 16), order('e1', 16)];
    const { story, counts } = await play(RULES, records, { metrics: true });
    expect(story).toContain('orders of ann = 2');
    expect(counts).toMatchObject({ accepted: 3, duplicates: 1 });
  });

  test('rule 2: what was late, rejected or ignored has not taken its id', async () => {
    const records = [
      view('v', 100),
      order('late', 5),
      order('late', 100),
      event('bad', 'Order', 100),
      order('bad', 100),
      event('else', 'Else', 100),
      order('else', 100),
    ];
    const { counts } = await play(RULES, records);
    expect(counts).toMatchObject({ accepted: 4, duplicates: 0, late: 1, rejected: 1, ignored: 1 });
  });

  test('rule 2: a duplicate moves no clock and fires no timer', async () => {
    const rules = `${RULES} segment Fresh { when did Order within 20ms }`;
    const { story } = await play(rules, [order('e1', 5), order('e1', 500), view('v', 4)], {
      unfinished: true,
    });
    expect(story).toEqual(['@5 ann enters Fresh since 5 (e1@5)']);
  });

  test('rule 2: ids are known among hundreds, in whatever order the events came', async () => {
    // Event i stands at i; a late one comes between, so that arrival is not the order of time.
    const records: object[] = [];
    for (let i = 0; i < 300; i += 2) records.push(view(`e${i + 1}`, i + 1), view(`e${i}`, i));
    const again = [view('e289', 299), view('e290', 299), view('e288', 299)];
    const { counts } = await play(RULES, [...records, ...again]);
    // The clock is 299: what stands at 289 or later is known, 288 is forgotten.
    expect(counts).toMatchObject({ accepted: 301, duplicates: 2 });
  });
});

test('rule 2: none of many is forgotten before its time', async () => {
  const records = Array.from({ length: 300 }, (_, i) => view(`e${i}`, i));
  const { counts } = await play(SHOP, [...records, ...records]);
  expect(counts).toMatchObject({ accepted: 300, duplicates: 300 });
});

describe('rule 2: late events', () => {
  test('rule 2: late is what is older than clock − late, by one ms', async () => {
    const { story, counts } = await play(RULES, [view('v', 20), order('e1', 10), order('e2', 9)], {
      metrics: true,
    });
    expect(story).toEqual([
      'late e2 Order @9 ann clock 20',
      'orders of ann = 1',
      'spent of ann = 1',
      'views of ann = 1',
    ]);
    expect(counts).toMatchObject({ accepted: 2, late: 1 });
  });

  test('rule 2: an accepted late event does not move the clock back', async () => {
    const { story } = await play(RULES, [view('v', 20), order('e1', 10), order('e2', 9)]);
    expect(story).toEqual(['late e2 Order @9 ann clock 20']);
  });

  test('rule 2: built-in events are late too', async () => {
    const records = [view('v', 20), profile('p', 9, { points: 1 }), consent('c', 9, true)];
    const { story } = await play(RULES, records);
    expect(story).toEqual(['late p user.updated @9 ann clock 20', 'late c user.consent @9 ann clock 20']);
  });

  test('rule 2: each user has a clock of their own, in each tenant', async () => {
    const records = [
      view('v', 1000),
      view('v', 5, {}, { user: 'bob' }),
      view('v', 5, {}, { tenant: 'acme' }),
      view('w', 5),
    ];
    expect((await play(RULES, records)).story).toEqual(['late w View @5 ann clock 1000']);
  });

  test('rule 2: the default of `late` is an hour', async () => {
    const records = [view('v', HOUR), order('e1', 0), order('e2', -1)];
    const { story } = await play(SHOP, records);
    expect(story).toEqual([`late e2 Order @-1 ann clock ${HOUR}`]);
  });

  test('rule 2: the defaults are late 1h, future 5m, delay 10s', async () => {
    const { manifest } = await compile(SHOP);
    expect(manifest.settings).toEqual({ lateMs: HOUR, futureMs: 300_000, delayMs: 10_000 });
    const set = await compile(`${SHOP} late 2h future 7m delay 3s`);
    expect(set.manifest.settings).toEqual({ lateMs: 2 * HOUR, futureMs: 420_000, delayMs: 3_000 });
  });
});

test('rule 3: `future` is off for files: they do not say when a record arrived', async () => {
  const { story, counts } = await play(SHOP, [view('v', 0), view('w', 20_000 * DAY)]);
  expect(story).toEqual([]);
  expect(counts).toMatchObject({ accepted: 2, rejected: 0 });
});

describe('rule 4: records that mean nothing here', () => {
  test('rule 4: a type that no rule declares is counted and begins no user', async () => {
    const { story, counts } = await play(RULES, [event('e1', 'Signup', 5)], { metrics: true });
    expect(story).toEqual([]);
    expect(counts).toMatchObject({ records: 1, ignored: 1, accepted: 0, rejected: 0 });
  });

  test('rule 4: it moves no clock', async () => {
    const { story } = await play(RULES, [event('e1', 'Signup', 500), order('e2', 5), order('e3', -5)]);
    expect(story).toEqual([]);
  });

  test('rule 4: it is not looked at any further: without a user or a time it is no rejection', async () => {
    const records = [{ type: 'Signup' }, { type: 'Signup', subject: '', time: 'x' }, {}, { type: 7 }];
    const { story, counts } = await play(RULES, records);
    expect(story).toEqual([]);
    expect(counts).toMatchObject({ ignored: 4, rejected: 0 });
  });

  test('rule 4: a type is a text; a list that reads like one is no type', async () => {
    const record = { ...(order('e1', 5) as object), type: ['Order'] };
    expect((await play(RULES, [record])).counts).toMatchObject({ ignored: 1, accepted: 0 });
  });

  test('rule 4: an event goes by its name and its qualified name, or by the name after `as` alone', async () => {
    const rules = { 'a.nudge': 'module shop.events event CartAdd as "addToCart" {} event Order {}' };
    const types = [
      'Order',
      'shop.events.Order',
      'addToCart',
      'CartAdd',
      'shop.events.CartAdd',
      'order',
      'events.Order',
    ];
    const { counts } = await play(
      rules,
      types.map((type, i) => event(`e${i}`, type, i)),
    );
    expect(counts).toMatchObject({ accepted: 3, ignored: 4 });
  });

  const SOURCE = `${RULES}
source shop {
  format csv
  user = who
  at = time
  on kind = "buy" and channel = "shop" -> Order { amount: amount }
  on kind = "buy" -> View { page: channel }
  on kind in ["look", "see"] and channel is present -> View { page: channel }
  on kind = "look" and channel != "web" -> Order { amount: amount }
}
`;
  const csv = (lines: readonly string[]): Promise<{ story: readonly string[]; counts: object }> =>
    play(SOURCE, ['who,time,kind,channel,amount', ...lines], { source: 'shop', csv: true, metrics: true });

  test('rule 4: a record that no `on` line matches is counted and otherwise ignored', async () => {
    const { story, counts } = await csv(['ann,2026-03-02 10:00,leave,shop,1', ',yesterday,leave,,']);
    expect(story).toEqual([]);
    expect(counts).toMatchObject({ ignored: 2, rejected: 0 });
  });

  test('rule 4: a record that matches several `on` lines becomes its first match', async () => {
    const { story, counts } = await csv(['ann,2026-03-02 10:00,buy,shop,7']);
    expect(story).toEqual(['orders of ann = 1', 'spent of ann = 7', 'views of ann = 0']);
    expect(counts).toMatchObject({ accepted: 1 });
  });

  test('rule 4: a later line takes what an earlier one leaves', async () => {
    const { story } = await csv(['ann,2026-03-02 10:00,buy,web,7', 'ann,2026-03-02 10:00,see,web,7']);
    expect(story).toEqual(['orders of ann = 0', 'spent of ann = 0', 'views of ann = 2']);
  });

  test('rule 4: a missing column is neither equal nor unequal to anything', async () => {
    const { counts } = await csv(['ann,2026-03-02 10:00,look,,7']);
    expect(counts).toMatchObject({ ignored: 1 });
  });
});
