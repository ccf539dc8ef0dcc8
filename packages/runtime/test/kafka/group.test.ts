import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WAIT } from '../ports/heard.ts';
import { describeClients } from './clients.ts';
import { Fixture } from './fixture.ts';

describeClients('members of a group', (client, { brokers }) => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = new Fixture(client, brokers);
    await fixture.createTopics(4);
  });
  afterEach(() => fixture.close());

  test('share the partitions; when one leaves, the other is told of all', async () => {
    const first = await fixture.listen();
    await first.heard.isAssigned([0, 1, 2, 3]);
    const second = await fixture.listen();
    await vi.waitFor(() => {
      const [mine, others] = [first.heard.assignments.at(-1) ?? [], second.heard.assignments.at(-1) ?? []];
      expect(mine).toHaveLength(2);
      expect([...mine, ...others].toSorted()).toEqual([0, 1, 2, 3]);
    }, WAIT);
    await second.source.stop();
    await first.heard.isAssigned([0, 1, 2, 3]);
  });

  test('what was lost is delivered no more, and what comes back waits for a seek', async () => {
    const values = Array.from({ length: 20 }, (_, n) => `v${n}`);
    for (const partition of [0, 1, 2, 3]) await fixture.writeValues(partition, values);
    const first = await fixture.listen();
    await first.heard.isAssigned([0, 1, 2, 3]);
    for (const partition of [0, 1, 2, 3]) first.source.seek(partition, 0);
    for (const partition of [0, 1, 2, 3]) await first.heard.hears(partition, values);
    const second = await fixture.listen();
    await vi.waitFor(() => expect(first.heard.assignments.at(-1)).toHaveLength(2), WAIT);
    await vi.waitFor(() => expect(second.heard.assignments.at(-1)).toHaveLength(2), WAIT);
    const kept = first.heard.assignments.at(-1) ?? [];
    const lost = [0, 1, 2, 3].filter((partition) => !kept.includes(partition));
    first.heard.clear();
    for (const partition of [0, 1, 2, 3]) await fixture.writeValues(partition, ['late']);
    for (const partition of kept) await first.heard.hears(partition, ['late']);
    for (const partition of lost) second.source.seek(partition, 0);
    for (const partition of lost) await second.heard.hears(partition, [...values, 'late']);
    await second.source.stop();
    await first.heard.isAssigned([0, 1, 2, 3]);
    for (const partition of kept) await fixture.writeValues(partition, ['last']);
    for (const partition of kept) await first.heard.hears(partition, ['late', 'last']);
    expect(lost.flatMap((partition) => first.heard.of(partition))).toEqual([]);
    for (const partition of lost) first.source.seek(partition, 20);
    for (const partition of lost) await first.heard.hears(partition, ['late']);
    expect([...first.heard.failures, ...second.heard.failures]).toEqual([]);
  });

  test('a topic that grows: its new partitions are with somebody, though nothing was read or asked', async () => {
    const tuning = { metadataAgeMs: 300 };
    const first = await fixture.listen({ tuning });
    await first.heard.isAssigned([0, 1, 2, 3]);
    await fixture.growInput(6);
    await first.heard.isAssigned([0, 1, 2, 3, 4, 5]);
    const second = await fixture.listen({ tuning });
    await fixture.growInput(9);
    const all = [first, second];
    await vi.waitFor(() => {
      const parts = all.flatMap(({ heard }) => heard.assignments.at(-1) ?? []);
      expect(parts.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
      expect(second.heard.assignments.at(-1)?.length).toBeGreaterThanOrEqual(4);
    }, WAIT);
    for (const { source, heard } of all)
      for (const partition of heard.assignments.at(-1) ?? []) source.seek(partition, 0);
    for (const partition of [0, 4, 8]) await fixture.writeValues(partition, [`in ${partition}`]);
    const everything = (partition: number) => all.flatMap(({ heard }) => heard.values(partition));
    await vi.waitFor(() => expect([0, 4, 8].flatMap(everything)).toEqual(['in 0', 'in 4', 'in 8']), WAIT);
    expect(all.flatMap(({ heard }) => heard.failures)).toEqual([]);
  });

  test('three come and two go: all partitions are always with somebody', async () => {
    const first = await fixture.listen();
    const second = await fixture.listen();
    const third = await fixture.listen();
    const all = [first, second, third];
    await vi.waitFor(() => {
      const parts = all.flatMap(({ heard }) => heard.assignments.at(-1) ?? []);
      expect(parts.toSorted()).toEqual([0, 1, 2, 3]);
      expect(third.heard.assignments.length).toBeGreaterThan(0);
    }, WAIT);
    await first.source.stop();
    await second.source.stop();
    await third.heard.isAssigned([0, 1, 2, 3]);
  });
});
