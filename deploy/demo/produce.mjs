// Events of a shop, as CloudEvents, to the topic that the runtime reads: first half a year of the example's data, moved so
// that it ends now, then visitors by chance, a few a second, until it is stopped.
//
//   node deploy/demo/produce.mjs [brokers] [topic]
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';

const here = fileURLToPath(new URL('.', import.meta.url));
// The client is the runtime's, which stands beside us in the repository and elsewhere in the image.
const runtime = process.env['NUDGE_RUNTIME'] ?? join(here, '../../packages/runtime');
const { Kafka, logLevel } = createRequire(join(runtime, 'package.json'))('kafkajs');
const data = process.env['NUDGE_DEMO_DATA'] ?? join(here, '../../examples/data/ecom.csv.gz');
const [brokers = 'localhost:9092', topic = 'events'] = process.argv.slice(2);

const TYPES = {
  catalog: 'Visit',
  search: 'Search',
  product_view: 'View',
  wishlist_add: 'WishlistAdd',
  add_to_cart: 'CartAdd',
  purchase: 'Order',
  payment_error: 'PaymentFailed',
  support_chat: 'SupportChat',
};
const BATCH = 500;

async function* rows() {
  const lines = createInterface({ input: createReadStream(data).pipe(createGunzip()) });
  let header = true;
  for await (const line of lines) {
    const [user = '', session, event = '', at = '', platform, channel, , lifecycle] = line.split(',');
    if (!header)
      yield {
        user,
        session,
        event,
        ms: Date.parse(`${at.replace(' ', 'T')}Z`),
        platform,
        channel,
        lifecycle,
      };
    header = false;
  }
}

/** What a row of the data means, as `shop_csv` of the example's rules has it. */
function eventsOf({ user, event, platform, channel, lifecycle }) {
  const about = { subject: user };
  if (event === 'home') {
    const consent = { ...about, type: 'user.consent', data: { purpose: 'marketing', granted: true } };
    return [
      ...(channel === 'email' ? [consent] : []),
      { ...about, type: 'user.updated', data: { lifecycle } },
    ];
  }
  const type = TYPES[event];
  if (type === undefined) return [];
  const extra = type === 'Order' ? { channel } : type === 'View' ? { screen: platform } : {};
  return [{ ...about, type, data: { platform, ...extra } }];
}

function message(event, ms, id) {
  const cloudEvent = { specversion: '1.0', id, source: 'demo', time: new Date(ms).toISOString(), ...event };
  return { key: `default:${event.subject}`, value: JSON.stringify(cloudEvent) };
}

async function history(producer) {
  const all = [];
  for await (const row of rows()) all.push(row);
  all.sort((a, b) => a.ms - b.ms);
  const shiftMs = Date.now() - (all.at(-1)?.ms ?? 0);
  const messages = all.flatMap((row, n) =>
    eventsOf(row).map((event, part) => message(event, row.ms + shiftMs, `history-${n}-${part}`)),
  );
  for (let from = 0; from < messages.length; from += BATCH) {
    await producer.send({ topic, messages: messages.slice(from, from + BATCH) });
  }
  console.log(`${messages.length} events of half a year are sent; now a few a second, until it is stopped`);
}

async function live(producer, isStopped) {
  const types = [
    'catalog',
    'product_view',
    'product_view',
    'search',
    'add_to_cart',
    'payment_error',
    'purchase',
  ];
  const run = Date.now();
  for (let n = 0; !isStopped(); n++) {
    const user = `user_${String(Math.floor(Math.random() * 600)).padStart(4, '0')}`;
    const event = types[Math.floor(Math.random() * types.length)] ?? 'catalog';
    const events = eventsOf({ user, event, platform: 'mobile', channel: 'organic', lifecycle: 'new' });
    await producer.send({
      topic,
      messages: events.map((one) => message(one, Date.now(), `live-${run}-${n}`)),
    });
    await wait(200);
  }
}

let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => (stopped = true));
const kafka = new Kafka({ clientId: 'nudge-demo', brokers: brokers.split(','), logLevel: logLevel.ERROR });
const producer = kafka.producer();
await producer.connect();
await history(producer);
await live(producer, () => stopped);
await producer.disconnect();
