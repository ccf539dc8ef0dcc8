import { expect, test } from 'vitest';
import { readArguments } from './arguments.ts';

test('without arguments it runs a thousand seeds', () => {
  expect(readArguments([])).toEqual({ kind: 'run', request: { seeds: 1_000, from: 1, jobs: 1 } });
});

test('seeds, the first of them and processes are said by numbers', () => {
  const args = ['--seeds', '20', '--from', '7', '--jobs', '2'];
  expect(readArguments(args)).toEqual({ kind: 'run', request: { seeds: 20, from: 7, jobs: 2 } });
});

test('the trace is that of one seed', () => {
  expect(readArguments(['--from', '7', '--trace'])).toEqual({ kind: 'run', request: { traced: 7 } });
  expect(readArguments(['--seeds', '1', '--from', '7', '--trace'])).toEqual({
    kind: 'run',
    request: { traced: 7 },
  });
});

test.each([
  ['an unknown option', ['--foo']],
  ['an argument too many', ['x']],
  ['a seed that is no number', ['--from', 'x']],
  ['no seeds at all', ['--seeds', '0']],
  ['no process at all', ['--jobs', '0']],
  ['the trace of several', ['--seeds', '2', '--trace']],
])('%s is a mistake', (_, args) => {
  expect(readArguments(args)).toMatchObject({ kind: 'mistake' });
});
