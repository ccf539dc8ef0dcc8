/** Exit statuses; part of what the command promises, as scripts and CI branch on them. */
export const GOOD = 0;
/** The work was done, and found errors or failing tests. */
export const FINDINGS = 1;
/** Wrong usage, or something that cannot be read or written. */
export const WRONG = 2;
/** A bug of ours; the number is EX_SOFTWARE of sysexits.h. */
export const BUG = 70;

/** The caller asked for something that makes no sense; said in one line, without a stack. */
export class WrongUsage extends Error {
  override readonly name: string = 'WrongUsage';
}
