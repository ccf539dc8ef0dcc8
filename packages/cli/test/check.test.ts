import { existsSync, truncateSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cartProject, OBEYED, type Outcome, Workshop } from './harness.ts';

const shop = new Workshop();
beforeAll(() => {
  shop.write({
    'good/shop.nudge': cartProject,
    'bad/a.nudge': 'segment S { when Nope }\n',
    'bad/b.nudge': 'segment T { when Nope }\n',
    'empty/README.md': '',
    'latin.nudge': Buffer.from([0x2f, 0x2f, 0xe9, 0x0a]),
  });
});
afterAll(() => shop.remove());

describe('nudgec check', () => {
  test('a project without mistakes is good', async () => {
    const { status, out, err } = await shop.nudgec(['check', 'good']);
    expect([status, out, err]).toEqual([0, '', '1 file checked: no mistakes\n']);
  });

  test('text goes to standard error, with the place of each mistake', async () => {
    const { status, out, err } = await shop.nudgec(['check', 'bad']);
    expect([status, out]).toEqual([1, '']);
    expect(err).toContain('bad/a.nudge:1:18');
    expect(err).toContain('bad/b.nudge:1:18');
    expect(err).toMatch(/\n2 errors\n$/);
  });

  test('the default is the folder one stands in, and a file is a project of its own', async () => {
    expect((await shop.nudgec(['check', 'good/shop.nudge'])).status).toBe(0);
    expect((await shop.nudgec(['check', './bad/a.nudge'])).err).toMatch(/\n1 error\n$/);
  });

  test('--format json prints one object for all projects on standard output', async () => {
    const { status, out, err } = await shop.nudgec(['check', 'good', 'bad', '--format', 'json']);
    expect([status, err]).toEqual([1, '']);
    const { diagnostics } = JSON.parse(out) as { diagnostics: { span: object }[] };
    expect(diagnostics).toHaveLength(2);
    expect(diagnostics[0]?.span).toEqual({
      file: 'bad/a.nudge',
      start: { line: 1, column: 18 },
      end: { line: 1, column: 22 },
    });
    const clean = await shop.nudgec(['check', 'good', '--format', 'json']);
    expect(JSON.parse(clean.out)).toEqual({ diagnostics: [] });
  });

  test('--format sarif is one run, --format github one command a mistake', async () => {
    const sarif = JSON.parse((await shop.nudgec(['check', 'bad', '--format', 'sarif'])).out) as {
      runs: { results: [] }[];
    };
    expect(sarif.runs.map(({ results }) => results.length)).toEqual([2]);
    const github = await shop.nudgec(['check', 'bad', '--format', 'github']);
    expect(github.out.match(/^::error file=bad\/[ab]\.nudge,line=1/gm)).toHaveLength(2);
  });

  test('colours only on a terminal, never with NO_COLOR, always with --color', async () => {
    const isColoured = async (args: string[], world: object): Promise<boolean> => {
      return (await shop.nudgec(['check', 'bad', ...args], world)).err.includes('\u001b[');
    };
    expect(await isColoured([], {})).toBe(false);
    expect(await isColoured([], { isTerminal: true })).toBe(true);
    expect(await isColoured([], { isTerminal: true, env: { NO_COLOR: '1' } })).toBe(false);
    expect(await isColoured(['--no-color'], { isTerminal: true })).toBe(false);
    expect(await isColoured(['--color'], {})).toBe(true);
  });

  test.each([
    ['a path that is not there', 'nope', 'nudgec: nope: no such file or folder\n'],
    ['a folder without rules', 'empty', 'nudgec: empty: there are no .nudge files in this folder\n'],
    ['a file that is no text', 'latin.nudge', 'nudgec: latin.nudge: is not UTF-8 text\n'],
  ])('%s is wrong usage', async (_, path, message) => {
    expect(await shop.nudgec(['check', path])).toEqual({ status: 2, out: '', err: message });
  });
});

