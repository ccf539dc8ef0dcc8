/**
 * Bugs to plant, one at a time, where the simulator should see them.
 *
 * @typedef {import('../planting/plant.mjs').Bug & { what: string }} SimBug
 */

const worker = 'packages/runtime/src/worker/';

/** @type {readonly SimBug[]} */
export const bugs = [
  {
    what: 'the position is published before the rows, in a transaction of its own',
    file: `${worker}publisher.ts`,
    find: 'await this.session.publish(rows, position);',
    replace: 'await this.session.publish([], position);\n        await this.session.publish(rows, position);',
  },
  {
    what: 'which ids were seen is known to the process, not to the committed state',
    file: `${worker}evaluator.ts`,
    find: 'if (bytes !== null) this.cache.add(key, this.engine.decode(bytes));',
    replace:
      'if (bytes !== null) {\n        const state = this.engine.decode(bytes);\n        state.seen.clear();\n        this.cache.add(key, state);\n      }',
  },
  {
    what: 'recovery publishes all rows that are in the outbox',
    file: `${worker}recovery.ts`,
    find: 'unpublished: store.outbox.filter((row) => row.seq > published.seq),',
    replace: 'unpublished: store.outbox,',
  },
  {
    what: 'an owner from before is not refused by the store',
    file: 'packages/runtime/src/stores/memory/memory-store.ts',
    find: 'if (kept.epoch !== epoch) throw',
    replace: 'if (kept.epoch < epoch) throw',
  },
  {
    what: 'timers are forgotten when a partition is recovered',
    file: `${worker}partition-task.ts`,
    find: 'for await (const page of store.dues()) {',
    replace: 'for await (const page of store.dues()) {\n      if (progress.nextOffset > 0) continue;',
  },
  {
    what: 'rows are trimmed before they are published',
    file: `${worker}partition-task.ts`,
    find: 'const trimmedSeq = publisher.publishedSeq;',
    replace: 'const trimmedSeq = tenure.progress.seq;',
  },
  {
    what: 'reading goes on one record too far',
    file: `${worker}partition-task.ts`,
    find: 'source.seek(this.partition, tenure.progress.nextOffset);',
    replace: 'source.seek(this.partition, tenure.progress.nextOffset + 1);',
  },
  {
    what: 'the watermark is not committed',
    file: `${worker}partition-task.ts`,
    find: 'watermarkMs: evaluator.watermarkMs,',
    replace: 'watermarkMs: tenure.progress.watermarkMs,',
  },
  {
    what: 'timers fire after a batch, not after each record',
    file: `${worker}evaluator.ts`,
    find: 'more = this.fireTimers(prepared.record, prepared.record.offset);',
    replace:
      'if (prepared === batch.at(-1)) more = this.fireTimers(prepared.record, prepared.record.offset);',
  },
  {
    what: 'a commit whose answer is lost is made once more by the same owner',
    file: `${worker}partition-task.ts`,
    find: 'await store.commit({ progress, users, outbox, trimmedSeq });',
    replace:
      'const change = { progress, users, outbox, trimmedSeq };\n    await store.commit(change).catch(() => store.commit(change));',
  },
  {
    what: 'rows whose publishing failed are published again without a look at what is out',
    file: `${worker}publisher.ts`,
    find: 'if (published === null || published.seq < this.last.seq) return;',
    replace: 'if (published === null || published.seq >= 0) return;',
  },
  {
    what: 'the rules that a worker starts with hold without being recorded',
    file: `${worker}partition-task.ts`,
    find: 'if (held !== this.bundle.manifest.hash || tenure',
    replace: 'if (held === undefined || tenure',
  },
  {
    what: 'what was fetched before a partition was lost stays in its queue',
    file: `${worker}partition-task.ts`,
    find: '    const { sink, store: states } = this.options;\n    this.queue.clear();\n',
    replace: '    const { sink, store: states } = this.options;\n',
  },
  {
    what: 'time goes on by the clock though more is there to read',
    file: `${worker}partition-task.ts`,
    find: 'const isQuiet = this.caughtUpAt !== null && ',
    replace: 'const isQuiet = ',
  },
  {
    what: 'a partition with a full queue is not paused',
    file: `${worker}partition-task.ts`,
    find: 'if (full) source.pause(this.partition);',
    replace: 'if (full) source.resume(this.partition);',
  },
  {
    what: 'evaluation does not wait for what is to be published',
    file: `${worker}partition-task.ts`,
    find: 'tenure.publisher.backlog > this.options.limits.unpublishedRows',
    replace: 'tenure.publisher.backlog > 1_000_000',
  },
];
