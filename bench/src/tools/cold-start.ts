// From nothing to the first event taken, the process's own start included: prints the milliseconds.
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { createPlayback } from '@nudge/engine';
import { loadBundle } from '@nudge/runtime';

const bundle = await loadBundle(process.argv[2] ?? '');
const playback = createPlayback(bundle);
const event = bundle.manifest.events[0];
const text = JSON.stringify({
  specversion: '1.0',
  id: '1',
  type: event?.name,
  subject: 'ann',
  time: '2026-03-02T10:00:00Z',
  data: { country: 'KV', page: '/', plan: 'free', price: 1, score: 1, member: true },
});
playback.record({ kind: 'json', text, origin: { input: 'bench', line: 1 } }, null, () => {});
if (playback.counts.accepted !== 1) throw new Error('the first event was not taken');
// `performance.now` counts from the start of the process.
console.log(performance.now());
