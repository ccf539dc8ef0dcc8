import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { happeningOf, happeningText } from '../src/dev/effect-text.ts';
import { exampleEvent } from '../src/dev/example-event.ts';
import { Outcomes } from '../src/dev/outcomes.ts';
import { postedRecords } from '../src/dev/posted-records.ts';
import { paintFor } from '../src/paint.ts';
import { cartProject, jsonLines, OBEYED, type Printed, Workshop } from './harness.ts';

const shop = new Workshop();
afterAll(() => shop.remove());

const WAIT = { timeout: 30_000, interval: 10 } as const;

/** `nudgec dev` in this process, until `stop`. */
class Live {
  readonly printed: Printed = { out: '', err: '' };
  stop: () => Promise<number> = async () => 0;
  url = '';

  async start(...args: readonly string[]): Promise<void> {
    const { main } = await import('../src/command-line.ts');
    let interrupt: () => void = () => {};
    const interrupted = new Promise<void>((resolve) => {
      interrupt = resolve;
    });
    const io = shop.io(this.printed, { interrupted });
    const status = main(['dev', ...args, '--port', '0'], io);
    this.stop = () => {
      interrupt();
      return status;
    };
    let ended = '';
    void status.then((of) => {
      ended = `it ended with ${of}: ${this.printed.err}`;
    });
    await vi.waitUntil(() => ended !== '' || this.printed.err.includes('  curl '), WAIT);
    expect(ended).toBe('');
    this.url = /http:\S+?(?=,)/.exec(this.printed.err)?.[0] ?? '';
  }

  async post(body: unknown, contentType = 'application/json'): Promise<{ status: number; json: unknown }> {
    const answer = await fetch(`${this.url}/events`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: answer.status, json: await answer.json() };
  }

  async prints(text: string): Promise<void> {
    await vi.waitFor(() => expect(this.printed.out + this.printed.err).toContain(text), WAIT);
  }
}

let live: Live;
beforeEach(() => {
  live = new Live();
});
afterEach(() => live.stop());

const welcome = (title: string): string =>
  `module shop
delay 1s
event Visit { page: string }
channel push
nudge Welcome { on Visit  transactional  cooldown 1h  channel push  send Hello {} }
template Hello() { en { title "${title}" } }
`;

const results = (...outcomes: readonly unknown[]): unknown => ({
  results: outcomes.map((outcome) => (typeof outcome === 'string' ? { outcome } : outcome)),
});

