import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteWriter } from '../snapshot/bytes.ts';
import { createUserState, type UserState } from '../state/user-state.ts';
import { UserTable } from './user-table.ts';

/** Enough of a codec for the table: the names stand where the engine's own puts them, then the clock. */
const codec = {
  encoded: (state: UserState): Uint8Array => {
    const out = new ByteWriter();
    for (let i = 0; i < 3; i++) out.byte(0);
    out.key(0);
    out.text(state.tenant);
    out.text(state.user);
    out.varint(state.clock);
    out.bytes(new Uint8Array(state.clock));
    return out.view();
  },
  decode: (bytes: Uint8Array): UserState => {
    const text = new TextDecoder();
    const tenantEnd = 10 + (bytes[9] as number);
    const userEnd = tenantEnd + 1 + (bytes[tenantEnd] as number);
    const state = createUserState(
      text.decode(bytes.subarray(10, tenantEnd)),
      text.decode(bytes.subarray(tenantEnd + 1, userEnd)),
    );
    const low = bytes[userEnd] as number;
    state.clock = low < 128 ? low : low - 128 + (bytes[userEnd + 1] as number) * 128;
    return state;
  },
};

it('keeps every user, ready or as bytes, whoever comes', () => {
  const user = fc.tuple(
    fc.constantFrom('default', 'b'),
    fc.constantFrom('ann', 'bé', 'c', 'dora', 'é', 'f', 'g', 'h'),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(user, fc.nat(900)), { maxLength: 120 }),
      fc.integer({ min: 1, max: 5 }),
      (visits, limit) => {
        const table = new UserTable(codec, limit);
        const plain = new Map<string, number>();
        for (const [[tenant, name], clock] of visits) {
          const key = `${tenant}/${name}`;
          const state =
            table.get(tenant, name) ?? table.add(Object.assign(createUserState(tenant, name), { clock: 0 }));
          expect(state.clock).toBe(plain.get(key) ?? 0);
          state.clock = clock;
          plain.set(key, clock);
        }
        expect(table.size).toBe(plain.size);
        for (const [tenant, name] of table.inOrder()) {
          expect(table.peek(tenant, name)?.clock).toBe(plain.get(`${tenant}/${name}`));
        }
      },
    ),
  );
});
