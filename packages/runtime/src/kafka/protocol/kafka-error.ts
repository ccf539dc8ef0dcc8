/** The codes that something depends on (https://kafka.apache.org/protocol#protocol_error_codes). */
export const CODE = {
  unknown: -1,
  offsetOutOfRange: 1,
  unknownTopicOrPartition: 3,
  leaderNotAvailable: 5,
  notLeader: 6,
  messageTooLarge: 10,
  coordinatorLoading: 14,
  coordinatorNotAvailable: 15,
  notCoordinator: 16,
  recordListTooLarge: 18,
  notEnoughReplicas: 19,
  topicExists: 36,
  notController: 41,
  invalidProducerEpoch: 47,
  concurrentTransactions: 51,
  storage: 56,
  fencedLeaderEpoch: 74,
  unknownLeaderEpoch: 75,
  unstableOffsets: 88,
  producerFenced: 90,
} as const;

const NAMES: Readonly<Record<number, string>> = {
  [-1]: 'UNKNOWN_SERVER_ERROR',
  1: 'OFFSET_OUT_OF_RANGE',
  2: 'CORRUPT_MESSAGE',
  3: 'UNKNOWN_TOPIC_OR_PARTITION',
  5: 'LEADER_NOT_AVAILABLE',
  6: 'NOT_LEADER_OR_FOLLOWER',
  7: 'REQUEST_TIMED_OUT',
  10: 'MESSAGE_TOO_LARGE',
  14: 'COORDINATOR_LOAD_IN_PROGRESS',
  15: 'COORDINATOR_NOT_AVAILABLE',
  16: 'NOT_COORDINATOR',
  18: 'RECORD_LIST_TOO_LARGE',
  19: 'NOT_ENOUGH_REPLICAS',
  20: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  29: 'TOPIC_AUTHORIZATION_FAILED',
  30: 'GROUP_AUTHORIZATION_FAILED',
  31: 'CLUSTER_AUTHORIZATION_FAILED',
  35: 'UNSUPPORTED_VERSION',
  36: 'TOPIC_ALREADY_EXISTS',
  38: 'INVALID_REPLICATION_FACTOR',
  41: 'NOT_CONTROLLER',
  45: 'OUT_OF_ORDER_SEQUENCE_NUMBER',
  47: 'INVALID_PRODUCER_EPOCH',
  48: 'INVALID_TXN_STATE',
  49: 'INVALID_PRODUCER_ID_MAPPING',
  50: 'INVALID_TRANSACTION_TIMEOUT',
  51: 'CONCURRENT_TRANSACTIONS',
  53: 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  56: 'KAFKA_STORAGE_ERROR',
  74: 'FENCED_LEADER_EPOCH',
  75: 'UNKNOWN_LEADER_EPOCH',
  88: 'UNSTABLE_OFFSET_COMMIT',
  90: 'PRODUCER_FENCED',
};

/** A broker answered, and said no. */
export class KafkaRefusal extends Error {
  override readonly name = 'KafkaRefusal';
  readonly code: number;

  constructor(what: string, code: number, detail: string | null = null) {
    super(`${what}: ${NAMES[code] ?? `error ${code}`}${detail === null ? '' : ` (${detail})`}`);
    this.code = code;
  }
}

export function refuse(what: string, code: number, detail: string | null = null): void {
  if (code !== 0) throw new KafkaRefusal(what, code, detail);
}

export function isRefusal(error: unknown, codes: ReadonlySet<number>): boolean {
  return error instanceof KafkaRefusal && codes.has(error.code);
}

/** The broker is not the one to ask; another one, or the same one a little later, is. */
export const NOT_THE_COORDINATOR: ReadonlySet<number> = new Set([
  CODE.coordinatorLoading,
  CODE.coordinatorNotAvailable,
  CODE.notCoordinator,
]);

export const NOT_THE_LEADER: ReadonlySet<number> = new Set([
  CODE.unknownTopicOrPartition,
  CODE.leaderNotAvailable,
  CODE.notLeader,
  CODE.notEnoughReplicas,
  CODE.storage,
  CODE.fencedLeaderEpoch,
  CODE.unknownLeaderEpoch,
]);

/** Somebody else has the transactional id now. */
export const FENCED: ReadonlySet<number> = new Set([CODE.invalidProducerEpoch, CODE.producerFenced]);
