import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import process from 'node:process';
import { Failure } from './paths.mjs';

/** @typedef {{ file: string, args: readonly string[], cwd: string }} Target */

/**
 * The environment of a child: the fitting Node first on the PATH, and nothing left of the npm that started us (a
 * nested `npm run` would take our INIT_CWD and prefix for its own).
 *
 * @param {string} nodeFolder
 */
export function childEnvironment(nodeFolder) {
  /** @type {NodeJS.ProcessEnv} */
  const env = {};
  const ofNpm =
    /^(npm_(package|lifecycle)_.*|npm_(command|execpath|node_execpath|config_local_prefix)|INIT_CWD)$/;
  for (const [name, value] of Object.entries(process.env)) {
    if (!ofNpm.test(name)) env[name] = value;
  }
  const path = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== nodeFolder);
  env['PATH'] = [nodeFolder, ...path].join(delimiter);
  return env;
}

/**
 * Runs the target as if it were this process: same standard streams, same signals, same exit.
 *
 * @param {Target} target
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<void>}
 */
export function runInPlace(target, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(target.file, [...target.args], { cwd: target.cwd, env, stdio: 'inherit' });
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    // A terminal sends Ctrl-C to the whole process group: passed on as well, the child would get it twice, and
    // take the second for "stop at once".
    const forward = (/** @type {NodeJS.Signals} */ signal) => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of signals) process.on(signal, forward);
    child.on('error', (error) => reject(new Failure(`cannot run ${target.file}: ${error.message}`)));
    child.on('close', (code, signal) => {
      for (const name of signals) process.off(name, forward);
      if (signal !== null) process.kill(process.pid, signal);
      else process.exitCode = code ?? 1;
      resolve();
    });
  });
}

/**
 * Runs a tool to its end and keeps what it said, both streams in the order written.
 *
 * @param {Target} target
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function runQuietly(target, env) {
  return new Promise((resolve) => {
    const child = spawn(target.file, [...target.args], {
      cwd: target.cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (/** @type {string} */ chunk) => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}
