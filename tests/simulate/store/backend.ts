import type { StateStore } from '../../../packages/runtime/src/ports/state-store.ts';
import { openDiskStore } from '../../../packages/runtime/src/stores/disk/disk-store.ts';
import { MemoryBackend, MemoryStore } from '../../../packages/runtime/src/stores/memory/memory-store.ts';
import { FaultyDisk } from '../../../packages/runtime/test/support/faulty-disk.ts';
import { CALM, type Network, type Weather } from '../base/network.ts';
import type { Random } from '../base/random.ts';
import type { SimProcess } from '../base/sim-process.ts';
import type { StoreKind } from '../faults/plan.ts';
import { ForgetfulBackend, ForgetfulStore } from './forgetful-store.ts';
import { OpeningStore } from './opening-store.ts';
import { slowDisk } from './slow-disk.ts';

/** Where state is, however many workers come and go. */
export interface Backend {
  /** Whether a commit that was refused as a stale owner's is known not to be there. */
  readonly refusalsAreSure: boolean;
  /** A worker's own client. */
  open(process: SimProcess): StateStore;
  /** For who looks at it when all is over: without faults, and at once. */
  reader(): StateStore;
  /** How it is to reach, and whether what it stands on is well. */
  setWeather(weather: Weather): void;
  /** Loses the last commits of a partition; how many were lost. */
  forget(partition: number, commits: number): number;
  /** All that runs on its machine is dead, and what was not synced is gone. */
  powerLoss(): void;
}

/** `ways`: between the workers and a store that is somewhere else. `local`: to what is in the machine itself. */
export function openBackend(kind: StoreKind, random: Random, ways: Network, local: Network): Backend {
  const onNetwork = {
    refusalsAreSure: true,
    setWeather: (weather: Weather): void => {
      ways.weather = weather;
    },
    forget: () => 0,
    powerLoss: () => {},
  };
  switch (kind) {
    case 'memory': {
      const backend = new MemoryBackend();
      const open = (): StateStore => new MemoryStore(backend);
      return { ...onNetwork, open, reader: open };
    }
    case 'forgetful': {
      const backend = new ForgetfulBackend();
      const open = (): StateStore => new ForgetfulStore(backend);
      return {
        ...onNetwork,
        open,
        reader: open,
        forget: (partition, commits) => backend.lose(partition, commits),
      };
    }
    case 'disk':
      return openDisk(random, local);
  }
}

const FOLDER = 'state';
/** So that segments are begun, emptied and removed within a few dozen commits. */
const SEGMENT_BYTES = 2_000;

function openDisk(random: Random, local: Network): Backend {
  const disk = new FaultyDisk(() => random.next());
  return {
    refusalsAreSure: false,
    open: (process) => {
      const attached = disk.attach();
      process.whenDead(() => attached.kill());
      const slow = slowDisk(attached, process, local);
      return new OpeningStore(() =>
        openDiskStore({ folder: FOLDER, segmentBytes: SEGMENT_BYTES, disk: slow }),
      );
    },
    reader: () =>
      new OpeningStore(() =>
        openDiskStore({ folder: FOLDER, segmentBytes: SEGMENT_BYTES, disk: disk.attach() }),
      ),
    setWeather: ({ latencyMs, lost, unanswered }) => {
      local.weather = { ...CALM, latencyMs: Math.min(latencyMs, 200) };
      disk.faults.syncFails = unanswered;
      // Full from now on, but for a little.
      disk.faults.capacityBytes = lost > 0.5 ? disk.usedBytes + random.nextInt(0, 1_000) : Infinity;
    },
    forget: () => 0,
    powerLoss: () => disk.powerLoss(),
  };
}
