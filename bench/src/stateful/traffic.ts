import { below, createRandom, type Random } from '../random.ts';
import { AMOUNT_MAX, TYPES, typeName } from './segments.ts';

/** Of `user-0000001`. */
export const USER_ID_BYTES = 12;

const START = Date.UTC(2026, 2, 2);
const DAY_MS = 86_400_000;

/** Events of all users in the order of time, made as they are asked for: users and types by chance, all alike. */
export class Traffic {
  private readonly random: Random = createRandom(3);
  private readonly users: number;
  private readonly stepMs: number;
  private readonly gridMs: number;
  private made = 0;

  /** Instants are whole multiples of `gridMs`. */
  constructor(users: number, eventsPerUserDay: number, gridMs = 1) {
    this.users = users;
    this.stepMs = DAY_MS / (users * eventsPerUserDay);
    this.gridMs = gridMs;
  }

  get count(): number {
    return this.made;
  }

  /** The next events, each as the bytes of a CloudEvent. */
  next(count: number): Buffer[] {
    return Array.from({ length: count }, () => Buffer.from(this.text()));
  }

  private text(): string {
    const { random } = this;
    const id = this.made++;
    const at = START + Math.floor((id * this.stepMs) / this.gridMs) * this.gridMs;
    const amount = below(random, AMOUNT_MAX * 100) / 100;
    return `{"specversion":"1.0","id":"e-${String(id).padStart(10, '0')}","source":"bench","type":"${typeName(below(random, TYPES))}","subject":"user-${String(below(random, this.users)).padStart(7, '0')}","time":"${new Date(at).toISOString()}","data":{"amount":${amount},"page":"/shop/page-${below(random, 50)}"}}`;
  }
}
