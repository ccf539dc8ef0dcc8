import { judge, type Verdict } from './acceptance/judge.ts';
import type { UserBase } from './acceptance/user-rows.ts';
import type { AcceptedEvent } from './contract/accepted-event.ts';
import type { Bundle } from './contract/bundle.ts';
import type { EventSchema } from './contract/manifest.ts';
import type { Emit } from './effects/effect.ts';
import { createByteReader, createByteWriter } from './snapshot/bytes.ts';
import { consentHistory, createUserState, profileHistory, type UserState } from './state/user-state.ts';
import { Engine, type EngineOptions } from './step/engine.ts';
import { type Sha256, sha256Hex, sha256Hex32 } from './values/hashes.ts';
import { compareUtf8 } from './values/strings.ts';

/** Any number of users held in memory, each with acceptance in front of the engine. */
export class Population {
  readonly engine: Engine;
  private readonly users = new Map<string, UserState>();
  private readonly sha256: Sha256;
  /** The greatest instant accepted of any user; `-Infinity` before the first. */
  greatestMs: number = -Infinity;

  constructor(bundle: Bundle, options: EngineOptions) {
    this.engine = new Engine(bundle, options);
    this.sha256 = options.sha256 ?? sha256Hex;
  }

  get size(): number {
    return this.users.size;
  }

  /** Duplicates, then lateness, then a step of the engine (semantics, rule 1). */
  accept(event: AcceptedEvent, emit: Emit): Verdict {
    const { row } = event;
    const state = this.user(row.tenant, row.user);
    const { manifest } = this.engine.rules;
    const { clock } = state;
    const verdict = judge(state, row.id, row.at, manifest.settings.lateMs);
    switch (verdict) {
      case 'duplicate':
        break;
      case 'late':
        emit({
          type: 'event.late',
          id: sha256Hex32(['late', row.tenant, row.user, row.id], this.sha256),
          subject: row.user,
          tenant: row.tenant,
          timeMs: row.at,
          data: { eventId: row.id, eventType: typeName(event, manifest.events), clockMs: clock },
        });
        break;
      case 'accepted':
        if (row.at > this.greatestMs) this.greatestMs = row.at;
        this.engine.apply(state, event, emit);
    }
    return verdict;
  }

  /** The state of a user, made when it is first asked for. */
  user(tenant: string, user: string): UserState {
    const key = keyOf(tenant, user);
    let state = this.users.get(key);
    if (state === undefined) {
      state = createUserState(this.engine.rules, tenant, user);
      this.users.set(key, state);
    }
    return state;
  }

  /** The state of a user who was heard of. */
  find(tenant: string, user: string): UserState | undefined {
    return this.users.get(keyOf(tenant, user));
  }

  /** What holds of a user since ever (semantics, rule 8). */
  setBase({ tenant, user, writes, purposes }: UserBase): void {
    const state = this.user(tenant, user);
    for (const [field, value] of writes) profileHistory(state, field).base = value;
    for (const purpose of purposes) consentHistory(state, purpose).base = true;
  }

  /** All users' timers before `ms` fire, with `inclusive` those at it too, users by (tenant, user). */
  moveTo(ms: number, inclusive: boolean, emit: Emit): void {
    for (const state of this.inOrder()) this.engine.advance(state, ms, inclusive, emit);
  }

  /** All users by (tenant, user). */
  inOrder(): UserState[] {
    return [...this.users.values()].sort(
      (a, b) => compareUtf8(a.tenant, b.tenant) || compareUtf8(a.user, b.user),
    );
  }

  /** The state of all users as bytes. */
  snapshot(): Uint8Array {
    const out = createByteWriter();
    out.instant(this.greatestMs);
    const users = this.inOrder();
    out.varint(users.length);
    for (const state of users) out.bytes(this.engine.encode(state));
    return out.finish();
  }

  /** Goes on where a snapshot was taken; this population must be empty. */
  restore(bytes: Uint8Array): void {
    const input = createByteReader(bytes);
    this.greatestMs = input.instant();
    for (let n = input.varint(); n > 0; n--) {
      const state = this.engine.decode(input.bytes());
      this.users.set(keyOf(state.tenant, state.user), state);
    }
  }
}

/** Ids hold no control characters, so the separator cannot be part of one. */
function keyOf(tenant: string, user: string): string {
  return `${tenant}\u001f${user}`;
}

function typeName(event: AcceptedEvent, schemas: readonly EventSchema[]): string {
  switch (event.kind) {
    case 'event':
      return schemas[event.event]?.name ?? '';
    case 'profile':
      return 'user.updated';
    case 'consent':
      return 'user.consent';
  }
}
