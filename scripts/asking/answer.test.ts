import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answer } from './answer.ts';
import { asked } from './asked.ts';

const USAGE = 'Counts.\n\n  count N';
let out: string[];
let err: string[];

beforeEach(() => {
  out = [];
  err = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => void out.push(text));
  vi.spyOn(console, 'error').mockImplementation((text: string) => void err.push(text));
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('help goes to standard output and is no failure', async () => {
  const status = await answer(
    asked(() => 'help'),
    USAGE,
    async () => 1,
  );
  expect({ status, out, err }).toEqual({ status: 0, out: [USAGE], err: [] });
});

test('a mistake is told with the usage on standard error, and nothing runs', async () => {
  const wrong = asked<{ n: number }>(() => {
    throw new Error('N is a number');
  });
  const status = await answer(wrong, USAGE, () => expect.unreachable());
  expect({ status, out, err }).toEqual({ status: 2, out: [], err: [`N is a number\n\n${USAGE}`] });
});

test('a run is given what was asked for, and says how it ended', async () => {
  const status = await answer(
    asked(() => ({ n: 7 })),
    USAGE,
    async ({ n }) => n,
  );
  expect({ status, out, err }).toEqual({ status: 7, out: [], err: [] });
});
