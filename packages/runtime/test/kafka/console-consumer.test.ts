import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { classPath } from '../../../../scripts/local-services/kafka-jars.mjs';
import { describeWith } from '../../../../tests/services/describe-with.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { RuntimeConfig } from '../../src/config/runtime-config.ts';
import { EXIT } from '../../src/operate/host.ts';
import { openAdapters } from '../../src/operate/open-adapters.ts';
import { runRuntime } from '../../src/operate/run-runtime.ts';
import { greeting, writeBundle } from '../support/bundle-folder.ts';
import { listeningHost, recordOf } from '../support/listening-host.ts';
import { Fixture } from './fixture.ts';

const run = promisify(execFile);

/* A reader that knows nothing of us. */
describeWith('kafka', 'the console consumer of Kafka', ({ brokers }) => {
  let folder: string;
  let fixture: Fixture;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nudge-console-'));
    fixture = new Fixture('platformatic', brokers);
    await fixture.createTopics(2);
  });
  afterEach(async () => {
    await fixture.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('reads the nudges of the whole runtime as CloudEvents, by key, with their type in the headers', async () => {
    writeBundle(join(folder, 'bundle'), greeting('Thank you'));
    const { host, signal, facts } = listeningHost({ open: openAdapters });
    const ended = runRuntime(configOf(), host);
    await fixture.write(0, [{ key: 'ann', value: `${recordOf('o-1').value}` }]);
    const [headers, key, value] = (await readOne(fixture.outputTopics.nudges)).split('\t');
    expect(headers).toContain('content-type:application/cloudevents+json');
    expect(key).toBe('default:ann');
    expect(JSON.parse(`${value}`)).toMatchObject({
      specversion: '1.0',
      type: 'nudge.generated',
      subject: 'ann',
      data: { nudge: 'shop.Thanks', content: { push: { title: 'Thank you' } } },
    });
    signal('stop');
    expect(await ended).toBe(EXIT.good);
    expect(facts('stopped')).toBeDefined();
  });

  function configOf(): RuntimeConfig {
    const file = join(folder, 'nudge.yaml');
    const topics = Object.entries(fixture.outputTopics).map(([output, topic]) => `    ${output}: ${topic}`);
    const lines = [
      'bundle: bundle',
      'kafka:',
      `  brokers: [${brokers.join(', ')}]`,
      `input: {kind: kafka, topic: ${fixture.input}, group: ${fixture.groupId}}`,
      'output:',
      '  kind: kafka',
      '  topics:',
      ...topics,
      'store: {kind: disk, folder: state}',
      'http: false',
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
    const { config, problems } = loadConfig({ file, env: {}, cwd: folder });
    if (config === null) throw new Error(JSON.stringify(problems));
    return config;
  }

  async function readOne(topic: string): Promise<string> {
    const properties = ['print.headers=true', 'print.key=true'].flatMap((each) => ['--property', each]);
    const { stdout } = await run('java', [
      ...['-cp', classPath, 'org.apache.kafka.tools.consumer.ConsoleConsumer'],
      ...['--bootstrap-server', brokers.join(','), '--topic', topic, '--from-beginning'],
      ...['--isolation-level', 'read_committed', '--max-messages', '1', '--timeout-ms', '60000'],
      ...properties,
    ]);
    return stdout.trim();
  }
});
