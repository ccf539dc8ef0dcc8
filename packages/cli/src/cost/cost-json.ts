import type { LogSpec, PartCost } from '@nudge/engine';
import { logName } from './cost-text.ts';
import type { ProjectCost } from './project-cost.ts';

const DAY_MS = 86_400_000;

/** The same as one JSON object; bytes to expect are null where no rates were given. */
export function costJson(cost: ProjectCost): string {
  const { state, work, manifest, rules, readers, isRated } = cost;
  const part = (of: PartCost): object => ({
    fixedBytes: rounded(of.fixedBytes),
    bytesPerEvent: rounded(of.bytesPerEvent),
    expectedBytes: isRated ? rounded(of.expectedBytes) : null,
  });
  return `${JSON.stringify({
    assumptions: state.assumptions,
    unrated: isRated ? cost.unrated : [],
    total: { ...part(state.total), memoryBytes: isRated ? rounded(state.memoryBytes) : null },
    user: part(state.user),
    profile: part(state.profile),
    seenIds: part(state.seenIds),
    events: work.events.map((event, i) => ({
      ...event,
      perDay: isRated ? rounded((cost.ratesPerMs[i] ?? 0) * DAY_MS) : null,
      bytesPerEvent: rounded(state.bytesPerEvent[i] ?? 0),
    })),
    logs: state.logs.map((log, i) => ({
      name: logName(manifest.logs[i] as LogSpec, manifest),
      event: log.event,
      keeps: log.keeps,
      keptMs: log.keptMs,
      ...part(log),
      expectedEvents: isRated ? rounded(log.expectedEvents) : null,
      service: work.logs[i] ?? null,
      rules: (readers[i] ?? []).map(({ name }) => name),
    })),
    rules: rules.map((rule) => ({
      kind: rule.kind,
      name: rule.name,
      ...part(rule),
      logs: rule.logs,
      sharedWith: rule.sharedWith,
      service: rule.service,
    })),
  })}\n`;
}

function rounded(n: number): number {
  return Math.round(n * 100) / 100;
}
