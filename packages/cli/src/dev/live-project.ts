import { instantiate } from '@nudge/compiler';
import { displayLine } from '@nudge/dsl';
import type { Bundle, Manifest } from '@nudge/engine';
import { FileProblem } from '@nudge/runtime';
import { WrongUsage } from '../exit-status.ts';
import { fileProblemText } from '../file-problem-text.ts';
import { checkFilesAgain, compileProject } from '../project/compile-project.ts';
import { readProject } from '../project/read-project.ts';
import { namedSource } from '../running/event-inputs.ts';
import type { Session } from '../session.ts';

/** A project that is compiled again and again. */
export class LiveProject {
  readonly #path: string;
  readonly #source: string | null;
  readonly #session: Session;
  readonly #check = checkFilesAgain();

  constructor(path: string, source: string | null, session: Session) {
    this.#path = path;
    this.#source = source;
    this.#session = session;
  }

  /** The rules as they are in the files now; `null` if they have errors, which are printed then. Throws like a command. */
  async compile(): Promise<Bundle | null> {
    const { io } = this.#session;
    const project = compileProject(readProject(this.#path, io.cwd), this.#session, { check: this.#check });
    if (project === null) return null;
    const bundle = await instantiate(project.compiled);
    this.mappingIn(bundle.manifest);
    return bundle;
  }

  /** As `compile`, for files that may be in the middle of something: what is wrong with them is printed, too. */
  async compileAgain(): Promise<Bundle | null> {
    try {
      return await this.compile();
    } catch (error) {
      if (!(error instanceof WrongUsage || error instanceof FileProblem)) throw error;
      const { io, err } = this.#session;
      const text = error instanceof FileProblem ? fileProblemText(error, io.cwd) : displayLine(error.message);
      io.stderr.write(`${err.red('nudgec:')} ${text}\n`);
      return null;
    }
  }

  /** The qualified name of the source that maps records; `null`: they are CloudEvents. Throws `WrongUsage`. */
  mappingIn(manifest: Manifest): string | null {
    if (this.#source === null) return null;
    const { name, format } = namedSource(manifest, this.#source);
    if (format === 'json') return name;
    throw new WrongUsage(
      `\`${name}\` reads csv, and what is posted is JSON; name a source with \`format json\``,
    );
  }
}