describe('what is no source file', () => {
  test.runIf(existsSync('/dev/zero'))('a device is refused before it is opened', async () => {
    for (const command of [['check'], ['fmt'], ['test']]) {
      expect(await shop.nudgec([...command, '/dev/zero'])).toEqual({
        status: 2,
        out: '',
        err: 'nudgec: /dev/zero: is a pipe or a device, not a file\n',
      });
    }
  });

  test('a file that is larger than what can be read is refused, by bytes unread and else by characters', async () => {
    const refusal = 'is too large; a file may have 4194304 characters (4 MiB) at most\n';
    shop.write({ 'huge.nudge': '', 'large.nudge': '/'.repeat(4_194_305) });
    // A hole: it takes no place on the disk, and more than Node reads at once.
    truncateSync(shop.path('huge.nudge'), 3 * 1024 ** 3);
    for (const name of ['huge.nudge', 'large.nudge']) {
      expect(await shop.nudgec(['check', name])).toEqual({
        status: 2,
        out: '',
        err: `nudgec: ${name}: ${refusal}`,
      });
    }
    const piped = await shop.nudgec(['fmt', '-'], { stdin: new Uint8Array(13 * 1024 * 1024) });
    expect(piped).toEqual({ status: 2, out: '', err: `nudgec: standard input: ${refusal}` });
  });
});

describe('names and arguments', () => {
  const odd = '\u001b[31mn\u009b2J\n\u202e';
  const shown = '\ufffd[31mn\ufffd2J\ufffd\ufffd';

  test.each([
    ['a command', [odd], '[31mn'],
    ['an option', ['check', `--${odd}`], '[31mn'],
    ['a file that is not there', ['check', odd], `nudgec: ${shown}: no such file or folder\n`],
    ['a very long one', ['check', odd.repeat(1000)], `nudgec: ${shown.repeat(1000)}: the name is too long\n`],
    ['a filter', ['test', 'good', '--filter', odd], `a title with \`${shown}\`\n`],
    ['an input', ['run', 'good', '--events', odd], `nudgec: ${shown}: its name holds control characters\n`],
  ])('are shown and never obeyed: %s', async (_, args, message) => {
    const { status, out, err } = await shop.nudgec(args);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).not.toMatch(OBEYED);
  });

  test.skipIf(process.platform === 'win32')('a file of an odd name prints safely everywhere', async () => {
    const name = `odd/${odd}.nudge`;
    shop.write({ [name]: 'segment   S { when Nope }\n', 'odd/events.ndjson': '' });
    const printed = [
      await shop.nudgec(['check', 'odd']),
      await shop.nudgec(['check', 'odd', '--format', 'github']),
      await shop.nudgec(['fmt', '--check', 'odd']),
      await shop.nudgec(['test', 'odd']),
      await shop.nudgec(['compile', name, '-o', 'bundle']),
    ];
    for (const { status, out, err } of printed) {
      expect(status).toBe(1);
      expect(out + err).not.toMatch(OBEYED);
    }
    expect(printed[0]?.err).toContain(`--> odd/${shown}.nudge:1:`);
    expect(printed[2]?.out).toBe(`odd/${shown}.nudge\n`);
    shop.write({ [name]: cartProject });
    const run = await shop.nudgec(['run', name, '--events', 'odd/events.ndjson', '--summary']);
    expect([run.status, run.err]).toEqual([0, expect.stringContaining(`compiled odd/${shown}.nudge in`)]);
  });
});

describe('nudgec itself', () => {
  test('an unknown command gets a suggestion, a wrong option its usage', async () => {
    const unknown = await shop.nudgec(['chekc']);
    expect(unknown.status).toBe(2);
    expect(unknown.err).toContain('Did you mean check?');
    expect((await shop.nudgec(['check', '--format', 'xml'])).status).toBe(2);
    expect((await shop.nudgec([])).status).toBe(2);
  });

  test('an exception that nobody expected is one line, with its stack under --debug', async () => {
    const failing = async (...args: readonly string[]): Promise<Outcome> => {
      let failed = false;
      const onPrint = (): void => {
        if (failed) return;
        failed = true;
        throw new Error('boom');
      };
      return shop.nudgec([...args, 'check', 'good'], { onPrint });
    };
    const { status, err } = await failing();
    expect(status).toBe(70);
    expect(err).toContain('nudgec: this is a bug in nudgec: boom\n(--debug shows where; please report it)\n');
    expect((await failing('--debug')).err).toMatch(/boom\n +at /);
  });

  test('help and version are good', async () => {
    expect(await shop.nudgec(['--version'])).toMatchObject({ status: 0, err: '' });
    const help = await shop.nudgec(['--help']);
    expect(help.status).toBe(0);
    for (const command of ['init', 'check', 'fmt', 'compile', 'test', 'run']) {
      expect(help.out).toContain(`  ${command} `);
      const own = await shop.nudgec([command, '--help']);
      expect([own.status, own.err]).toEqual([0, '']);
      expect(own.out).toContain('Example');
    }
  });
});
