import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Scenario, tried } from '../scenario.ts';
import { committedOf } from '../topics.ts';
import type { Trial } from '../trial.ts';

const SCENARIO = 'disk';
const PIECE_BYTES = 16 * 1024;
/** Less than a commit takes, mostly. */
const ROOM_BYTES = 8 * 1024;

/** The disk store's disk fills up while it runs, and gets room again. */
export const disk: Scenario = async (common) => {
  if (process.getuid?.() !== 0) return [{ scenario: SCENARIO, why: 'it mounts a tmpfs, which takes root' }];
  const times = common.times ?? 3;
  const judged = await tried(common, { scenario: SCENARIO, store: 'disk' }, async (trial) => {
    const folder = join(trial.folder, 'state');
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', folder]);
    trial.later(() => spawnSync('/bin/umount', ['-l', folder]));
    for (const slot of [0, 1]) trial.crew.start(slot);
    await trial.wait(6_000, 8_000);
    for (let i = 1; i <= times; i++) {
      trial.say(`${i} of ${times} times full`);
      await fill(trial, folder);
      if (i % 2 === 0) {
        await trial.crew.kill(0);
        trial.crew.start(0);
        await sleep(3_000);
      }
      rmSync(join(folder, 'filler'));
      await trial.wait(4_000, 8_000);
    }
    return `${times} times full`;
  });
  return [judged];
};

/** Leaves a little, which the workers fill; then no offset may move. */
async function fill(trial: Trial, folder: string): Promise<void> {
  const filler = openSync(join(folder, 'filler'), 'w');
  const left = trial.random.pick([0, 50_000, 500_000]);
  const piece = Buffer.alloc(PIECE_BYTES);
  try {
    // The workers write at the same time.
    while (freeBytes(folder) > left) writeSync(filler, piece);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(filler);
  }
  for (let looks = 0; looks < 100 && freeBytes(folder) > ROOM_BYTES; looks++) await sleep(200);
  if (freeBytes(folder) > ROOM_BYTES) trial.breaks('harness', 'the disk did not get full');
  // What was committed before is published yet.
  await sleep(4_000);
  const before = await committedOf(trial.topics);
  await sleep(4_000);
  await trial.crew.gauges();
  const after = await committedOf(trial.topics);
  if (after.join() !== before.join())
    trial.breaks('disk full', `offsets went on from ${before.join()} to ${after.join()}`);
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
