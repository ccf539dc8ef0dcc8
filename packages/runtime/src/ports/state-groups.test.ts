import { expect, it } from 'vitest';
import { allAt, earliest, groupOf, STATE_GROUPS } from './state-groups.ts';

it('puts users into groups of about one size', () => {
  const counts = new Array<number>(STATE_GROUPS).fill(0);
  for (let i = 0; i < 16_000; i++)
    counts[groupOf(`default\u001fuser-${i}`)] = (counts[groupOf(`default\u001fuser-${i}`)] ?? 0) + 1;
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(200);
});

it('keeps each user in the group that stores know', () => {
  expect(['', 'default\u001fann', 'acme\u001fé:😀2'].map(groupOf)).toMatchInlineSnapshot(`
    [
      9,
      11,
      7,
    ]
  `);
});

it('finds the group that is furthest behind', () => {
  const groups = allAt({ nextOffset: 7, watermarkMs: 70 }).with(3, { nextOffset: 5, watermarkMs: 60 });
  expect(earliest(groups)).toEqual({ nextOffset: 5, watermarkMs: 60 });
});
