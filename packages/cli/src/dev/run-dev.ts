import { resolve } from 'node:path';
import { displayLine } from '@nudge/dsl';
import { type Bundle, formatInstant, type Manifest } from '@nudge/engine';
import { systemClock } from '@nudge/runtime';
import { FINDINGS, GOOD } from '../exit-status.ts';
import { checkInputs } from '../running/check-inputs.ts';
import type { Session } from '../session.ts';
import { changesOf } from '../testing/watch-files.ts';
import { type DevServer, startServer } from './dev-server.ts';
import { exampleEvent, exampleRecord } from './example-event.ts';
import { curlText, helpPage } from './help-page.ts';
import { LiveProject } from './live-project.ts';
import { LiveRules } from './live-rules.ts';
import { openStore } from './open-store.ts';
import { postFiles } from './post-files.ts';
import { postedRecords } from './posted-records.ts';
import { type LineFormat, rowPrinter } from './row-printer.ts';
import { UserTimelines } from './user-timelines.ts';

export interface DevOptions {
  readonly path: string;
  readonly host: string;
  readonly port: number;
  /** What maps the records; `null`: nothing, they are CloudEvents. */
  readonly source: string | null;
  readonly events: readonly string[];
  /** An absolute path; `null`: memory. */
  readonly store: string | null;
  readonly format: LineFormat;
}

/** Runs until Ctrl-C. */
export async function runDev(options: DevOptions, session: Session): Promise<number> {
  const { io } = session;
  checkInputs(options.events, undefined, null, io.cwd);
  const end = new End(io.interrupted());
  // Watching begins before the first look, so that what is saved during it is not missed.
  const changes = changesOf([resolve(io.cwd, options.path)], end.came);
  try {
    const project = new LiveProject(options.path, options.source, session);
    const bundle = await project.compile();
    if (bundle === null) return FINDINGS;
    await serve(options, session, project, bundle, changes, end.came);
    return GOOD;
  } finally {
    end.come();
    // Lets go of the watchers where nobody has come to listen to them.
    for await (const _ of changes);
  }
}

async function serve(
  options: DevOptions,
  session: Session,
  project: LiveProject,
  first: Bundle,
  changes: AsyncIterable<void>,
  end: Promise<void>,
): Promise<void> {
  const { io, err } = session;
  const say = (text: string): void => io.stderr.write(`${err.dim(displayLine(text))}\n`);
  const timelines = new UserTimelines();
  const print = rowPrinter(options.format, session);
  let bundle = first;
  const mapping = project.mappingIn(first.manifest);
  const live = new LiveRules({
    bundle,
    mapping,
    store: await openStore(options.store, say),
    onRow: (row) => {
      timelines.add(row);
      print(row);
    },
    onProblem: (what, error) => {
      io.stderr.write(`${err.yellow('warning:')} ${displayLine(`${what}: ${error.message}`)}\n`);
    },
  });
  const example = (): object => exampleOf(bundle.manifest, mapping);
  let server: DevServer | null = null;
  await live.start();
  try {
    server = await startServer({
      ...options,
      post: (body, contentType) => {
        const nowMs = systemClock.now();
        return live.post(postedRecords(body, { contentType, nowMs: mapping === null ? nowMs : null }), nowMs);
      },
      userOf: (tenant, user) => timelines.of(tenant, user),
      help: (url) => helpPage(url, example()),
    });
    say(`compiled ${options.path} (${shortHash(bundle)})`);
    say(`listening on ${server.url}, Ctrl-C to stop; try:`);
    io.stderr.write(`  ${displayLine(curlText(server.url, example()))}\n`);
    const work = postFiles(options.events, live, io, say).then(follow);
    // What the work still fails of after the end interests nobody.
    await Promise.race([end, live.finished, work]);
  } finally {
    await server?.close();
    await live.stop();
  }

  async function follow(): Promise<void> {
    for await (const _ of changes) {
      const next = await project.compileAgain();
      if (next === null) say('the rules from before go on');
      else if (next.manifest.hash === bundle.manifest.hash) say('saved: the rules are the same');
      else {
        bundle = next;
        live.activate(next);
        say(`saved: these rules hold from the next event on (${shortHash(next)})`);
      }
    }
  }
}

function exampleOf(manifest: Manifest, mapping: string | null): object {
  const source = manifest.sources.find(({ name }) => name === mapping);
  if (source === undefined) return exampleEvent(manifest);
  return exampleRecord(source, manifest, formatInstant(systemClock.now()));
}

function shortHash({ manifest }: Bundle): string {
  return manifest.hash.slice(0, 12);
}

/** The end comes from outside, or because something went wrong inside. */
class End {
  readonly came: Promise<void>;
  come: () => void = () => {};

  constructor(outside: Promise<void>) {
    this.came = new Promise((resolve) => {
      this.come = resolve;
      void outside.then(resolve);
    });
  }
}
