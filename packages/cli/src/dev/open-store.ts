import {
  ForeignFolder,
  MemoryBackend,
  MemoryStore,
  openDiskStore,
  type StateStore,
  StoreUnavailable,
} from '@nudge/runtime';
import { WrongUsage } from '../exit-status.ts';

/** Where the state is kept: in a folder, or in memory. Throws `WrongUsage` for a folder that cannot be used. */
export async function openStore(folder: string | null, say: (text: string) => void): Promise<StateStore> {
  if (folder === null) return new MemoryStore(new MemoryBackend());
  try {
    return await openDiskStore({ folder, log: say });
  } catch (error) {
    const isUsage = error instanceof ForeignFolder || error instanceof StoreUnavailable;
    throw isUsage ? new WrongUsage(`--store: ${error.message}`) : error;
  }
}
