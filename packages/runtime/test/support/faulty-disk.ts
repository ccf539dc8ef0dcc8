import type { AppendFile, Disk } from '../../src/stores/disk/disk.ts';

/** The process that asked is dead: whatever it would have done does not happen. */
export class Crashed extends Error {
  override readonly name = 'Crashed';
}

export interface Faults {
  /** All files together; what goes beyond is refused with `ENOSPC`, after a part of it was written. */
  capacityBytes?: number;
  /** Of 1: how often a `sync` fails. What it should have saved is then lost in a power loss, though it can be read. */
  syncFails?: number;
  /** Of 1: how often an operation takes long enough for others to do a hundred things. */
  stalls?: number;
}

type Pending =
  | { readonly kind: 'write'; readonly bytes: Uint8Array }
  | { readonly kind: 'truncate'; readonly length: number };

interface File {
  /** What every process sees. */
  bytes: Uint8Array;
  /** What survives a power loss for sure. */
  durable: Uint8Array;
  /** What was done since, of which any part may survive. */
  pending: Pending[];
}

interface Name {
  readonly path: string;
  readonly file: File | null;
}

/** `dying` is what still happens if the process dies in this operation. */
type Begin = (dying?: () => void) => Promise<void>;

const SECTOR = 512;

/**
 * A disk in memory, for any number of processes, that does its worst within what POSIX promises: what was not synced is
 * lost in a power loss wholly, in part or not at all; names are as unsafe as content; writes are torn and stand half in
 * the file while others read; syncs fail and forget. All by one source of randomness, so that a run can be repeated.
 */
export class FaultyDisk {
  readonly faults: Faults;
  /** Operations that were begun, of all processes. */
  operations = 0;
  private readonly random: () => number;
  private files = new Map<string, File>();
  private safeFiles = new Map<string, File>();
  /** Made and removed names since their folder was synced, in order. */
  private unsafeNames: Name[] = [];
  private folders = new Set<string>();
  private safeFolders = new Set<string>();
  private processes = new Set<{ alive: boolean }>();

  constructor(random: () => number, faults: Faults = {}) {
    this.random = random;
    this.faults = faults;
  }

  /** The disk as a new process sees it. After `crashAfter` operations of its own the process dies in the middle of one. */
  attach(crashAfter = Infinity): Disk & { kill(): void } {
    const process = { alive: true, left: crashAfter };
    this.processes.add(process);
    const begin: Begin = async (dying) => {
      this.operations++;
      await this.wait();
      if (process.alive && process.left-- <= 0) {
        process.alive = false;
        dying?.();
      }
      this.expectAlive(process);
    };
    /** The answer comes some time after the deed: a crash in between leaves it done, and unknown. */
    const end = async (): Promise<void> => {
      await this.wait();
      if (process.left <= 0 && this.random() < 0.5) process.alive = false;
      this.expectAlive(process);
    };
    return {
      kill: () => {
        process.alive = false;
      },
      makeFolder: async (folder) => {
        await begin();
        this.folders.add(folder);
        await end();
      },
      list: async (folder) => {
        await begin();
        const names = this.list(folder);
        await end();
        return names;
      },
      read: async (path) => {
        await begin();
        const bytes = this.find(path).bytes.slice();
        await end();
        return bytes;
      },
      createExclusive: async (path) => {
        await begin();
        const file = this.create(path);
        await end();
        return this.handle(file, process, begin, end);
      },
      remove: async (path) => {
        await begin();
        this.find(path);
        this.files.delete(path);
        this.unsafeNames.push({ path, file: null });
        await end();
      },
      rename: async (from, to) => {
        await begin();
        const file = this.find(from);
        this.files.delete(from);
        this.files.set(to, file);
        // In a power loss each name goes its own way: it may have both, or none.
        this.unsafeNames.push({ path: to, file }, { path: from, file: null });
        await end();
      },
      syncFolder: async (folder) => {
        await begin();
        this.saveNames(folder);
        await end();
      },
    };
  }

  /** The machine stops: all processes die, and what was not synced is left to chance. */
  powerLoss(): void {
    for (const process of this.processes) process.alive = false;
    this.processes.clear();
    // Of what was done to one name, the first few deeds survive.
    const stopped = new Set<string>();
    for (const name of this.unsafeNames) {
      if (stopped.has(name.path)) continue;
      if (this.random() < 0.5) stopped.add(name.path);
      else this.saveName(name);
    }
    this.unsafeNames = [];
    for (const folder of this.folders) if (this.random() < 0.5) this.safeFolders.add(folder);
    this.folders = new Set(this.safeFolders);
    for (const path of [...this.safeFiles.keys()]) {
      if (!this.folders.has(folderOf(path)) && folderOf(path).includes('/')) this.safeFiles.delete(path);
    }
    for (const file of this.safeFiles.values()) this.loseUnsynced(file);
    this.files = new Map(this.safeFiles);
  }

  /** Bytes of all files, as any process sees them. */
  get usedBytes(): number {
    let bytes = 0;
    for (const file of this.files.values()) bytes += file.bytes.length;
    return bytes;
  }

  /** Changes a file as a failing disk would. */
  damage(path: string, change: (bytes: Uint8Array) => Uint8Array): void {
    const file = this.find(path);
    file.bytes = change(file.bytes.slice());
    file.durable = file.bytes;
    file.pending = [];
  }

