import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cartProject, Workshop } from './harness.ts';

const shop = new Workshop();
beforeAll(() => {
  shop.write({
    'shop/shop.nudge': cartProject,
    'bad/a.nudge': 'segment S { when Nope }\n',
    'plain/a.nudge': 'event Seen { page: string }\n',
    'two/a.nudge': 'module a\nevent Seen { page: string }\n',
    'two/b.nudge': 'module b\nevent Seen as "seen" { page: string }\n',
    'rows/a.nudge': `event View { page: string  ms: int }
metric views = count(View) over 1h
metric slow = count(View where ms > 500) over 1h
metric pages = distinct(View.page) over 1d
channel push
template T() { en { title "t"  body "b" } }
nudge Again {
  on View where ms > 100 and page starts with "/a"
  when count(View where page = event.page) ever > 3
  transactional
  channel push
  send T {}
}
`,
  });
});
afterAll(() => shop.remove());

interface Part {
  readonly fixedBytes: number;
  readonly bytesPerEvent: number;
  readonly expectedBytes: number | null;
}

interface Report {
  readonly unrated: readonly string[];
  readonly total: Part & { readonly memoryBytes: number | null };
  readonly user: Part;
  readonly profile: Part;
  readonly seenIds: Part;
  readonly events: readonly {
    readonly event: string;
    readonly perDay: number | null;
    readonly logs: number;
  }[];
  readonly logs: readonly (Part & {
    readonly name: string;
    readonly keptMs: number | null;
    rules: string[];
  })[];
  readonly rules: readonly (Part & {
    readonly name: string;
    readonly kind: string;
    readonly sharedWith: number;
    readonly service: unknown;
  })[];
}

async function report(...args: readonly string[]): Promise<Report> {
  const { status, out, err } = await shop.nudgec(['cost', ...args, '--format', 'json']);
  expect([status, err]).toEqual([0, '']);
  return JSON.parse(out) as Report;
}

