import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cartProject, OBEYED, Workshop } from './harness.ts';

const shop = new Workshop();
beforeAll(() => {
  shop.write({ 'rules/shop.nudge': cartProject });
});
afterAll(() => shop.remove());

const passing = `test "an abandoned cart is rescued once in three days" {
  given ann { country: "DE", first_name: "Ann" } consents marketing
  at 2026-03-02T10:00:00Z
  ann CartAdd { product: "kettle", price: 25 }
  after 59m  expect no nudge to ann
  after 1m   expect ann in CartAbandoner
             expect nudge CartRescue to ann on push { title: "Still thinking, Ann?" }
             expect no nudge to ann
  after 2h   ann Order { order_id: "o-1", amount: 25.00 }
             expect ann not in CartAbandoner
             expect metric spend of ann = 25
  after 25h  ann CartAdd { product: "kettle", price: 9.00 }
  after 60m  expect CartRescue to ann suppressed by cooldown
}
`;

/** Runs one test of these steps on the cart project; ann lives in Germany and wants marketing. */
async function happened(steps: string): Promise<{ status: number; text: string }> {
  const test = `module shop\ntest "t" {\n  given ann { country: "DE", first_name: "Ann" } consents marketing\n  at 2026-03-02T10:00:00Z\n${steps}\n}\n`;
  shop.write({ 'rules/t.nudge': test });
  const { status, out, err } = await shop.nudgec(['test', 'rules']);
  expect(err).toBe('');
  return { status, text: out };
}

const cart = 'ann CartAdd { product: "kettle", price: 25 }';

