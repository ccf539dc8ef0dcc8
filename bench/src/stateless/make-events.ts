import { createRandom, pick, shuffle } from '../random.ts';
import { type Fields, NUMBER_END, TEXTS, TYPES, typeName } from './fields.ts';
import { stepped } from './make-rules.ts';

export interface WorkEvent {
  readonly type: number;
  /** `data` as `JSON.parse` gives it. */
  readonly fields: Fields;
  /** The whole CloudEvent. */
  readonly text: string;
}

const START = Date.UTC(2026, 2, 2);

/** Different events, in equal numbers of every type, in no order of types. */
export function makeEvents(count: number, seed: number): WorkEvent[] {
  const random = createRandom(seed);
  const types = shuffle(
    random,
    Array.from({ length: count }, (_, i) => i % TYPES),
  );
  return types.map((type, i) => {
    const data: Fields = {
      country: pick(random, TEXTS.country),
      page: pick(random, TEXTS.page),
      plan: pick(random, TEXTS.plan),
      price: stepped(random() * NUMBER_END, 'price'),
      score: stepped(random() * NUMBER_END, 'score'),
      member: random() < 0.5,
    };
    const text = JSON.stringify({
      specversion: '1.0',
      id: `e-${String(i).padStart(8, '0')}`,
      source: 'bench',
      type: typeName(type),
      subject: `user-${i % 100}`,
      time: new Date(START + i * 1000).toISOString(),
      data,
    });
    // Read back, so that the texts are such as a parser makes.
    return { type, fields: (JSON.parse(text) as { readonly data: Fields }).data, text };
  });
}
