import type { Bundle } from '@nudge/engine';
import { CALM, type Weather } from '../base/network.ts';
import type { Slots } from '../slots.ts';
import type { World } from '../world.ts';
import { type Fault, SERVICES, type Service } from './plan.ts';

/** Makes happen what the plan says, and ends it all when it is time for calm. */
export class Nemesis {
  isOver = false;
  private readonly world: World;
  private readonly slots: Slots;
  private readonly versions: readonly Bundle[];
  private readonly storms: Record<Service, number> = { input: 0, output: 0, store: 0 };

  constructor(world: World, slots: Slots, versions: readonly Bundle[]) {
    this.world = world;
    this.slots = slots;
    this.versions = versions;
    const { plan, timeline, group } = world;
    for (const service of SERVICES) this.setWeather(service, plan.weathers[service]);
    group.noticeMsMax = plan.noticeMsMax;
    group.lostNotices = plan.lostNotices;
    for (const fault of plan.faults) timeline.after(fault.atMs, () => this.strike(fault));
    timeline.after(plan.calmFromMs, () => this.calm());
  }

  private strike(fault: Fault): void {
    const { slots, world } = this;
    if (this.isOver) return;
    switch (fault.kind) {
      case 'kill':
        slots.kill(fault.slot, fault.restartMs);
        break;
      case 'drain':
        slots.drain(fault.slot, fault.restartMs);
        break;
      case 'abort':
        slots.abort(fault.slot);
        break;
      case 'break':
        slots.breakSource(fault.slot);
        break;
      case 'stop':
        slots.stop(fault.slot, fault.forMs);
        break;
      case 'evict':
        world.group.evictAny();
        break;
      case 'rebalance':
        world.group.rebalance('for no reason');
        break;
      case 'activate':
        this.activate(fault.version, fault.staggerMs);
        break;
      case 'storm':
        this.storm(fault.service, fault);
        break;
      case 'power':
        for (let slot = 0; slot < world.plan.slots; slot++) slots.kill(slot, fault.restartMs);
        world.trace.tell('store', 'the power is gone');
        world.backend.powerLoss();
        break;
      case 'forget':
        this.forget(fault.commits);
    }
  }

  /** Workers hear of new rules one after the other. */
  private activate(version: number, staggerMs: number): void {
    const bundle = this.versions[version % this.versions.length] as Bundle;
    this.world.bundle = bundle;
    this.slots.alive.forEach(({ process, worker }, i) => {
      this.world.timeline.after(i * staggerMs, () => process.deliver(() => worker.activate(bundle)));
    });
  }

  private storm(service: Service, { weather, forMs }: Extract<Fault, { kind: 'storm' }>): void {
    const { plan, timeline, trace } = this.world;
    trace.tell(service, `bad weather: ${JSON.stringify(weather)}`);
    this.setWeather(service, weather);
    const storm = ++this.storms[service];
    timeline.after(forMs, () => {
      if (storm === this.storms[service] && !this.isOver) this.setWeather(service, plan.weathers[service]);
    });
  }

  private setWeather(service: Service, weather: Weather): void {
    const { networks, backend } = this.world;
    if (service === 'store') backend.setWeather(weather);
    else networks[service].weather = weather;
  }

  private forget(commits: number): void {
    const { backend, histories, counts, trace } = this.world;
    histories.forEach((history, partition) => {
      const lost = backend.forget(partition, commits);
      history.goBack(lost);
      counts.forgotten += lost;
      trace.tell('store', `p${partition} has lost ${lost} commits`);
    });
  }

  private calm(): void {
    const { group, trace } = this.world;
    this.isOver = true;
    trace.tell('nemesis', 'is calm');
    for (const service of SERVICES) this.setWeather(service, CALM);
    group.noticeMsMax = 20;
    group.lostNotices = 0;
    for (const worker of this.slots.alive) this.slots.goOn(worker);
    for (let slot = 0; slot < this.world.plan.slots; slot++) this.slots.start(slot);
  }
}
