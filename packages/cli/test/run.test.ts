import { existsSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cartProject, jsonLines, Workshop } from './harness.ts';

const shop = new Workshop();
beforeAll(() => {
  shop.write({
    'rules/shop.nudge': cartProject,
    'events.ndjson': ndjson([
      cart('ann', '10:00'),
      cart('bob', '10:05'),
      order('bob', '10:20'),
      cart('ann', '12:30'),
    ]),
    'users.csv': 'user,country,consents\nann,DE,marketing\nbob,AT,marketing\n',
  });
});
afterAll(() => shop.remove());

function cart(user: string, time: string): object {
  return event('CartAdd', user, time, { product: 'kettle', price: 25 });
}

function order(user: string, time: string): object {
  return event('Order', user, time, { order_id: 'o-1', amount: 9.5 });
}

function event(type: string, subject: string, time: string, data: object): object {
  return { id: `${subject}/${time}`, type, subject, time: `2026-03-02T${time}:00Z`, data };
}

function ndjson(events: readonly object[]): string {
  return events.map((one) => `${JSON.stringify(one)}\n`).join('');
}

/** What happened, one word or two a line: `12:00 ann nudge.generated`. */
function story(out: string): string[] {
  return jsonLines(out).map(({ type, subject, time }) => {
    return `${String(time ?? '').slice(11, 16)} ${String(subject ?? '-')} ${String(type)}`;
  });
}

const events = ['--events', 'events.ndjson'];

