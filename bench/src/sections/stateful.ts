import type { Request } from '../args.ts';
import { showProgress } from '../progress.ts';
import { runJob } from '../run-job.ts';
import type { StatefulJob, StatefulName, StatefulRow } from '../stateful/job.ts';
import { makeSegments, segmentFiles } from '../stateful/segments.ts';
import { type Column, figure, percent, ratio, tableLines } from '../table.ts';
import type { Workspace } from './workspace.ts';

const SEGMENTS: readonly number[] = [10, 100, 1000, 10_000];
const NAMES: readonly StatefulName[] = ['nudge', 'ring'];
const FILL_LIMIT_MS = 1_800_000;
const QUICK_FILL_LIMIT_MS = 20_000;
/** The ring keeps a number for each user and segment; beyond so many it does not fit in this memory. */
const RING_VALUES_MAX = 2e8;

export async function measureStateful(request: Request, workspace: Workspace): Promise<StatefulRow[]> {
  const rows: StatefulRow[] = [];
  for (const users of request.users) {
    const eventsPerUserDay = request.eventsPerUserDay ?? (users < 100_000 ? 100 : 10);
    for (const segments of request.rules ?? SEGMENTS) {
      for (const name of NAMES.filter((one) => request.names?.includes(one) ?? true)) {
        if (name === 'ring' && users * segments > RING_VALUES_MAX) continue;
        showProgress(`stateful: ${name}, ${segments} segments, ${users} users`);
        const bundle = workspace.bundle(`segments-${segments}-${eventsPerUserDay}`, () =>
          segmentFiles(makeSegments(segments, eventsPerUserDay)),
        );
        const job: StatefulJob = {
          section: 'stateful',
          name,
          segments,
          users,
          eventsPerUserDay,
          bundle,
          pace: request.pace,
          fillLimitMs: request.quick ? QUICK_FILL_LIMIT_MS : FILL_LIMIT_MS,
        };
        rows.push(...(await runJob<StatefulRow>(job)));
      }
    }
  }
  return rows;
}

export function statefulText(rows: readonly StatefulRow[]): string[] {
  const ours = ({ segments, users }: StatefulRow): number | undefined =>
    rows.find((row) => row.name === 'nudge' && row.segments === segments && row.users === users)?.nsPerEvent;
  const columns: Column<StatefulRow>[] = [
    { title: 'name', cell: ({ name }) => name, left: true },
    { title: 'segments', cell: ({ segments }) => figure(segments) },
    { title: 'users', cell: ({ users }) => figure(users) },
    { title: 'events/s', cell: ({ eventsPerSecond }) => eventsPerSecond.toLocaleString('en') },
    { title: 'spread', cell: ({ spread, settled }) => `${percent(spread)}${settled ? '' : ' !'}` },
    { title: 'p50 µs', cell: ({ p50Us }) => figure(p50Us) },
    { title: 'p99 µs', cell: ({ p99Us }) => figure(p99Us) },
    { title: 'B/user', cell: ({ bytesPerUser }) => bytesPerUser.toLocaleString('en') },
    { title: 'stored', cell: ({ storedBytesPerUser }) => figure(storedBytesPerUser) },
    { title: 'foretold', cell: ({ foretoldBytesPerUser }) => figure(foretoldBytesPerUser) },
    { title: 'changes', cell: ({ changesPerEvent }) => figure(changesPerEvent) },
    { title: 'timers', cell: ({ timersFired }) => timersFired.toLocaleString('en') },
    { title: 'days', cell: ({ filledDays }) => figure(filledDays) },
    { title: 'rss MB', cell: ({ rssMB }) => figure(rssMB) },
    { title: 'beside', cell: (row) => `${ratio(row.nsPerEvent, ours(row))} nudge`, left: true },
  ];
  return [
    'stateful: an event’s bytes to changes of segments (changes: for each event; days: played before; !: still moved)',
    ...tableLines(rows, columns),
  ];
}
