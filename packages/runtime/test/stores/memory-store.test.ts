import { MemoryBackend, MemoryStore } from '../../src/stores/memory/memory-store.ts';
import { storeContract } from './store-contract.ts';

storeContract('memory', async () => {
  const backend = new MemoryBackend();
  return { connect: async () => new MemoryStore(backend) };
});
