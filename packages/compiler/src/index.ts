export {
  bundleHash,
  type Compiled,
  type CompileOptions,
  compileProgram,
  compileToIr,
  instantiate,
} from './compile-program.ts';
export { type CompiledSql, type CompileSqlOptions, compileSql } from './emit-sql/compile-sql.ts';
export type * from './ir.ts';
export { printExpr, printProgram } from './ir-print.ts';
export { PASSES, type Pass } from './passes/index.ts';
