import type { ConfigProblem } from './config-problem.ts';
import type { RuntimeConfig } from './runtime-config.ts';

interface Clash {
  readonly path: string;
  readonly message: string;
  readonly help: string;
}

/** What each setting allows and all of them together do not. */
export function crossChecks(
  config: RuntimeConfig,
  lineOf: (keys: readonly string[]) => number | null,
): ConfigProblem[] {
  return [
    ...kafkaClashes(config),
    ...limitClashes(config),
    ...tlsClashes(config),
    ...serverClashes(config),
  ].map(({ path, message, help }) => ({
    code: 'C0009' as const,
    path,
    where: { line: lineOf(path.split('.')) },
    message,
    help,
  }));
}

function kafkaClashes({ kafka, input, output }: RuntimeConfig): Clash[] {
  const clashes: Clash[] = [];
  if (kafka === null && (input.kind === 'kafka' || output.kind === 'kafka')) {
    const side = input.kind === 'kafka' ? 'input' : 'output';
    clashes.push({
      path: 'kafka',
      message: `must be given, as ${side}.kind is kafka`,
      help: 'kafka.brokers is enough, or set NUDGE_KAFKA_BROKERS',
    });
  }
  if (output.kind !== 'kafka') return clashes;
  if (input.kind !== 'kafka') {
    clashes.push({
      path: 'output.kind',
      message: `is kafka, and input.kind is ${input.kind}`,
      help: 'what was published is kept with the offsets of the input topic: take kafka for both, or file or stdio here',
    });
  } else if (Object.values(output.topics).includes(input.topic)) {
    clashes.push({
      path: 'output.topics',
      message: `\`${input.topic}\` is the topic of the input`,
      help: 'effects would come in again as events',
    });
  }
  return clashes;
}

function limitClashes({ limits }: RuntimeConfig): Clash[] {
  const clashes: Clash[] = [];
  const atLeast = (path: string, larger: number, other: string, smaller: number): void => {
    if (larger >= smaller) return;
    clashes.push({
      path: `limits.${path}`,
      message: `is less than limits.${other}`,
      help: 'it must be at least as large',
    });
  };
  atLeast('queuedRecords', limits.queuedRecords, 'batchRecords', limits.batchRecords);
  atLeast('queuedBytes', limits.queuedBytes, 'recordBytes', limits.recordBytes);
  atLeast('retryMax', limits.retryMaxMs, 'retry', limits.retryMs);
  return clashes;
}

function tlsClashes({ kafka, store }: RuntimeConfig): Clash[] {
  const server = store.kind === 'redis' || store.kind === 'postgres' ? store.tls : null;
  return [['kafka.tls', kafka?.tls] as const, ['store.tls', server] as const].flatMap(([path, tls]) =>
    tls == null || (tls.cert === null) === (tls.key === null)
      ? []
      : [
          {
            path,
            message: 'has a certificate of our own without its key, or a key without its certificate',
            help: 'certFile and keyFile go together',
          },
        ],
  );
}

function serverClashes({ store }: RuntimeConfig): Clash[] {
  if (store.kind !== 'redis' && store.kind !== 'postgres') return [];
  const url = new URL(store.url);
  if (url.password === '' || store.password === null) return [];
  return [
    {
      path: 'store.url',
      message: 'holds a password, and one is given beside it',
      help: 'leave one of them out',
    },
  ];
}
