import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { runQuietly } from '../toolchain/exec.mjs';
import { Failure, say } from '../toolchain/paths.mjs';
import { kafkaJars } from './folders.mjs';

const ATTEMPTS = 3;
const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

/** Fetches Kafka with Maven, once for this user of the machine. */
export async function fetchKafka() {
  if (existsSync(kafkaJars)) return;
  say('fetching Kafka with Maven …');
  const half = `${kafkaJars}.${process.pid}`;
  mkdirSync(dirname(kafkaJars), { recursive: true });
  const pom = fileURLToPath(new URL('kafka-pom.xml', import.meta.url));
  const goal = [`${PLUGIN}:copy-dependencies`, `-DoutputDirectory=${half}`, '-DincludeScope=runtime'];
  // By default Maven waits half an hour for a mirror that has stopped talking; the second name is that of older versions.
  const patience = ['-Daether.connector.requestTimeout=60000', '-Dmaven.wagon.http.readTimeout=60000'];
  try {
    let said = '';
    for (let attempt = 1; attempt <= ATTEMPTS && !existsSync(kafkaJars); attempt += 1) {
      const args = ['-q', '-B', '-f', pom, ...patience, ...goal];
      const { ok, output } = await runQuietly({ file: 'mvn', args, cwd: dirname(kafkaJars) }, process.env);
      said = output;
      if (ok) renameSync(half, kafkaJars);
    }
    if (!existsSync(kafkaJars)) throw new Failure(`Maven did not fetch Kafka:\n${said.trim()}`);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
}

export const classPath = join(kafkaJars, '*');