describe('nudgec run', () => {
  test('prints the effects as lines, and only those, on standard output', async () => {
    const { status, out, err } = await shop.nudgec(['run', 'rules', ...events, '--users', 'users.csv']);
    expect(err).toBe('');
    expect(status).toBe(0);
    expect(story(out)).toEqual(['11:00 ann segment.entered', '11:00 ann nudge.generated']);
    expect(out.endsWith('\n')).toBe(true);
  });

  test('members and metrics come behind the effects, and --only prints just what it names', async () => {
    const all = await shop.nudgec(['run', 'rules', ...events, '--members', '--metrics']);
    expect(story(all.out)).toEqual([
      '11:00 ann segment.entered',
      '12:30 ann segment.member',
      '12:30 ann metric.value',
      '12:30 bob metric.value',
    ]);
    const only = await shop.nudgec(['run', 'rules', ...events, '--only', 'members,metrics']);
    expect(only.out).toBe(all.out.split('\n').slice(1).join('\n'));
  });

  test('--until leaves out what is later and moves the clocks there', async () => {
    const until = async (instant: string): Promise<string[]> => {
      return story((await shop.nudgec(['run', 'rules', ...events, '--members', '--until', instant])).out);
    };
    expect(await until('2026-03-02T10:59:59.999Z')).toEqual([]);
    expect(await until('2026-03-02T11:00:00Z')).toEqual([
      '11:00 ann segment.entered',
      '11:00 ann segment.member',
    ]);
    expect(await until('2020-01-01T00:00:00Z')).toEqual([]);
  });

  test('several event files are read in order, gzip and standard input among them', async () => {
    shop.write({
      'one.ndjson.gz': gzipSync(ndjson([cart('ann', '10:00')])),
      'two.jsonl': ndjson([order('ann', '10:30')]),
    });
    const stdin = ndjson([cart('bob', '13:00')]);
    const args = ['run', 'rules', '--events', 'one.ndjson.gz', 'two.jsonl', '--events', '-', '--metrics'];
    const { out } = await shop.nudgec(args, { stdin });
    expect(story(out)).toEqual(['13:00 ann metric.value', '13:00 bob metric.value']);
  });

  test('CSV goes through the only csv source, and a bad row is rejected with its line', async () => {
    shop.write({
      'clicks.csv':
        'user_id,timestamp,event,product,price,order_id\n' +
        'ann,2026-03-02 10:00:00,cart,kettle,25.00,\n' +
        'ann,2026-03-02 10:01:00,cart,kettle,cheap,\n' +
        'ann,"2026-03-02 10:02:00,cart,kettle,1,\n' +
        'ann,2026-03-02 10:03:00,home,,,\n' +
        'bob,2026-03-02 11:30:00,buy,,9,o-1\n',
    });
    const { out, err } = await shop.nudgec(['run', 'rules', '--events', 'clicks.csv']);
    expect(err).toBe('');
    expect(jsonLines(out).map(({ type, data }) => [type, data])).toMatchObject([
      ['event.rejected', { input: 'clicks.csv', line: 3, code: 'wrong_type', field: 'price' }],
      ['event.rejected', { input: 'clicks.csv', line: 4, code: 'bad_json' }],
      ['segment.entered', {}],
    ]);
  });

  test('a json source maps NDJSON when it is named', async () => {
    const record = {
      kind: 'cart',
      ts: '2026-03-02T10:00:00Z',
      customer: { id: 'ann' },
      item: { name: 'x', price: 1 },
    };
    const stdin = ndjson([record]);
    const until = ['--until', '2026-03-02T12:00:00Z'];
    const mapped = await shop.nudgec(['run', 'rules', '--events', '-', '--source', 'hooks', ...until], {
      stdin,
    });
    expect(story(mapped.out)).toEqual(['11:00 ann segment.entered']);
    const plain = await shop.nudgec(['run', 'rules', '--events', '-', ...until], { stdin });
    expect(plain.out).toBe('');
  });

  test('--out writes the same bytes to a file that appears when it is whole', async () => {
    const { out } = await shop.nudgec(['run', 'rules', ...events, '--members']);
    const { status, out: printed } = await shop.nudgec([
      'run',
      'rules',
      ...events,
      '--members',
      '--out',
      'o.ndjson',
    ]);
    expect([status, printed, shop.read('o.ndjson')]).toEqual([0, '', out]);
  });

  test('a bundle runs as its sources do', async () => {
    const compiled = await shop.nudgec(['compile', 'rules', '-o', 'bundle']);
    expect(compiled.status).toBe(0);
    const args = [...events, '--users', 'users.csv', '--members', '--metrics'];
    const fromBundle = await shop.nudgec(['run', 'bundle', ...args]);
    const fromSources = await shop.nudgec(['run', 'rules', ...args]);
    expect(fromBundle).toEqual(fromSources);
  });

  test.each([
    ['an empty file', ''],
    ['a header alone', 'user_id,timestamp,event,product,price,order_id\n'],
  ])('%s of events makes nothing happen', async (_, content) => {
    shop.write({ 'none.csv': content });
    expect(await shop.nudgec(['run', 'rules', '--events', 'none.csv', '--members', '--metrics'])).toEqual({
      status: 0,
      out: '',
      err: '',
    });
  });

  test('columns that a source needs and the header lacks are worth a warning, as are inputs of one name', async () => {
    shop.write({ 'odd.csv': 'user_id,event,event\n', 'a/e.ndjson': '', 'b/e.ndjson': '' });
    const odd = await shop.nudgec(['run', 'rules', '--events', 'odd.csv']);
    expect(odd.status).toBe(0);
    expect(odd.err).toContain('warning: odd.csv: there is no column `timestamp`');
    expect(odd.err).toContain('warning: odd.csv: there are two columns `event`');
    shop.write({ 'array.json': '[{"id":"1"},\n{"id":"2"}]\n' });
    const array = await shop.nudgec(['run', 'rules', '--events', 'array.json']);
    expect(array.err).toContain('warning: array.json: begins with `[`');
    const twice = await shop.nudgec(['run', 'rules', '--events', 'a/e.ndjson', 'b/e.ndjson']);
    expect(twice.err).toContain('two inputs are called `e.ndjson`');
  });

  test('the summary says what was compiled, what happened, what came in, and where the output is', async () => {
    const args = ['run', 'rules', ...events, '--users', 'users.csv', '--out', 'o.ndjson', '--summary'];
    const { err } = await shop.nudgec(args);
    expect(err).toContain(
      'compiled rules in 250 ms: 2 events, 2 sources, 1 segment, 1 metric, 1 nudge, 1 template',
    );
    expect(err).toMatch(/shop\.CartRescue +1 +0/);
    expect(err).toMatch(/shop\.CartAbandoner +1 +0 +1/);
    expect(err).toMatch(/accepted +4/);
    expect(err).toContain('2 lines');
    expect(err).toContain('in o.ndjson');
    const onTerminal = await shop.nudgec(['run', 'rules', ...events], { isTerminal: true });
    expect(onTerminal.err).toContain('events/s');
    const declined = await shop.nudgec(['run', 'rules', ...events, '--no-summary'], { isTerminal: true });
    expect(declined.err).not.toContain('events/s');
  });
});

