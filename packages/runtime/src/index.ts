export { storedBundles } from './bundle/bundle-archive.ts';
export { loadBundle, MANIFEST_FILE, RULES_FILE } from './bundle/load-bundle.ts';
export { loadSqlPlan, PLAN_FILE, SQL_FOLDER } from './bundle/sql-files.ts';
export { FileSink, type FileSinkOptions } from './file-io/file-sink.ts';
export { FileSource, type FileSourceOptions } from './file-io/file-source.ts';
export { InProcessSink, type TakeRows } from './file-io/in-process-sink.ts';
export { type PushedRecord, PushSource, type PushSourceOptions } from './file-io/push-source.ts';
export { lineOfRow } from './file-io/row-line.ts';
export { StandardInputSource, type StandardInputSourceOptions } from './file-io/standard-input-source.ts';
export { standardOutputSink } from './file-io/standard-output-sink.ts';
export { asFileProblem, FileProblem } from './files/file-problem.ts';
export { replaceFolder } from './files/replace-folder.ts';
export { type AtomicFile, writeAtomically } from './files/write-atomically.ts';
export { systemClock } from './host/system-clock.ts';
export { tuneHeap } from './host/tune-heap.ts';
export type { Clock, RandomSource } from './ports/clock.ts';
export {
  type EffectSink,
  OUTPUTS,
  type OutboxRow,
  type Output,
  type PartitionSink,
  type Position,
  SinkFenced,
} from './ports/effect-sink.ts';
export type { EventSource, SourceBatch, SourceListener, SourceRecord } from './ports/event-source.ts';
export type { BatchCounts, Observer, Stage, Step } from './ports/observer.ts';
export { type StateStore, StoreUnavailable } from './ports/state-store.ts';
export { userKey } from './ports/user-key.ts';
export {
  inputName,
  type ReadRecordsOptions,
  type RecordFormat,
  readRecords,
} from './readers/read-records.ts';
export { type DiskStoreOptions, openDiskStore } from './stores/disk/disk-store.ts';
export { DamagedStore, ForeignFolder } from './stores/disk/store-errors.ts';
export { MemoryBackend, MemoryStore } from './stores/memory/memory-store.ts';
export {
  DEFAULT_LIMITS,
  type PartitionHealth,
  type WorkerHealth,
  type WorkerLimits,
  type WorkerOptions,
} from './worker/options.ts';
export { Worker } from './worker/worker.ts';
