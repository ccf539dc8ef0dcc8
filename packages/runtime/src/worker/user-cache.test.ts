import { expect, it } from 'vitest';
import { UserCache } from './user-cache.ts';

const state = {} as Parameters<UserCache['add']>[1];

it('keeps who is asked for and lets go of who is not', () => {
  const cache = new UserCache(2);
  cache.add('often', state);
  for (let i = 0; i < 20; i++) {
    cache.add(`once ${i}`, state);
    expect(cache.get('often')).toBeDefined();
    cache.age();
  }
  expect(cache.size).toBeLessThanOrEqual(5);
  expect(cache.get('once 0')).toBeUndefined();
});

it('lets go of nobody between two agings', () => {
  const cache = new UserCache(1);
  for (let i = 0; i < 100; i++) cache.add(String(i), state);
  for (let i = 0; i < 100; i++) expect(cache.get(String(i))).toBeDefined();
});
