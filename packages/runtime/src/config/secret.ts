import { inspect } from 'node:util';

/** Stands wherever a secret would be printed. */
export const MASK = '••••••';

/** A password or key. Whatever prints or serialises it gets a mask; who needs it says so with `reveal`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }
}

// What `console.log` and Node's own report of an error print.
Object.defineProperty(Secret.prototype, inspect.custom, { value: (): string => MASK });

/** A URL without what it says about a user. */
export function maskUrl(text: string): string {
  return text.replace(/\/\/[^/?#]*@/, `//${MASK}@`);
}