describe('nudgec dev', () => {
  test('takes events, says what became of each, and goes over to rules as they are saved', async () => {
    shop.write({ 'live/a.nudge': welcome('Hello') });
    await live.start('live');
    const visit = (id: string, subject: string): object => ({
      type: 'Visit',
      id,
      subject,
      data: { page: '/' },
    });
    expect((await live.post(visit('1', 'ann'))).json).toEqual(results('accepted'));
    await live.prints('shop.Welcome on push { title: "Hello" }');
    const many = [
      visit('1', 'ann'),
      visit('2', 'ann'),
      { ...visit('3', 'ann'), time: '2026-03-02T10:00:00Z' },
      { type: 'Visit', subject: 'bob', data: {} },
      { type: 'Other', subject: 'bob' },
      7,
    ];
    expect((await live.post(many)).json).toEqual(
      results(
        'duplicate',
        'accepted',
        'late',
        { outcome: 'rejected', code: 'missing_field', field: 'page' },
        'ignored',
        { outcome: 'rejected', code: 'bad_json' },
      ),
    );
    await live.prints('shop.Welcome by cooldown until');
    await live.prints('missing_field of `page`');

    shop.write({ 'live/a.nudge': `${welcome('Broken')}nudge` });
    await live.prints('the rules from before go on');
    expect(live.printed.err).toContain('--> live/a.nudge:7:6');
    await live.post(visit('4', 'carl'));
    await vi.waitFor(() => expect(live.printed.out.split('title: "Hello"')).toHaveLength(3), WAIT);

    shop.write({ 'live/a.nudge': welcome('Welcome') });
    await live.prints('these rules hold from the next event on');
    await live.post(visit('5', 'dora'));
    await live.prints('title: "Welcome"');
    // State is kept: ann's cooldown is that of before.
    await live.post(visit('6', 'ann'));
    await vi.waitFor(() => expect(live.printed.out.split('by cooldown')).toHaveLength(3), WAIT);
    expect(await live.stop()).toBe(0);
    expect(live.printed.out.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'T')).toBe(`\
T  ann           nudge       shop.Welcome on push { title: "Hello" }
T  ann           suppressed  shop.Welcome by cooldown until T
T  ann           late        shop.Visit 3: too old to count, the user is at T
T                rejected    missing_field of \`page\`, record 4
T                rejected    bad_json, record 6
T  carl          nudge       shop.Welcome on push { title: "Hello" }
T  dora          nudge       shop.Welcome on push { title: "Welcome" }
T  ann           suppressed  shop.Welcome by cooldown until T
`);
    expect(live.printed.err.replace(/:\d{5}/g, ':PORT').replace(/\(\w{12}\)/g, '(HASH)')).toBe(`\
compiled live (HASH)
listening on http://127.0.0.1:PORT, Ctrl-C to stop; try:
  curl http://127.0.0.1:PORT/events -H 'content-type: application/json' -d '{"type":"Visit","subject":"ann","data":{"page":"x"}}'
error[N1101]: expected the name of the nudge, but nothing follows
 --> live/a.nudge:7:6
  |
7 | nudge
  |      ^
  = help: write the name of the nudge here

1 error
the rules from before go on
saved: these rules hold from the next event on (HASH)
`);
  });

  test('keeps its state in a folder', async () => {
    shop.write({ 'live/a.nudge': welcome('Hello'), 'other/x': '' });
    const visit = { type: 'Visit', subject: 'ann', data: { page: '/' } };
    await live.start('live', '--store', 'state');
    await live.post(visit);
    await live.prints('title: "Hello"');
    await live.stop();
    live = new Live();
    await live.start('live', '--store', 'state');
    expect((await live.post(visit)).json).toEqual(results('accepted'));
    await live.prints('by cooldown');
    const { status, err } = await shop.nudgec(['dev', 'live', '--port', '0', '--store', 'other']);
    expect([status, err]).toEqual([2, expect.stringContaining('holds something that is not state of nudge')]);
  });

  test('Ctrl-C ends it with a good status', async () => {
    shop.write({ 'live/a.nudge': welcome('Hello') });
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
    const node = ['--conditions=@nudge/source', '--disable-warning=ExperimentalWarning', main];
    const child = spawn(process.execPath, [...node, 'dev', 'live', '--port', '0'], { cwd: shop.folder });
    const closed = once(child, 'close');
    for await (const piece of child.stderr) if (String(piece).includes('curl')) break;
    child.kill('SIGINT');
    expect(await closed).toEqual([0, null]);
  });

  test('timers fire while nothing comes', async () => {
    shop.write({
      'timers/a.nudge': welcome('x').replace('on Visit ', 'on Visit unless Visit within 1s '),
    });
    await live.start('timers');
    await live.post({ type: 'Visit', subject: 'ann', data: { page: '/' } });
    await live.prints('ann           nudge       shop.Welcome');
  });

  test('prints the lines of `run`, and posts files first', async () => {
    shop.write({
      'rules/shop.nudge': cartProject,
      'e.ndjson': `${[
        'user.consent {"purpose":"marketing","granted":true}',
        'user.updated {"country":"DE"}',
        'CartAdd {"product":"x","price":1}',
      ]
        .map((line, i) => {
          const [type, data] = line.split(' ');
          return `{"type":"${type}","id":"${i}","subject":"ann","time":"2026-03-02T10:00:00Z","data":${data}}`;
        })
        .join('\n')}\n{}\n`,
    });
    await live.start('rules', '--events', 'e.ndjson', '--format', 'json');
    await live.prints('posted 4 records of e.ndjson: 3 accepted, 1 ignored');
    await live.prints('nudge.generated');
    const { out } = await shop.nudgec([
      'run',
      'rules',
      '--events',
      'e.ndjson',
      '--until',
      '2026-03-02T12:00:00Z',
    ]);
    expect(jsonLines(live.printed.out).slice(0, 2)).toEqual(jsonLines(out).slice(0, 2));
  });

  test('maps what is posted by a source', async () => {
    shop.write({ 'rules/shop.nudge': cartProject });
    await live.start('rules', '--source', 'hooks');
    expect(live.printed.err).toMatch(
      /-d '{"item":{"name":"x","price":9.5},"kind":"cart","customer":{"id":"ann"},"ts":"2/,
    );
    const record = {
      kind: 'cart',
      customer: { id: 'ann' },
      ts: '2026-03-02T10:00:00Z',
      item: { name: 'x', price: 1 },
    };
    expect((await live.post([record, { kind: 'cart' }])).json).toEqual(
      results('accepted', { outcome: 'rejected', code: 'missing_user' }),
    );
    await live.prints('shop.CartAbandoner');
  });

  test('runs the example project, and its own example', async () => {
    cpSync(fileURLToPath(new URL('../../../examples/rules/shop', import.meta.url)), shop.path('example'), {
      recursive: true,
    });
    await live.start('example');
    const help = await (await fetch(live.url)).text();
    const [, body = ''] = /-d '(.*)'/.exec(help) ?? [];
    expect((await live.post(body)).json).toEqual(results('accepted'));
    await live.post({ type: 'Order', subject: 'ann', data: { platform: 'web' } });
    await live.prints('shop.OrderThanks on in_app { title: "Thank you!", body: "This was order number 1." }');
    const text = shop.read('example/nudges.nudge');
    shop.write({ 'example/nudges.nudge': text.replace('This was order', 'It was order') });
    await live.prints('these rules hold');
    await live.post({ type: 'Order', subject: 'ann', data: { platform: 'web' } });
    await live.prints('It was order number 2.');
  });

  test('says what happened to a user', async () => {
    shop.write({ 'live/a.nudge': `${welcome('Hi')}segment Seen { when did Visit within 1d }\n` });
    await live.start('live');
    await live.post({ type: 'Visit', subject: 'a/b ü', data: { page: '/' } });
    await live.prints('shop.Welcome');
    const answer = await (await fetch(`${live.url}/users/${encodeURIComponent('a/b ü')}`)).json();
    expect(answer).toMatchObject({
      segments: { 'shop.Seen': expect.any(String) },
      last: [{ type: 'segment.entered' }, { type: 'nudge.generated' }],
    });
    expect((await fetch(`${live.url}/users/nobody`)).status).toBe(404);
    expect((await fetch(`${live.url}/users/nobody?tenant=a&tenant=b`)).status).toBe(404);
  });
});

