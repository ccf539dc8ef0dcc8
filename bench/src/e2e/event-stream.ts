import { below, createRandom, pick, type Random } from '../random.ts';
import { NUMBER_END, TEXTS, TYPES, typeName } from '../stateless/fields.ts';
import { AMOUNTS, EVENTS_PER_USER_DAY } from './rules.ts';

export const USERS = 100_000;
export const PARTITIONS = 4;
/** A day of event time has so many. */
export const EVENTS_PER_DAY: number = USERS * EVENTS_PER_USER_DAY;

/** So early that no run gets to today, which would be another time than the event's own. */
const START = Date.UTC(2020, 0, 6);
const STEP_MS = 86_400_000 / EVENTS_PER_DAY;

export interface ShopEvent {
  readonly partition: number;
  readonly key: string;
  readonly text: string;
}

/** Events of a shop in the order of their time, over all partitions: users and types by chance, all alike. */
export class EventStream {
  private readonly random: Random;
  private made: number;

  /** `from`: the number of its first event, by which its time goes. */
  constructor(seed: number, from = 0) {
    this.random = createRandom(seed);
    this.made = from;
  }

  /** The next one; `idStart` is what its id begins with. */
  next(idStart = 'e'): ShopEvent {
    const { random } = this;
    const at = new Date(START + Math.floor(this.made * STEP_MS)).toISOString();
    const id = `${idStart}-${String(this.made++).padStart(10, '0')}`;
    const user = below(random, USERS);
    const key = `user-${String(user).padStart(7, '0')}`;
    const text = `{"specversion":"1.0","id":"${id}","source":"shop","type":"${typeName(below(random, TYPES))}","subject":"${key}","time":"${at}","datacontenttype":"application/json","data":${data(random)}}`;
    return { partition: user % PARTITIONS, key, text };
  }
}

function data(random: Random): string {
  const price = below(random, NUMBER_END * 100) / 100;
  const score = below(random, NUMBER_END);
  const amount = below(random, AMOUNTS) / 100;
  return `{"country":"${pick(random, TEXTS.country)}","page":"${pick(random, TEXTS.page)}","plan":"${pick(random, TEXTS.plan)}","price":${price},"score":${score},"member":${random() < 0.5},"amount":${amount}}`;
}
