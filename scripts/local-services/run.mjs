import process from 'node:process';
import { runQuietly } from '../toolchain/exec.mjs';
import { Failure } from '../toolchain/paths.mjs';

/**
 * Runs a program to its end. Its arguments may hold the password and are not repeated when it fails.
 *
 * @param {string} what
 * @param {string} file
 * @param {readonly string[]} args
 * @param {string} cwd
 */
export async function run(what, file, args, cwd) {
  const { ok, output } = await runQuietly({ file, args, cwd }, process.env);
  if (!ok) throw new Failure(`${what} failed:\n${output.trim()}`);
  return output;
}
