import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IdMap } from './id-map.ts';

it('holds what a map holds, few or many', () => {
  const change = fc.record({
    id: fc.integer({ min: 0, max: 90 }),
    item: fc.option(fc.integer(), { nil: null }),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
      const ours = new IdMap<number>();
      const plain = new Map<number, number>();
      for (const { id, item } of changes) {
        if (item === null) ours.delete(id);
        else ours.set(id, item);
        if (item === null) plain.delete(id);
        else plain.set(id, item);
        expect(ours.get(id)).toBe(plain.get(id));
      }
      const listed: (readonly [number, number])[] = [];
      ours.forEach((item, id) => {
        listed.push([id, item]);
      });
      expect(new Map(listed)).toEqual(plain);
      expect(ours.size).toBe(plain.size);
      for (let id = 0; id <= 90; id++) expect(ours.get(id)).toBe(plain.get(id));
    }),
  );
});
