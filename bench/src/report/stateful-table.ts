import type { StatefulRow } from '../stateful/job.ts';
import { figure, percent, ratio } from '../table.ts';
import { markdownTable } from './markdown.ts';

export function statefulTable(rows: readonly StatefulRow[]): string {
  const ours = ({ segments, users }: StatefulRow): StatefulRow | undefined =>
    rows.find((row) => row.name === 'nudge' && row.segments === segments && row.users === users);
  return markdownTable<StatefulRow>(rows, [
    { title: 'users', cell: ({ users }) => whole(users) },
    { title: 'segments', cell: ({ segments }) => whole(segments) },
    { title: '', cell: ({ name }) => name, left: true },
    { title: 'events/s', cell: (row) => `${whole(row.eventsPerSecond)}${row.settled ? '' : ' !'}` },
    { title: 'spread', cell: ({ spread }) => percent(spread) },
    {
      title: 'time beside nudge',
      cell: (row) => (row.name === 'nudge' ? '–' : ratio(row.nsPerEvent, ours(row)?.nsPerEvent)),
    },
    { title: 'p50 µs', cell: ({ p50Us }) => figure(p50Us) },
    { title: 'p99 µs', cell: ({ p99Us }) => figure(p99Us) },
    { title: 'bytes/user', cell: ({ bytesPerUser }) => whole(bytesPerUser) },
    { title: 'stored', cell: ({ storedBytesPerUser }) => whole(storedBytesPerUser) },
    { title: 'foretold', cell: ({ foretoldBytesPerUser }) => whole(foretoldBytesPerUser) },
    { title: 'changes/event', cell: ({ changesPerEvent }) => figure(changesPerEvent) },
    { title: 'timers/event', cell: ({ timersPerEvent }) => figure(timersPerEvent) },
    { title: 'days played', cell: ({ filledDays }) => figure(filledDays) },
  ]);
}

function whole(value: number | null): string {
  return value === null ? '–' : Math.round(value).toLocaleString('en');
}