describe('the endpoint', () => {
  test('takes JSON only, of bounded size, and asked for by this machine’s name', async () => {
    shop.write({ 'live/a.nudge': welcome('Hello') });
    await live.start('live');
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx']) {
      expect((await live.post('{}', type)).status).toBe(415);
    }
    expect((await live.post(' ')).status).toBe(400);
    expect((await live.post(`"${'x'.repeat(9 * 1024 * 1024)}"`)).status).toBe(413);
    expect((await fetch(`${live.url}/nope`)).status).toBe(404);
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      request(live.url, { headers: { host: 'evil.example:4100' } }, (answer) =>
        resolve(answer.statusCode),
      ).end();
    });
    expect(status).toBe(403);
    expect((await live.post('not json')).json).toEqual(results({ outcome: 'rejected', code: 'bad_json' }));
    const lines = '{"type":"Visit","subject":"a","data":{"page":"/"}}\n\n{"type":"Visit"}\n';
    expect((await live.post(lines, 'application/x-ndjson; charset=utf-8')).json).toEqual(
      results('accepted', { outcome: 'rejected', code: 'missing_user' }),
    );
  });

  test('that cannot listen is wrong usage', async () => {
    shop.write({ 'live/a.nudge': welcome('Hello') });
    await live.start('live');
    const port = new URL(live.url).port;
    const { status, err } = await shop.nudgec(['dev', 'live', '--port', port]);
    expect([status, err]).toEqual([
      2,
      `nudgec: port ${port} is in use; choose another with --port, or any that is free with --port 0\n`,
    ]);
  });
});

test('what cannot begin ends at once', async () => {
  shop.write({ 'bad/a.nudge': 'nudge', 'rules/shop.nudge': cartProject });
  expect((await shop.nudgec(['dev', 'bad'])).status).toBe(1);
  expect((await shop.nudgec(['dev', 'nowhere'])).status).toBe(2);
  expect((await shop.nudgec(['dev', 'rules', '--source', 'clicks'])).err).toContain('reads csv');
  expect((await shop.nudgec(['dev', 'rules', '--events', 'none'])).err).toContain('no such file');
  expect((await shop.nudgec(['dev', 'rules', '--port', '70000'])).status).toBe(2);
});

