export { loadBundle, MANIFEST_FILE, RULES_FILE } from './bundle/load-bundle.ts';
export { loadSqlPlan, PLAN_FILE, SQL_FOLDER } from './bundle/sql-files.ts';
export { asFileProblem, FileProblem } from './files/file-problem.ts';
export { replaceFolder } from './files/replace-folder.ts';
export { type AtomicFile, writeAtomically } from './files/write-atomically.ts';
export { tuneHeap } from './host/tune-heap.ts';
export {
  inputName,
  type ReadRecordsOptions,
  type RecordFormat,
  readRecords,
} from './readers/read-records.ts';