describe('nudgec test', () => {
  test('what holds passes', async () => {
    shop.write({ 'rules/t.nudge': `module shop\n${passing}` });
    const { status, out, err } = await shop.nudgec(['test', 'rules']);
    expect([status, err]).toEqual([0, '']);
    expect(out).toBe('rules/t.nudge\n  ✓ an abandoned cart is rescued once in three days\n\n1 passed\n');
  });

  test('rule 11: what is due at the clock happens at the next expect, behind the events before it', async () => {
    const bought = `${cart} after 60m ann Order { order_id: "o", amount: 1 } expect no nudge to ann`;
    expect((await happened(bought)).status).toBe(0);
    const late = `${cart} after 60m expect ann in CartAbandoner ann Order { order_id: "o", amount: 1 } expect ann not in CartAbandoner`;
    expect((await happened(late)).status).toBe(0);
  });

  test('a failing test shows its line, what was expected, what happened, and the timeline', async () => {
    const { status, text } = await happened(
      `  ${cart}\n  after 60m\n  expect nudge CartRescue to ann on push { title: "Hello Ann" }`,
    );
    expect(status).toBe(1);
    expect(text).toBe(`rules/t.nudge
  ✗ t

✗ t
  rules/t.nudge:7:10

  7 |   expect nudge CartRescue to ann on push { title: "Hello Ann" }
    |          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~

  expected  nudge \`CartRescue\` to ann on push with { title: "Hello Ann" }
  happened  it came at 2026-03-02T11:00:00.000Z with other content:
              - title: "Hello Ann"
              + title: "Still thinking, Ann?"

  ann, up to there:
                                        given   { country: "DE", first_name: "Ann" } consents marketing
    2026-03-02T10:00:00.000Z            does    CartAdd { product: "kettle", price: 25 }
    2026-03-02T11:00:00.000Z       +1h  enters  CartAbandoner
    2026-03-02T11:00:00.000Z            gets    CartRescue on push, email { title: "Still thinking, Ann?", body: "Your cart is waiting." }

0 passed, 1 failed
`);
  });

  test.each([
    [
      'suppressed',
      `${cart} after 60m expect nudge CartRescue to ann ann Order { order_id: "o", amount: 1 } after 24h ${cart} after 60m expect nudge CartRescue to ann`,
      'it was suppressed at 2026-03-03T12:00:00.000Z by cooldown until 2026-03-05T11:00:00.000Z',
    ],
    [
      'to someone else',
      `given bob { country: "AT" } consents marketing bob CartAdd { product: "x", price: 1 } after 60m expect nudge CartRescue to ann`,
      'it went to bob',
    ],
    [
      'not triggered',
      `${cart} after 59m expect nudge CartRescue to ann`,
      'ann never entered `CartAbandoner`',
    ],
    [
      'a false when',
      `given bob {} consents marketing bob CartAdd { product: "x", price: 1 } after 60m expect nudge CartRescue to bob`,
      'but the `when` was false then',
    ],
    [
      'expected before',
      `${cart} after 60m expect nudge CartRescue to ann expect nudge CartRescue to ann`,
      'it came at 2026-03-02T11:00:00.000Z, which an earlier `expect` spoke of',
    ],
    [
      'a nudge too many',
      `${cart} after 60m expect no nudge to ann`,
      'ann got `CartRescue` at 2026-03-02T11:00:00.000Z',
    ],
    [
      'sent, not suppressed',
      `${cart} after 60m expect CartRescue to ann suppressed by cooldown`,
      'it was sent at 2026-03-02T11:00:00.000Z',
    ],
    [
      'another reason',
      `given bob { country: "DE" } bob CartAdd { product: "x", price: 1 } after 60m expect CartRescue to bob suppressed by cooldown`,
      'by consent (`marketing` is not granted)',
    ],
    ['never a member', `${cart} after 1m expect ann in CartAbandoner`, 'ann is not in it, and never was'],
    [
      'a member',
      `${cart} after 60m expect ann not in CartAbandoner`,
      'ann is in it since 2026-03-02T11:00:00.000Z',
    ],
    [
      'another value',
      `ann Order { order_id: "o", amount: 9.5 } expect metric spend of ann = 25`,
      'it is 9.5 at',
    ],
  ])('says what happened instead: %s', async (_, steps, message) => {
    const { status, text } = await happened(steps);
    expect(text).toContain(message);
    expect(status).toBe(1);
  });

  test('all failures are shown, and --filter chooses by title', async () => {
    shop.write({
      'rules/t.nudge': `module shop\n${passing}test "b one" { given ann {} at 2026-03-02T10:00:00Z expect ann in CartAbandoner }\ntest "b two" { given ann {} at 2026-03-02T10:00:00Z expect ann in CartAbandoner }\n`,
    });
    const all = await shop.nudgec(['test', 'rules']);
    expect(all.out).toContain('1 passed, 2 failed\n');
    expect((await shop.nudgec(['test', 'rules', '--filter', 'b t'])).out).toContain('0 passed, 1 failed');
    expect(await shop.nudgec(['test', 'rules', '--filter', 'zzz'])).toEqual({
      status: 2,
      out: '',
      err: 'nudgec: none of the 3 tests has a title with `zzz`\n',
    });
  });

  test('what a file holds is shown and never obeyed', async () => {
    const { text } = await happened(
      `  ann user.updated { first_name: "\\u{1b}[31m\\u{9b}2J" } // \u009b2J\n  ${cart} after 60m\n  expect nudge CartRescue to ann on push { title: "\\u{1b}" } // \u001b[2J\u202e`,
    );
    expect(text).toContain('} // \ufffd[2J\ufffd\n');
    expect(text).toContain('+ title: "Still thinking, \\u001b[31m\ufffd2J?"');
    expect(text).not.toMatch(OBEYED);
    shop.write({ 'rules/t.nudge': 'module shop\ntest "\\u{1b}[31m\\n✓ fine" { at 2026-03-02T10:00:00Z }\n' });
    const listed = await shop.nudgec(['test', 'rules'], { isTerminal: true, env: { NO_COLOR: '1' } });
    expect(listed.out).toContain('✓ \ufffd[31m\ufffd✓ fine\n');
    const junit = await shop.nudgec(['test', 'rules', '--reporter', 'junit']);
    expect(junit.out).toContain('name="\ufffd[31m&#10;✓ fine"');
  });

  test('the mark stands below what it marks, behind a tab and wide characters', async () => {
    const { text } = await happened('\tgiven bob { first_name: "商" } expect bob in CartAbandoner');
    expect(text).toContain(
      '5 |     given bob { first_name: "商" } expect bob in CartAbandoner\n' +
        `    |${' '.repeat(43)}${'~'.repeat(20)}\n`,
    );
  });

  test('an expectation of a misspelt user is warned of', async () => {
    shop.write({ 'rules/t.nudge': `module shop\n${passing.replace('no nudge to ann', 'no nudge to amn')}` });
    const { status, err } = await shop.nudgec(['test', 'rules']);
    expect(status).toBe(0);
    expect(err).toContain('warning[N8008]: nothing happens to `amn` in this test');
    expect(err).toContain('did you mean `ann`?');
  });

  test('a project without tests says so, and is good', async () => {
    shop.write({ 'untested/shop.nudge': cartProject });
    expect(await shop.nudgec(['test', 'untested'])).toEqual({
      status: 0,
      out: '0 passed\n',
      err: 'there are no `test` blocks\n',
    });
  });

  test('--reporter json and junit', async () => {
    shop.write({
      'rules/t.nudge': `module shop\n${passing}test "b" { at 2026-03-02T10:00:00Z expect ann in CartAbandoner }\n`,
    });
    const json = JSON.parse((await shop.nudgec(['test', 'rules', '--reporter', 'json'])).out) as Record<
      string,
      unknown
    >;
    expect(json).toMatchObject({
      tests: [
        { title: 'an abandoned cart is rescued once in three days', module: 'shop', status: 'passed' },
        {
          status: 'failed',
          failure: {
            span: { file: 'rules/t.nudge', start: { line: 16 } },
            source: 'ann in CartAbandoner',
            expected: 'ann in `CartAbandoner` at 2026-03-02T10:00:00.000Z',
            happened: ['ann is not in it, and never was'],
            user: 'ann',
            timeline: [],
          },
        },
      ],
      summary: { passed: 1, failed: 1 },
    });
    const junit = await shop.nudgec(['test', 'rules', '--reporter', 'junit']);
    expect(junit.out).toContain('<testsuites tests="2" failures="1"');
  });

  test('a project with errors fails, and its tests are not run', async () => {
    shop.write({ 'broken/a.nudge': `${cartProject}${passing} segment Broken { when Nope }` });
    const { status, out, err } = await shop.nudgec(['test', 'broken']);
    expect([status, out]).toEqual([1, '0 passed\n']);
    expect(err).toContain('Nope');
  });

  test('--watch runs again when a file changes, until it is interrupted', async () => {
    shop.write({ 'watched/shop.nudge': cartProject, 'watched/t.nudge': `module shop\n${passing}` });
    let waits = 0;
    let interrupt = (): void => {};
    const interrupted = new Promise<void>((resolve) => {
      interrupt = resolve;
    });
    const onPrint = (text: string): void => {
      if (!text.includes('waiting for changes')) return;
      waits += 1;
      if (waits === 1)
        shop.write({ 'watched/t.nudge': `module shop\ntest "new" { at 2026-03-02T10:00:00Z }\n` });
      else interrupt();
    };
    const { status, out } = await shop.nudgec(['test', 'watched', '--watch'], { onPrint, interrupted });
    expect(status).toBe(0);
    expect(out).toContain('✓ new');
  });
});
