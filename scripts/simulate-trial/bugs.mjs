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
    find: 'const unpublished = store.outbox.filter((row) => row.seq > published.seq);',
    replace: 'const unpublished = store.outbox;',
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
    replace:
      'for await (const page of store.dues()) {\n      if (recovered.progress.nextOffset > 0) continue;',
  },
  {
    what: 'rows are trimmed before they are published',
    file: `${worker}tenure.ts`,
    find: 'const trimmedSeq = publisher.publishedSeq;',
    replace: 'const trimmedSeq = this.progress.seq;',
  },
  {
    what: 'reading goes on one record too far',
    file: `${worker}partition-task.ts`,
    find: 'this.inbox.begin(tenure.fromOffset, tenure.knownOffset);',
    replace: 'this.inbox.begin(tenure.fromOffset + 1, tenure.knownOffset);',
  },
  {
    what: 'the watermark is not committed',
    file: `${worker}tenure.ts`,
    find: 'watermarkMs: evaluator.watermarkMs,',
    replace: 'watermarkMs: this.progress.watermarkMs,',
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
    file: `${worker}tenure.ts`,
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
    file: `${worker}tenure.ts`,
    find: 'return this.progress.activations.at(-1)?.version === wanted && this.evaluator.version === wanted;',
    replace: 'return this.progress.activations.length > 0 && this.evaluator.version === wanted;',
  },
  {
    what: 'what was fetched before a partition was lost stays in its queue',
    file: `${worker}partition-task.ts`,
    find: '    this.inbox.clear();\n    // First',
    replace: '    // First',
  },
  {
    what: 'time goes on by the clock though more is there to read',
    file: `${worker}tenure.ts`,
    find: 'const isQuiet = inbox.caughtUpAt !== null && ',
    replace: 'const isQuiet = ',
  },
  {
    what: 'a partition with a full queue is not paused',
    file: `${worker}inbox.ts`,
    find: 'if (full) source.pause(partition);',
    replace: 'if (full) source.resume(partition);',
  },
  {
    what: 'evaluation does not wait for what is to be published',
    file: `${worker}tenure.ts`,
    find: 'publisher.backlog > worker.limits.unpublishedRows',
    replace: 'publisher.backlog > 1_000_000',
  },
  {
    what: 'what is evaluated again for its states is taken for new',
    file: `${worker}past.ts`,
    find: 'this.replaying = fromOffset < progress.nextOffset;',
    replace: 'this.replaying = false;',
  },
  {
    what: 'a group that was not stored is taken for stored',
    file: `${worker}tenure.ts`,
    find: 'changed.states.map((group, i) => (evaluator.isStored(i) ? here : group));',
    replace: 'changed.states.map(() => here);',
  },
  {
    what: 'rows that are out though the store has lost them are published again',
    file: `${worker}past.ts`,
    find: 'return this.leftOver > 0 ? seq > this.leftOver : offset >= this.skipBelow;',
    replace: 'return this.leftOver > 0 ? seq > this.leftOver : offset >= 0;',
  },
  {
    what: 'what the clock decided is committed without the states',
    file: `${worker}tenure.ts`,
    find: 'const isInLog = nextOffset > this.progress.nextOffset && !mustTakeAll;',
    replace: 'const isInLog = !mustTakeAll;',
  },
  {
    what: 'timers that are left over are committed without the states',
    file: `${worker}tenure.ts`,
    find: 'const isInLog = nextOffset > this.progress.nextOffset && !mustTakeAll;',
    replace: 'const isInLog = nextOffset > this.progress.nextOffset;',
  },
  {
    what: 'users are let go of before they are stored',
    file: `${worker}evaluator.ts`,
    find: 'return this.unsaved.take(group).map(',
    replace: 'this.cache.age();\n    return this.unsaved.take(group).map(',
  },
  {
    what: 'states are made anew by the rules that hold now, not by those that held then',
    file: `${worker}partition-task.ts`,
    find: 'const kept = await bundles.find(held);',
    replace: "const kept = await bundles.find('');",
  },
];