describe('nudgec run on a terminal', () => {
  const toFile = ['run', 'rules', ...events, '--out', 'o.ndjson', '--no-summary'];

  test('shows how far it is, and wipes that when it is done', async () => {
    const { err } = await shop.nudgec(toFile, { isTerminal: true });
    expect(err).toContain('100%  4 records');
    expect(err.endsWith('\r\u001b[2K')).toBe(true);
  });

  test('is silent where nobody watches, and where its lines go to the same terminal', async () => {
    expect((await shop.nudgec(toFile)).err).toBe('');
    const mixed = await shop.nudgec(['run', 'rules', ...events, '--no-summary'], { isTerminal: true });
    expect(mixed.err).toBe('');
  });
});

describe('nudgec run refuses', () => {
  test.each([
    ['a file that is not there', ['--events', 'nope.ndjson'], 'nudgec: nope.ndjson: no such file or folder'],
    ['a folder', ['--events', 'rules'], 'nudgec: rules: is a folder, not a file'],
    ['a second file that is not there', [...events, 'nope'], 'nudgec: nope: no such file or folder'],
    [
      'a truncated gzip file',
      ['--events', 'cut.ndjson.gz'],
      'nudgec: cut.ndjson.gz: the gzip data ends in the middle',
    ],
    ['a damaged gzip file', ['--events', 'bad.csv.gz'], 'nudgec: bad.csv.gz: the gzip data is damaged'],
    [
      'an unknown source',
      [...events, '--source', 'nope'],
      'there is no source `nope`; there are `shop.clicks`, `shop.hooks`',
    ],
    ['CSV through a json source', ['--events', 'e.csv', '--source', 'hooks'], '`shop.hooks` reads json'],
    ['an instant that is none', [...events, '--until', 'tomorrow'], '2026-03-31T00:00:00Z'],
    ['an unknown kind of lines', [...events, '--only', 'nudges'], 'effects, members, metrics'],
    ['no events', [], "required option '--events <file...>'"],
    ['standard input twice', ['--events', '-', '--users', '-'], 'can be read only once'],
    ['an output that is an input', [...events, '--out', './events.ndjson'], 'would replace an input'],
    [
      'an output in no folder',
      [...events, '--out', 'no/where.ndjson'],
      'nudgec: no/where.ndjson: no such file or folder',
    ],
    ['an output below a file', [...events, '--out', 'events.ndjson/x'], 'part of the path is a file'],
    ['an output that is a folder', [...events, '--out', 'rules'], 'nudgec: rules: is a folder'],
  ])('%s, with status 2', async (_, args, message) => {
    const gz = gzipSync('{"id":"1"}\n'.repeat(5000));
    shop.write({
      'cut.ndjson.gz': gz.subarray(0, gz.length / 2),
      'bad.csv.gz': Buffer.from([0x1f, 0x8b, 1, 2, 3]),
      'e.csv': 'a\n',
    });
    const before = readdirSync(shop.folder);
    const { status, err } = await shop.nudgec(['run', 'rules', ...args]);
    expect(err).toContain(message);
    expect(status).toBe(2);
    expect(readdirSync(shop.folder)).toEqual(before);
  });

  test('to leave half an output behind when an input ends in the middle', async () => {
    const gz = gzipSync(ndjson([cart('ann', '10:00'), cart('ann', '12:00')]).repeat(3000));
    shop.write({ 'half.ndjson.gz': gz.subarray(0, gz.length - 6) });
    const { status } = await shop.nudgec([
      'run',
      'rules',
      '--events',
      'half.ndjson.gz',
      '--out',
      'half-out.ndjson',
    ]);
    expect(status).toBe(2);
    expect(existsSync(shop.path('half-out.ndjson'))).toBe(false);
    expect(readdirSync(shop.folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('rules with errors, with status 1 and the diagnostics on standard error', async () => {
    shop.write({ 'broken/a.nudge': 'segment S { when Nope }\n' });
    const { status, out, err } = await shop.nudgec(['run', 'broken', ...events, '--out', 'never.ndjson']);
    expect([status, out]).toEqual([1, '']);
    expect(err).toContain('broken/a.nudge');
    expect(existsSync(shop.path('never.ndjson'))).toBe(false);
  });
});
