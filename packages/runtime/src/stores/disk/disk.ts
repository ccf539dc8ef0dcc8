/**
 * All that the store on disk asks of a file system, so that a simulator can give it one that loses what was not synced,
 * tears writes and fills up. Errors carry a `code` as those of Node do (`ENOENT`, `EEXIST`, `ENOSPC`, …).
 */
export interface Disk {
  /** Makes a folder and those above it, for the owner only; nothing happens when it is there. */
  makeFolder(folder: string): Promise<void>;
  /** The names in a folder, in no order. `ENOENT`: there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** The whole file. */
  read(path: string): Promise<Uint8Array>;
  /** A new file, for the owner only, to append to. `EEXIST`: the name is taken; of several that try, one succeeds. */
  createExclusive(path: string): Promise<AppendFile>;
  remove(path: string): Promise<void>;
  /** Gives a file another name in its folder, in place of a file that has it. `ENOENT`: there is no such file. */
  rename(from: string, to: string): Promise<void>;
  /** Names that were made in the folder, also by renaming, survive a power loss once this has resolved. */
  syncFolder(folder: string): Promise<void>;
}

export interface AppendFile {
  /** Appends all the bytes. When it fails, some of them may stand in the file. */
  write(bytes: Uint8Array): Promise<void>;
  /** What was written survives a power loss once this has resolved. After a failure nothing may be concluded. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}
