/** Calls of the real clock, timers or chance out of the code of the project while `act` runs, by where they come from. */
export async function refuseRealTime(act: () => Promise<void>): Promise<readonly string[]> {
  const seen = new Set<string>();
  const notice = (what: string): void => {
    // Vitest itself keeps time meanwhile.
    const frame = new Error(what).stack
      ?.split('\n')
      .find((line) => /packages\/[a-z]+\/(src|dist)\//.test(line));
    if (frame !== undefined) seen.add(`${what} ${frame.trim()}`);
  };
  const undo = [
    watch(Date, 'now', notice),
    watch(performance, 'now', notice),
    watch(Math, 'random', notice),
    watch(globalThis, 'setTimeout', notice),
    watch(globalThis, 'setInterval', notice),
    watch(globalThis, 'setImmediate', notice),
  ];
  try {
    await act();
  } finally {
    for (const each of undo) each();
  }
  return [...seen];
}

function watch<T extends object>(
  owner: T,
  name: keyof T & string,
  notice: (what: string) => void,
): () => void {
  const original = owner[name];
  if (typeof original !== 'function') throw new Error(`${name} is no function`);
  const known = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, {
    configurable: true,
    writable: true,
    value: new Proxy(original, {
      apply(target, self, args) {
        notice(name);
        return Reflect.apply(target, self, args) as unknown;
      },
    }),
  });
  return () => {
    if (known === undefined) delete owner[name];
    else Object.defineProperty(owner, name, known);
  };
}
