import { expect, test } from 'vitest';
import { LAWS } from '../../tests/laws/laws/index.ts';
import { readArguments, USAGE } from './arguments.ts';

test('without arguments all laws are tried for a minute, from a seed that is drawn', () => {
  const laws = LAWS.map(({ name }) => name);
  expect(readArguments([])).toMatchObject({
    kind: 'run',
    request: { seconds: 60, pairs: Infinity, laws, coverage: false },
  });
});

test('a number of pairs takes the place of the time, unless both are given', () => {
  expect(readArguments(['--pairs', '100'])).toMatchObject({
    request: { pairs: 100, seconds: Infinity },
  });
  expect(readArguments(['--pairs', '100', '--seconds', '5'])).toMatchObject({
    request: { pairs: 100, seconds: 5 },
  });
});

test('laws are named with commas or one by one', () => {
  const asked = readArguments(['--seed', '7', '--law', 'snapshot,duplicate', '--law', 'renaming']);
  expect(asked).toMatchObject({ request: { seed: 7, laws: ['snapshot', 'duplicate', 'renaming'] } });
});

test.each([
  ['an unknown option', ['--foo']],
  ['an argument too many', ['x']],
  ['a law that is none', ['--law', 'nope']],
  ['a seed that is no number', ['--seed', 'x']],
  ['no time at all', ['--seconds', '0']],
])('%s is a mistake', (_, args) => {
  expect(readArguments(args)).toMatchObject({ kind: 'mistake' });
});

test('the help names every law', () => {
  for (const { name } of LAWS) expect(USAGE).toContain(name);
});
