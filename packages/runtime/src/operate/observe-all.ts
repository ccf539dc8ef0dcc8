import type { Observer } from '../ports/observer.ts';

/** One observer that tells several. Each call goes only to those that listen to it. */
export function observeAll(observers: readonly Observer[]): Observer {
  const all: Partial<Record<keyof Observer, (...args: never[]) => void>> = {};
  for (const name of CALLS) {
    const listening = observers.flatMap((observer) => {
      const call = observer[name] as ((...args: never[]) => void) | undefined;
      return call === undefined ? [] : [call.bind(observer)];
    });
    const [only] = listening;
    if (only === undefined) continue;
    all[name] = listening.length === 1 ? only : (...args) => listening.forEach((call) => void call(...args));
  }
  return all as Observer;
}

const CALLS = Object.keys({
  reached: 0,
  stage: 0,
  caused: 0,
  batch: 0,
  stored: 0,
  published: 0,
  latency: 0,
  timerFired: 0,
  rejected: 0,
  suppressed: 0,
  emitted: 0,
  assigned: 0,
  paused: 0,
  retry: 0,
  rulesMissing: 0,
  activated: 0,
  stateBytes: 0,
} satisfies Record<keyof Observer, 0>) as (keyof Observer)[];
