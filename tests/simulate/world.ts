import type { Bundle } from '@nudge/engine';
import { type StateStore, StoreUnavailable } from '../../packages/runtime/src/ports/state-store.ts';
import { CALM, Network } from './base/network.ts';
import { Random } from './base/random.ts';
import type { SimProcess } from './base/sim-process.ts';
import { Timeline } from './base/timeline.ts';
import { Trace } from './base/trace.ts';
import { Violations } from './base/violation.ts';
import { ConsumerGroup } from './broker/consumer-group.ts';
import { TopicLog } from './broker/topic-log.ts';
import { Transactions } from './broker/transactions.ts';
import { type Counts, noCounts } from './counts.ts';
import type { Plan, Service } from './faults/plan.ts';
import { type Backend, openBackend } from './store/backend.ts';
import { CommitHistory } from './store/commit-history.ts';
import { Watch } from './watch.ts';

/** All that stands outside the workers: time, the broker, the store, and what is written down of them. */
export class World {
  readonly seed: number;
  readonly plan: Plan;
  readonly timeline = new Timeline();
  readonly trace: Trace;
  readonly violations: Violations;
  readonly counts: Counts = noCounts();
  readonly logs: readonly TopicLog[];
  readonly group: ConsumerGroup;
  readonly transactions: Transactions;
  readonly backend: Backend;
  readonly histories: readonly CommitHistory[];
  readonly networks: Readonly<Record<Service, Network>>;
  readonly watch: Watch;
  /** Epoch ms at the virtual clock's 0. */
  readonly originMs: number;
  /** Beside the states, and as safe. */
  readonly keptBundles = new Map<string, Bundle>();
  /** What was last to be run: a worker that starts takes it. */
  bundle: Bundle;

  constructor(
    seed: number,
    plan: Plan,
    bundle: Bundle,
    originMs: number,
    onLine: ((line: string) => void) | null,
  ) {
    const { timeline } = this;
    this.seed = seed;
    this.plan = plan;
    this.bundle = bundle;
    this.originMs = originMs;
    this.trace = new Trace(timeline, onLine);
    this.violations = new Violations(this.trace);
    const each = <T>(make: (partition: number) => T): T[] =>
      Array.from({ length: plan.partitions }, (_, partition) => make(partition));
    this.logs = each(() => new TopicLog());
    this.histories = each(() => new CommitHistory());
    this.group = new ConsumerGroup(plan.partitions, timeline, this.random('group'), this.trace);
    this.watch = new Watch(plan, this.histories, this.logs, this.violations);
    this.transactions = new Transactions(this.trace, (partition, position) =>
      this.watch.published(partition, position),
    );
    const network = (service: Service): Network =>
      new Network(timeline, this.random(service), this.trace, (message) =>
        service === 'store' ? new StoreUnavailable(message) : new Error(message),
      );
    this.networks = { input: network('input'), output: network('output'), store: network('store') };
    const local = new Network(
      timeline,
      this.random('disk latency'),
      this.trace,
      (message) => new Error(message),
    );
    this.backend = openBackend(plan.store, this.random('disk'), this.networks.store, local);
    // What is in the machine itself is reached at once.
    if (plan.store === 'disk') this.networks.store.weather = { ...CALM, latencyMs: 0 };
  }

  /** Draws of a part of its own. */
  random(name: string): Random {
    return Random.of(this.seed, name);
  }

  storeFor(process: SimProcess): StateStore {
    return this.backend.open(process);
  }
}
