/**
 * Something about a file that its owner has to put right: it is not there, cannot be read or written, or is damaged.
 * Files fail in the middle of streams, where there is no value to return, so this one is thrown; whoever talks to
 * people catches it and prints `message`, which names the file.
 */
export class FileProblem extends Error {
  override readonly name: string = 'FileProblem';
  readonly path: string;
  /** The message without the path, for a host that shows paths in its own way. */
  readonly what: string;

  constructor(path: string, what: string) {
    super(`${path}: ${what}`);
    this.path = path;
    this.what = what;
  }
}

const explanations: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EISDIR: 'is a folder, not a file',
  ENOTDIR: 'part of the path is a file, not a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EMFILE: 'too many open files',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
  ERR_FS_FILE_TOO_LARGE: 'is too large to be read at once',
  ERR_STRING_TOO_LONG: 'is too large to be read at once',
  Z_BUF_ERROR: 'the gzip data ends in the middle',
  Z_DATA_ERROR: 'the gzip data is damaged',
};

/** An error of the file system or of zlib as a problem of `path`; anything else is a bug and comes back unchanged. */
export function asFileProblem(path: string, error: unknown): unknown {
  if (error instanceof FileProblem || !(error instanceof Error)) return error;
  const code = (error as NodeJS.ErrnoException).code;
  if (typeof code !== 'string') return error;
  const known = explanations[code];
  if (known !== undefined) return new FileProblem(path, known);
  // The rest of what open(2), read(2) and zlib may say has a code of capitals; errors of JavaScript have `ERR_…`.
  return /^(?:E[A-Z0-9]+|Z_[A-Z_]+)$/.test(code) ? new FileProblem(path, error.message) : error;
}
