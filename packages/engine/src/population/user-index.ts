import { mix32 } from '../values/mix32.ts';

/** Where users are found: a hash table from (tenant, user) to a number of the owner's. */
export interface SameUser {
  /** Whether the reference is that of this user. */
  isUser(ref: number, tenant: string, user: string): boolean;
}

/** Of a place: the reference (0: free) and the hash. */
const WIDTH = 2;

/**
 * Open addressing with linear probing in a typed array. The names themselves stand in the states that the
 * references lead to, so that there is no object for each user.
 */
export class UserIndex {
  private readonly owner: SameUser;
  private places = new Float64Array(1024 * WIDTH);
  private count = 0;

  constructor(owner: SameUser) {
    this.owner = owner;
  }

  get size(): number {
    return this.count;
  }

  /** Bytes of the table. */
  get bytes(): number {
    return this.places.byteLength;
  }

  /** The reference of a user, 0 if there is none. */
  get(tenant: string, user: string): number {
    return this.places[this.find(hashOf(tenant, user), tenant, user)] as number;
  }

  /** `ref` is not 0. */
  set(tenant: string, user: string, ref: number): void {
    if (this.count * 3 * WIDTH >= this.places.length * 2) this.grow();
    const hash = hashOf(tenant, user);
    const at = this.find(hash, tenant, user);
    if (this.places[at] === 0) this.count++;
    this.places[at] = ref;
    this.places[at + 1] = hash;
  }

  /** Where the user stands, or will stand. */
  private find(hash: number, tenant: string, user: string): number {
    const { places } = this;
    const mask = places.length - 1;
    for (let at = (hash * WIDTH) & mask; ; at = (at + WIDTH) & mask) {
      const ref = places[at] as number;
      if (ref === 0 || (places[at + 1] === hash && this.owner.isUser(ref, tenant, user))) return at;
    }
  }

  private grow(): void {
    const { places } = this;
    const grown = new Float64Array(places.length * 2);
    const mask = grown.length - 1;
    for (let i = 0; i < places.length; i += WIDTH) {
      if (places[i] === 0) continue;
      let at = ((places[i + 1] as number) * WIDTH) & mask;
      while (grown[at] !== 0) at = (at + WIDTH) & mask;
      grown[at] = places[i] as number;
      grown[at + 1] = places[i + 1] as number;
    }
    this.places = grown;
  }

  /** All references, in no order. */
  forEach(see: (ref: number) => void): void {
    for (let i = 0; i < this.places.length; i += WIDTH) {
      if (this.places[i] !== 0) see(this.places[i] as number);
    }
  }
}

/** Multiplicative, over UTF-16 units. */
function hashOf(tenant: string, user: string): number {
  let h = 0x811c_9dc5;
  for (let i = 0; i < tenant.length; i++) h = Math.imul(h ^ tenant.charCodeAt(i), 0x0100_0193);
  h = Math.imul(h ^ 0x1f, 0x0100_0193);
  for (let i = 0; i < user.length; i++) h = Math.imul(h ^ user.charCodeAt(i), 0x0100_0193);
  return mix32(h);
}