describe('a line for people', () => {
  const paint = paintFor({ isTerminal: false } as never, { env: {} } as never, undefined);
  const line = (type: string, data: object, tenant = 'default'): string => {
    const value = JSON.stringify({ type, subject: 'ann', tenant, time: '2026-03-02T10:00:00.000Z', data });
    return happeningText(happeningOf({ output: 'nudges', value: Buffer.from(value) } as never, 0), paint);
  };
  const nudge = 'shop.N';

  test('says when, to whom, what, and how so', () => {
    const since = '2026-03-02T10:00:00.000Z';
    const printed = [
      line('segment.entered', { segment: 'shop.S', since }),
      line('segment.exited', { segment: 'shop.S', since: '2026-03-01T10:00:00.000Z' }, 'acme'),
      line('nudge.generated', { nudge, channels: ['push', 'email'], content: { push: { title: 'a "b"' } } }),
      line('nudge.suppressed', { nudge, reason: 'consent', purpose: 'marketing' }),
      line('nudge.suppressed', { nudge, reason: 'cooldown', until: since }),
      line('nudge.suppressed', { nudge, reason: 'group', winner: 'shop.M' }),
      line('event.late', { event_id: 'e-1', event_type: 'shop.E', clock: since }),
    ].join('');
    expect(printed).toBe(`\
2026-03-02T10:00:00.000Z  ann           entered     shop.S
2026-03-02T10:00:00.000Z  acme:ann      exited      shop.S since 2026-03-01T10:00:00.000Z
2026-03-02T10:00:00.000Z  ann           nudge       shop.N on push, email { title: "a \\"b\\"" }
2026-03-02T10:00:00.000Z  ann           suppressed  shop.N by consent: \`marketing\` is not granted
2026-03-02T10:00:00.000Z  ann           suppressed  shop.N by cooldown until 2026-03-02T10:00:00.000Z
2026-03-02T10:00:00.000Z  ann           suppressed  shop.N by group: \`shop.M\` won
2026-03-02T10:00:00.000Z  ann           late        shop.E e-1: too old to count, the user is at 2026-03-02T10:00:00.000Z
`);
  });

  test('obeys nothing that an event says', () => {
    expect(line('nudge.suppressed', { nudge, reason: '\u001b[31m\n\u202e' })).not.toMatch(OBEYED);
  });
});

test('posted records: one, several, or one a line; those without a time happen now', () => {
  const posted = (
    body: string,
    contentType = 'application/json',
    nowMs: number | null = 0,
  ): readonly string[] => postedRecords(body, { contentType, nowMs });
  const now = '1970-01-01T00:00:00.000Z';
  expect(posted('{"a":1}')).toEqual([`{"a":1,"time":"${now}"}`]);
  expect(posted('{"a": 1}', 'application/json', null)).toEqual(['{"a": 1}']);
  expect(posted('{"time": null}')).toEqual(['{"time": null}']);
  expect(posted('[{"a":1},[2]]')).toEqual([`{"a":1,"time":"${now}"}`, '[2]']);
  expect(posted('{"a":1}\r\n\n{', 'application/x-ndjson')).toEqual([`{"a":1,"time":"${now}"}`, '{']);
});

test('what became of a record is told whichever comes first: the question, or the answer', async () => {
  const outcomes = new Outcomes();
  outcomes.begin(5);
  const counts = {
    records: 1,
    accepted: 0,
    duplicates: 0,
    late: 0,
    rejected: 0,
    ignored: 0,
    timers: 0,
    users: 0,
  };
  const asked = outcomes.of(6);
  outcomes.evaluated({ ...counts, accepted: 1 });
  outcomes.evaluated({ ...counts, records: 0, timers: 3 });
  outcomes.evaluated({ ...counts, duplicates: 1 });
  outcomes.evaluated({ ...counts, rejected: 1 });
  outcomes.rejected({ offset: 7, headers: [['nudge-reason', 'bad_time']] } as never);
  expect(await Promise.all([outcomes.of(5), asked, outcomes.of(7)])).toEqual([
    { outcome: 'accepted' },
    { outcome: 'duplicate' },
    { outcome: 'rejected', code: 'bad_time' },
  ]);
});

test('the example has every field that must be there', () => {
  const field = (name: string, type: object, optional = false): object => ({
    name,
    type,
    optional,
    pii: false,
  });
  const fields = [
    field('a', { kind: 'enum', members: ['m'] }),
    field('b', { kind: 'list', of: { kind: 'bool' } }),
    field('c', { kind: 'int' }, true),
    field('d', { kind: 'timezone' }),
  ];
  const manifest = { events: [{ name: 'shop.E', wireNames: ['E'], fields }], purposes: [] };
  expect(exampleEvent(manifest as never)).toEqual({
    type: 'E',
    subject: 'ann',
    data: { a: 'm', b: [true], d: 'Europe/Berlin' },
  });
});
