import { isStateOf, readNames } from '../snapshot/user-snapshot.ts';
import { emptyUserState, type UserState } from '../state/user-state.ts';
import { compareUtf8 } from '../values/strings.ts';
import { ByteArena } from './byte-arena.ts';
import { type SameUser, UserIndex } from './user-index.ts';

/** What turns a state into bytes and back: the engine. */
export interface StateCodec {
  encoded(state: UserState): Uint8Array;
  /** `into`: an emptied state, whose memory is used again. */
  decode(bytes: Uint8Array, into: UserState | null): UserState;
}

/** Where users are, and what memory they take that is not an object. */
export interface UserStorage {
  readonly users: number;
  /** Users who are ready as objects. */
  readonly ready: number;
  /** Users who have a place as bytes, also if they are ready at the moment. */
  readonly stored: number;
  /** Of those states. */
  readonly stateBytes: number;
  /** Of those places: with their room to grow. */
  readonly storedBytes: number;
  /** Of the index over all users. */
  readonly indexBytes: number;
}

/** Users that come for the first time in a while wait in so many places, so that they push out no one else. */
const ON_TRIAL = 64;

/**
 * The states of all users: those in use as objects ("ready"), the others as bytes. When all places are taken, a user
 * who comes is ready on trial, and leaves again soon unless they come back before (as in the 2Q cache, Johnson and
 * Shasha, VLDB 1994): so a stream of ever other users neither pushes out those who come often, nor makes objects that
 * live long and then die, which garbage collectors are bad at.
 */
export class UserTable implements SameUser {
  private readonly codec: StateCodec;
  private readonly arena = new ByteArena();
  /** References: 1 + a place among the ready ones, or −1 − a slot of the arena. */
  private readonly index: UserIndex;
  private readonly ready: UserState[] = [];
  /** By place: the slot of the arena that the user had and will have again; −1: none. */
  private readonly slots: number[] = [];
  /** By place: used since a hand came by. */
  private readonly used: Uint8Array;
  /** The places before it are lasting ones, the others on trial. */
  private readonly lasting: number;
  private readonly places: number;
  private lastingHand = 0;
  /** The state that was last made bytes, for the next that is to be read. */
  private spare: UserState | null = null;
  private trialHand: number;

  constructor(codec: StateCodec, limit: number) {
    this.codec = codec;
    this.index = new UserIndex(this);
    this.places = Math.max(1, limit);
    this.lasting = this.places - Math.min(ON_TRIAL, Math.ceil(this.places / 2));
    this.trialHand = this.lasting;
    this.used = new Uint8Array(this.places);
  }

  get size(): number {
    return this.index.size;
  }

  /** What the states take that are kept as bytes. */
  get storage(): UserStorage {
    return {
      users: this.index.size,
      ready: this.ready.length,
      stored: this.arena.size,
      stateBytes: this.arena.contentBytes,
      storedBytes: this.arena.bytesInUse,
      indexBytes: this.index.bytes,
    };
  }

  isUser(ref: number, tenant: string, user: string): boolean {
    if (ref < 0) return isStateOf(this.arena.get(-1 - ref), tenant, user);
    const state = this.ready[ref - 1] as UserState;
    return state.user === user && state.tenant === tenant;
  }

  /** A user's state, only good until another is asked for. */
  get(tenant: string, user: string): UserState | undefined {
    const ref = this.index.get(tenant, user);
    if (ref === 0) return undefined;
    if (ref > 0) {
      this.used[ref - 1] = 1;
      return this.ready[ref - 1];
    }
    const slot = -1 - ref;
    const { spare } = this;
    this.spare = null;
    return this.makeReady(this.codec.decode(this.arena.get(slot), spare), slot);
  }

  /** A user's state to be read only. */
  peek(tenant: string, user: string): UserState | undefined {
    const ref = this.index.get(tenant, user);
    if (ref === 0) return undefined;
    return ref > 0 ? (this.ready[ref - 1] as UserState) : this.codec.decode(this.arena.get(-1 - ref), null);
  }

  /** A user's state as bytes, only good until the next call. */
  bytesOf(tenant: string, user: string): Uint8Array {
    const ref = this.index.get(tenant, user);
    return ref > 0 ? this.codec.encoded(this.ready[ref - 1] as UserState) : this.arena.get(-1 - ref);
  }

  /** A user who was not here before. */
  add(state: UserState): UserState {
    return this.makeReady(state, -1);
  }

  private makeReady(state: UserState, slot: number): UserState {
    const place = this.ready.length < this.places ? this.ready.length : this.placeOnTrial();
    this.occupy(place, state, slot);
    this.used[place] = 0;
    return state;
  }

  private occupy(place: number, state: UserState, slot: number): void {
    this.ready[place] = state;
    this.slots[place] = slot;
    this.index.set(state.tenant, state.user, place + 1);
  }

  /** The oldest place on trial; who came back to it meanwhile moves to a lasting one. */
  private placeOnTrial(): number {
    const place = this.trialHand;
    this.trialHand = place + 1 < this.places ? place + 1 : this.lasting;
    if (this.used[place] === 0 || this.lasting === 0) {
      this.makeBytes(place);
      return place;
    }
    const { used } = this;
    while (used[this.lastingHand] === 1) {
      used[this.lastingHand] = 0;
      this.lastingHand = (this.lastingHand + 1) % this.lasting;
    }
    this.makeBytes(this.lastingHand);
    this.occupy(this.lastingHand, this.ready[place] as UserState, this.slots[place] as number);
    used[this.lastingHand] = 1;
    this.lastingHand = (this.lastingHand + 1) % this.lasting;
    return place;
  }

  private makeBytes(place: number): void {
    const state = this.ready[place] as UserState;
    const slot = this.arena.put(this.codec.encoded(state), this.slots[place] as number);
    this.index.set(state.tenant, state.user, -1 - slot);
    emptyUserState(state);
    this.spare = state;
  }

  /** All users by (tenant, user); whoever comes while this is read may be left out. */
  inOrder(): readonly (readonly [tenant: string, user: string])[] {
    const names: (readonly [string, string])[] = [];
    this.index.forEach((ref) => {
      const { tenant, user } =
        ref > 0 ? (this.ready[ref - 1] as UserState) : readNames(this.arena.get(-1 - ref));
      names.push([tenant, user]);
    });
    return names.sort((a, b) => compareUtf8(a[0], b[0]) || compareUtf8(a[1], b[1]));
  }
}
