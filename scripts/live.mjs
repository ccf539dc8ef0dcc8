// The whole on a real Kafka without Docker: compiles the example, runs the runtime on the broker that `scripts/services up`
// has started, sends it the events of deploy/demo, and prints the nudges that come out, one CloudEvent a line.
//
//   npm run -s live            until Ctrl-C
//
// Topics, group and state are of this run alone; the topics stay with the broker, which `scripts/services down` removes.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { Kafka, logLevel } from 'kafkajs';
import { stateFile } from './local-services/folders.mjs';
import { readState, runningServices } from './local-services/state.mjs';
import { root } from './toolchain/paths.mjs';

const OUTPUTS = { nudges: 'nudges', segments: 'segments', decisions: 'decisions', late: 'late' };

const { kafka } = runningServices(readState(stateFile));
if (kafka === null) {
  console.error('no Kafka runs; `scripts/services up kafka` starts one');
  process.exit(1);
}
const brokers = [...kafka.brokers];
const folder = mkdtempSync(join(tmpdir(), 'nudge-live-'));
const run = `live-${process.pid}`;
/** @type {import('node:child_process').ChildProcess[]} */
const children = [];

try {
  await node('packages/cli/dist/main.js', 'compile', 'examples/rules/shop', '--out', join(folder, 'bundle'))
    .ended;
  const topics = Object.fromEntries(Object.entries(OUTPUTS).map(([kind, name]) => [kind, `${run}-${name}`]));
  const config = {
    bundle: join(folder, 'bundle'),
    kafka: { brokers, createTopics: { partitions: 4 } },
    input: { kind: 'kafka', topic: `${run}-events`, group: run },
    output: { kind: 'kafka', topics: { ...topics, 'dead-letter': `${run}-dead-letter` } },
    store: { kind: 'disk', folder: join(folder, 'state') },
    http: { port: 0 },
    log: { format: 'text' },
  };
  writeFileSync(join(folder, 'nudge.json'), JSON.stringify(config));
  const runtime = node('packages/runtime/dist/main.js', 'run', '--config', join(folder, 'nudge.json'));
  await runtime.says('rules are activated');
  const consumer = new Kafka({ clientId: run, brokers, logLevel: logLevel.NOTHING }).consumer({
    groupId: `${run}-reader`,
  });
  await consumer.connect();
  await consumer.subscribe({ topic: topics['nudges'] ?? '', fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => void process.stdout.write(`${message.value?.toString() ?? ''}\n`),
  });
  const producer = node('deploy/demo/produce.mjs', brokers.join(','), `${run}-events`);
  /** @type {Promise<void>} */
  const interrupted = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve());
  });
  await Promise.race([interrupted, producer.ended, runtime.ended]);
  await consumer.disconnect();
} finally {
  for (const child of children) child.kill('SIGTERM');
  await Promise.all(
    children.map((child) => child.exitCode ?? new Promise((resolve) => child.once('exit', resolve))),
  );
  rmSync(folder, { recursive: true, force: true });
}

/**
 * A program of the project. What it says goes to standard error: standard output is for the nudges.
 *
 * @param {string} file @param {string[]} args
 */
function node(file, ...args) {
  const child = spawn(process.execPath, [join(root, file), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: root,
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => process.stderr.write(`${line}\n`));
  /** @type {Promise<void>} */
  const ended = new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => {
      if (code === 0 || signal !== null) resolve();
      else reject(new Error(`${file} has ended with status ${code}`));
    });
  });
  // Whoever waits for it hears of it.
  ended.catch(() => {});
  return {
    ended,
    /** @param {string} text @returns {Promise<void>} */
    says: (text) =>
      Promise.race([
        ended.then(() => Promise.reject(new Error(`${file} has ended`))),
        new Promise((resolve) => {
          lines.on('line', (line) => void (line.includes(text) && resolve(undefined)));
        }),
      ]),
  };
}