describe('nudgec cost', () => {
  test('shows the parts, the rules, the logs and the work as tables', async () => {
    const { status, out, err } = await shop.nudgec(['cost', 'shop']);
    expect([status, err]).toEqual([0, '']);
    for (const heading of ['bytes of a user', 'rule', 'log of events', 'work of an event']) {
      expect(out).toContain(`  ${heading} `);
    }
    expect(out).toMatch(/segment shop\.CartAbandoner +\d thresholds +\d+ /);
    expect(out).toContain('nudge shop.CartRescue       enter shop.CartAbandoner ');
    expect(out).not.toContain('expected');
    expect(out).toContain('With rates (--rate Order=2/d …)');
  });

  test('with rates it says what to expect, and of which events nothing is known', async () => {
    const { out } = await shop.nudgec(['cost', 'shop', '--rate', 'CartAdd=2/d']);
    expect(out).toContain('in memory, with its slot and its place in the index');
    expect(out).toContain('No rate was given for shop.Order: counted as none.\n');
  });

  test('the whole is what is there for everybody, and each log, segment and nudge once', async () => {
    const { total, user, profile, seenIds, logs, rules, unrated } = await report(
      'shop',
      ...['--rate', 'CartAdd=2/d', 'shop.Order=1/w', 'user.updated=1/w'],
    );
    expect(unrated).toEqual([]);
    const carts = logs.find(({ name }) => name === 'shop.CartAdd');
    const segment = rules.find(({ kind }) => kind === 'segment');
    expect(segment?.sharedWith).toBe(0);
    const nudge = rules.find(({ kind }) => kind === 'nudge');
    const ownOfSegment =
      (segment?.expectedBytes ?? 0) -
      (carts?.expectedBytes ?? 0) -
      (logs.find(({ name }) => name === 'shop.Order')?.expectedBytes ?? 0);
    const parts = [user, profile, seenIds, ...logs].map(({ expectedBytes }) => expectedBytes ?? 0);
    const sum = parts.reduce((all, bytes) => all + bytes, ownOfSegment + (nudge?.expectedBytes ?? 0));
    expect(total.expectedBytes).toBeCloseTo(sum, 0);
    expect(total.memoryBytes).toBeGreaterThan(total.expectedBytes ?? 0);
  });

  test('a log that rules share names them all, and says how long it keeps what', async () => {
    const { logs, rules } = await report('rows');
    expect(logs.map(({ name, keptMs, rules: readers }) => [name, keptMs, readers])).toEqual([
      ['View', 7_200_000, ['views']],
      ['View where …', 7_200_000, ['slow']],
      ['View.page', 90_000_000, ['pages']],
      ['View, whole', null, ['Again']],
    ]);
    expect(rules.find(({ name }) => name === 'Again')?.service).toEqual({
      index: 'bitmap',
      hashed: [],
      bitmaps: ['ms'],
      function: true,
    });
    const { out } = await shop.nudgec(['cost', 'rows']);
    expect(out).toContain('View, whole: every event is kept for ever, and the state grows with each.\n');
  });

  test('more events, longer ids and older users are more bytes', async () => {
    const bytes = async (...args: readonly string[]): Promise<number> =>
      (await report('rows', ...args)).total.expectedBytes ?? 0;
    const base = await bytes('--rate', 'View=5/d');
    expect(await bytes('--rate', 'View=10/d')).toBeGreaterThan(base * 1.8);
    expect(await bytes('--rate', 'View=5/d', '--id-bytes', '60')).toBeGreaterThan(base * 1.2);
    expect(await bytes('--rate', 'View=5/d', '--age', '52w')).toBeLessThan(base);
    expect(await bytes('--rate', 'View=0/d')).toBeLessThan(200);
  });

  test('a project without rules costs names and ids', async () => {
    const { rules, logs, total } = await report('plain', '--rate', 'Seen=1/h');
    expect([rules, logs]).toEqual([[], []]);
    expect(total.expectedBytes).toBeGreaterThan(90);
    expect((await shop.nudgec(['cost', 'plain'])).status).toBe(0);
  });

  test('a project with mistakes is status 1', async () => {
    const { status, out, err } = await shop.nudgec(['cost', 'bad']);
    expect([status, out]).toEqual([1, '']);
    expect(err).toContain('error[N2001]');
  });

  test.each([
    ['a name that there is not', 'shop', 'CartAd=1/d', 'there is no event `CartAd`; did you mean `CartAdd`?'],
    ['a name that two have', 'two', 'Seen=1/d', '`Seen` may be a.Seen or b.Seen'],
    ['two names of one event', 'shop', 'Order=1/d,shop.Order=1/d', 'shop.Order has two rates'],
    ['the same twice', 'shop', 'Order=1/d,Order=1/d', 'Order has a rate already.'],
    ['no unit', 'shop', 'Order=1', 'A rate looks like Order=2/d'],
    ['an odd number', 'shop', 'Order=-1/d', 'A rate looks like Order=2/d'],
  ])('%s is wrong usage', async (_, project, rates, message) => {
    const { status, out, err } = await shop.nudgec(['cost', project, '--rate', ...rates.split(',')]);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  test.each([
    ['--age', '1y'],
    ['--age', '0d'],
    ['--id-bytes', '0'],
    ['--number-max', '1.5'],
  ])('%s %s is wrong usage', async (option, value) => {
    expect((await shop.nudgec(['cost', 'shop', option, value])).status).toBe(2);
  });
});

describe('nudgec check --max-state-bytes', () => {
  const rates = ['--rate', 'CartAdd=2/d', 'Order=1/d'];

  test('a project that stays below is good', async () => {
    expect(await shop.nudgec(['check', 'shop', '--max-state-bytes', '1000', ...rates])).toEqual({
      status: 0,
      out: '',
      err: '1 file checked: no mistakes\n',
    });
  });

  test('one that does not has its costliest rule underlined', async () => {
    const { status, err } = await shop.nudgec([
      'check',
      'rows',
      '--max-state-bytes',
      '500',
      '--rate',
      'View=9/d',
    ]);
    expect(status).toBe(1);
    expect(err).toMatch(
      /error\[N9102\]: [\d,]+ bytes per user expected, 500 allowed; the most is kept by `Again` /,
    );
    expect(err).toContain('rows/a.nudge:7:7');
    expect(err).toMatch(/note: `pages` needs \d+/);
  });

  test('where no rule is to blame, it says what is', async () => {
    const small = ['--max-state-bytes', '10'];
    expect((await shop.nudgec(['check', 'plain', ...small, '--rate', 'Seen=90/h'])).err).toContain(
      'the most is kept by the ids of the events of the last 1h',
    );
    expect((await shop.nudgec(['check', 'plain', ...small, '--rate', 'Seen=0/h'])).err).toContain(
      'the most is kept by what is there for every user',
    );
  });

  test('the other formats know it, too', async () => {
    const args = ['check', 'rows', '--max-state-bytes', '500', '--rate', 'View=9/d', '--format', 'json'];
    const { diagnostics } = JSON.parse((await shop.nudgec(args)).out) as { diagnostics: { code: string }[] };
    expect(diagnostics.map(({ code }) => code)).toEqual(['N9102']);
  });

  test('events without a rate are named, and mistakes come first', async () => {
    const { status, err } = await shop.nudgec([
      ...['check', 'shop', '--max-state-bytes', '900', '--rate', 'Order=1/d'],
    ]);
    expect(status).toBe(0);
    expect(err).toContain('warning: no rate was given for shop.CartAdd: counted as none\n');
    const bad = await shop.nudgec(['check', 'bad', '--max-state-bytes', '1', '--rate', 'Order=1/d']);
    expect([bad.status, bad.err.includes('N9102')]).toEqual([1, false]);
  });

  test('one option without the other is wrong usage', async () => {
    expect((await shop.nudgec(['check', 'shop', '--max-state-bytes', '900'])).status).toBe(2);
    expect((await shop.nudgec(['check', 'shop', '--rate', 'Order=1/d'])).status).toBe(2);
  });
});
