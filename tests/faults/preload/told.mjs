// What an owner found when it opened a partition, and what it published: without it a breach cannot be explained afterwards.
import { KafkaSink } from '../../../packages/runtime/dist/kafka/sink/kafka-sink.js';

function tell(what, facts) {
  console.log(JSON.stringify({ level: 'trace', time: new Date().toISOString(), ...facts, message: what }));
}

const { open } = KafkaSink.prototype;
KafkaSink.prototype.open = async function openAndTell(partition) {
  tell('opens the output', { partition });
  const session = await open.call(this, partition);
  tell('has opened the output', { partition, published: session.published });
  const { publish } = session;
  session.publish = async function publishAndTell(rows, position) {
    const facts = { partition, position, first: rows[0]?.seq, last: rows.at(-1)?.seq };
    tell('publishes', facts);
    await publish.call(session, rows, position);
    tell('has published', facts);
  };
  return session;
};