  paths(): string[] {
    return [...this.files.keys()].sort();
  }

  private handle(
    file: File,
    process: { alive: boolean },
    begin: Begin,
    end: () => Promise<void>,
  ): AppendFile {
    let open = true;
    const expectOpen = (): void => {
      if (!open) throw failure('EBADF', 'bad file descriptor');
    };
    return {
      write: async (given) => {
        expectOpen();
        // `slice` of a `Buffer` would share its memory, which the writer uses again.
        const bytes = new Uint8Array(given);
        await begin(() => this.append(file, bytes.subarray(0, this.below(bytes.length))));
        // In two pieces, between which others may read.
        const half = this.below(bytes.length + 1);
        this.appendIfRoom(file, bytes.slice(0, half));
        await this.wait();
        this.expectAlive(process);
        this.appendIfRoom(file, bytes.slice(half));
        await end();
      },
      sync: async () => {
        expectOpen();
        await begin();
        if (this.random() < (this.faults.syncFails ?? 0)) {
          // As Linux does it: the pages count as clean, so that no later sync saves them either.
          file.pending = [];
          throw failure('EIO', 'i/o error');
        }
        if (file.pending.length > 0) file.durable = replay(file.durable, file.pending);
        file.pending = [];
        await end();
      },
      truncate: async (length) => {
        expectOpen();
        await begin();
        file.bytes = file.bytes.slice(0, length);
        file.pending.push({ kind: 'truncate', length });
        await end();
      },
      close: async () => {
        open = false;
      },
    };
  }

  private list(folder: string): string[] {
    const names = [...this.files.keys(), ...this.folders]
      .filter((path) => folderOf(path) === folder && path !== folder)
      .map((path) => path.slice(folder.length + 1));
    if (names.length === 0 && !this.folders.has(folder)) throw failure('ENOENT', `no such folder: ${folder}`);
    return names;
  }

  private find(path: string): File {
    const file = this.files.get(path);
    if (file === undefined) throw failure('ENOENT', `no such file: ${path}`);
    return file;
  }

  private create(path: string): File {
    if (this.files.has(path)) throw failure('EEXIST', `there already: ${path}`);
    if (this.usedBytes >= (this.faults.capacityBytes ?? Infinity)) throw failure('ENOSPC', 'no space left');
    const file: File = { bytes: new Uint8Array(0), durable: new Uint8Array(0), pending: [] };
    this.files.set(path, file);
    this.unsafeNames.push({ path, file });
    return file;
  }

  private appendIfRoom(file: File, bytes: Uint8Array): void {
    const room = (this.faults.capacityBytes ?? Infinity) - this.usedBytes;
    if (bytes.length <= room) {
      this.append(file, bytes);
      return;
    }
    this.append(file, bytes.subarray(0, Math.max(0, room)));
    throw failure('ENOSPC', 'no space left');
  }

  private append(file: File, bytes: Uint8Array): void {
    file.bytes = concat(file.bytes, bytes);
    file.pending.push({ kind: 'write', bytes: bytes.slice() });
  }

  private saveNames(folder: string): void {
    const [here, elsewhere] = [[] as Name[], [] as Name[]];
    for (const name of this.unsafeNames) (folderOf(name.path) === folder ? here : elsewhere).push(name);
    for (const name of here) this.saveName(name);
    this.unsafeNames = elsewhere;
    for (const path of this.folders) if (folderOf(path) === folder) this.safeFolders.add(path);
  }

  private saveName({ path, file }: Name): void {
    if (file === null) this.safeFiles.delete(path);
    else this.safeFiles.set(path, file);
  }

  private loseUnsynced(file: File): void {
    const survivors = file.pending.slice(0, this.below(file.pending.length + 1));
    const last = survivors.at(-1);
    if (last?.kind === 'write') {
      survivors.pop();
      survivors.push({ kind: 'write', bytes: this.torn(last.bytes) });
    }
    file.durable = replay(file.durable, survivors);
    file.bytes = file.durable;
    file.pending = [];
  }

  /** A part of what was written: cut, and with sectors that never arrived. */
  private torn(bytes: Uint8Array): Uint8Array {
    if (this.random() < 0.3) return bytes;
    const part = bytes.slice(0, this.below(bytes.length + 1));
    for (let at = 0; at < part.length; at += SECTOR) {
      if (this.random() < 0.3) part.fill(0, at, at + SECTOR);
    }
    return part;
  }

  private expectAlive(process: { alive: boolean }): void {
    if (!process.alive) throw new Crashed('the process is dead');
  }

  /** Lets others go first, now and then for long. */
  private async wait(): Promise<void> {
    const turns = this.random() < (this.faults.stalls ?? 0) ? 100 + this.below(300) : this.below(4);
    for (let i = 0; i < turns; i++) await Promise.resolve();
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }
}

function replay(from: Uint8Array, pending: readonly Pending[]): Uint8Array {
  let bytes = from;
  for (const one of pending) {
    bytes = one.kind === 'write' ? concat(bytes, one.bytes) : bytes.slice(0, one.length);
  }
  return bytes;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}

/** Numbers in [0, 1) from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
