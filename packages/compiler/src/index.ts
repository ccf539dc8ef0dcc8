export {
  bundleHash,
  type Compiled,
  type CompileOptions,
  compileProgram,
  compileToIr,
  instantiate,
} from './compile-program.ts';
export { type CompiledSql, compileSql } from './emit-sql/compile-sql.ts';
export type * from './ir.ts';
export { printExpr, printProgram } from './ir-print.ts';
export { clausesOf, readsOf } from './ir-walk.ts';
export { OPTIONAL_PASSES, PASSES, type Pass, type PassOptions } from './passes/index.ts';
