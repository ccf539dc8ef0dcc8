import type { Random } from '../simulate/base/random.ts';
import { poisonOf } from '../simulate/input/poison.ts';

/** A message of the input topic. */
export interface Made {
  readonly partition: number;
  readonly key: string;
  readonly value: Buffer | null;
}

export const PARTITIONS = 4;
const USERS = 400;
/** A longer record is a dead letter. */
export const RECORD_BYTES = 64 * 1024;

const FIRST_MS = Date.UTC(2026, 2, 2, 10);
/** So far event time goes from one event to the next: each user comes every ten seconds. */
const STEP_MS = 25;
const RECENT = 4000;

function userOf(number: number): string {
  return `u${number}`;
}

/** Whose records, and whose messages, belong to which partition. */
export function partitionOf(user: string): number {
  return Number(user.slice(1)) % PARTITIONS;
}

export function usersOf(partition: number): readonly string[] {
  return Array.from({ length: USERS }, (_, number) => userOf(number)).filter(
    (user) => partitionOf(user) === partition,
  );
}

/** Events as senders send them: in some disorder, some late, a tenth twice, some that no rules can take. */
export class Events {
  private readonly random: Random;
  private readonly poison: number;
  private readonly recent: Made[] = [];
  private made = 0;
  private kept = 0;

  constructor(random: Random, poison: number) {
    this.random = random;
    this.poison = poison;
  }

  next(): Made {
    const { random } = this;
    if (this.recent.length > 0 && random.chance(0.1)) return random.pick(this.recent);
    const event = this.fresh();
    if (random.chance(this.poison)) return this.spoiled(event);
    this.recent[this.kept++ % RECENT] = event;
    return event;
  }

  private fresh(): Made {
    const { random } = this;
    const user = userOf(random.nextInt(0, USERS - 1));
    const behindMs = random.chance(0.01)
      ? random.nextInt(100_000, 300_000)
      : random.chance(0.1)
        ? random.nextInt(0, 90_000)
        : random.nextInt(0, 4_000);
    const atMs = FIRST_MS + this.made++ * STEP_MS - behindMs;
    const [type, data] = random.pick<readonly [string, object]>([
      ['View', { page: 'home' }],
      ['View', { page: 'cart' }],
      ['View', { page: 'sale' }],
      ['Order', { amount: random.nextInt(1, 60) }],
      ['Pay', {}],
    ]);
    const event = { id: `e${this.made}`, type, subject: user, time: new Date(atMs).toISOString(), data };
    return {
      partition: partitionOf(user),
      key: `default:${user}`,
      value: Buffer.from(JSON.stringify(event)),
    };
  }

  private spoiled({ partition, key, value }: Made): Made {
    const bad = poisonOf(this.random, { atMs: 0, key, value }, RECORD_BYTES);
    return { partition, key, value: bad.value === null ? null : Buffer.from(bad.value) };
  }
}
