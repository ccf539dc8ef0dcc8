import type { Verdict } from '../acceptance/judge.ts';
import type { UserBase } from '../acceptance/user-rows.ts';
import type { AcceptedEvent } from '../contract/accepted-event.ts';
import type { Bundle } from '../contract/bundle.ts';
import type { Emit } from '../effects/effect.ts';
import { ByteReader, ByteWriter } from '../snapshot/bytes.ts';
import { createUserState, type UserState } from '../state/user-state.ts';
import { Engine, type EngineOptions } from '../step/engine.ts';
import { type UserStorage, UserTable } from './user-table.ts';

export interface PopulationOptions extends EngineOptions {
  /** How many users are kept ready; the others are kept as bytes. Default: 32,768. */
  readonly hotUsers?: number;
}

const HOT_USERS = 32_768;

/** Any number of users held in memory, each with acceptance in front of the engine. */
export class Population {
  readonly engine: Engine;
  private readonly users: UserTable;
  /** The greatest instant accepted of any user; `-Infinity` before the first. */
  greatestMs: number = -Infinity;

  constructor(bundle: Bundle, options: PopulationOptions = {}) {
    this.engine = new Engine(bundle, options);
    this.users = new UserTable(this.engine, options.hotUsers ?? HOT_USERS);
  }

  get size(): number {
    return this.users.size;
  }

  get storage(): UserStorage {
    return this.users.storage;
  }

  /** Duplicates, then lateness, then a step of the engine (semantics, rule 1). */
  accept(event: AcceptedEvent, emit: Emit): Verdict {
    const { row } = event;
    const state = this.user(row.tenant, row.user);
    const verdict = this.engine.accept(state, event, emit);
    if (verdict === 'accepted' && row.at > this.greatestMs) this.greatestMs = row.at;
    return verdict;
  }

  /** The state of a user, made when it is first asked for; only good until another user is asked for. */
  user(tenant: string, user: string): UserState {
    return this.users.get(tenant, user) ?? this.users.add(createUserState(tenant, user));
  }

  /** The state of a user who was heard of, to be read only. */
  find(tenant: string, user: string): UserState | undefined {
    return this.users.peek(tenant, user);
  }

  /** What holds of a user since ever (semantics, rule 8). */
  setBase({ tenant, user, writes, purposes }: UserBase): void {
    this.engine.giveBase(this.user(tenant, user), writes, purposes);
  }

  /** All users' timers before `ms` fire, with `inclusive` those at it too, users by (tenant, user). */
  moveTo(ms: number, inclusive: boolean, emit: Emit): void {
    for (const [tenant, user] of this.users.inOrder()) {
      this.engine.advance(this.user(tenant, user), ms, inclusive, emit);
    }
  }

  /** All users by (tenant, user), one after the other, to be read only. */
  *inOrder(): Generator<UserState> {
    for (const [tenant, user] of this.users.inOrder()) {
      const state = this.users.peek(tenant, user);
      if (state !== undefined) yield state;
    }
  }

  /** The state of all users as bytes. */
  snapshot(): Uint8Array {
    const out = new ByteWriter();
    out.instant(this.greatestMs);
    out.varint(this.users.size);
    for (const [tenant, user] of this.users.inOrder()) out.bytes(this.users.bytesOf(tenant, user));
    return out.finish();
  }

  /** Goes on where a snapshot was taken; this population must be empty. */
  restore(bytes: Uint8Array): void {
    const input = new ByteReader(bytes);
    this.greatestMs = input.instant();
    for (let n = input.varint(); n > 0; n--) this.users.add(this.engine.decode(input.bytes()));
  }
}
