/**
 * Waits until a process is over. A bug may make a loop endless, so it is killed in the end.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} msMax
 * @returns {Promise<void>}
 */
export function endOfChild(child, msMax) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), msMax);
    child.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
