import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from '../src/command-line.ts';
import type { Io, Output } from '../src/io.ts';

export interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export interface World {
  readonly stdin?: string | Uint8Array;
  readonly env?: Io['env'];
  readonly isTerminal?: boolean;
  /** Told of everything that is printed, as it is printed. */
  readonly onPrint?: (text: string) => void;
  readonly interrupted?: Promise<void>;
}

/** What was printed so far. */
export interface Printed {
  out: string;
  err: string;
}

/** A folder of its own for one test file, in which `nudgec` is called in this process. */
export class Workshop {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'nudgec-'));

  /** Writes files by their name below the folder. */
  write(files: Readonly<Record<string, string | Uint8Array>>): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(this.path(name)), { recursive: true });
      writeFileSync(this.path(name), content);
    }
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async nudgec(args: readonly string[], world: World = {}): Promise<Outcome> {
    const printed: Printed = { out: '', err: '' };
    const status = await main(args, this.io(printed, world));
    return { status, ...printed };
  }

  /** What a command knows of the world, for what is called without a command line. */
  io(printed: Printed, world: World = {}): Io {
    const output = (which: 'out' | 'err'): Output => ({
      isTerminal: world.isTerminal ?? false,
      columns: 80,
      write: (text) => {
        printed[which] += text;
        world.onPrint?.(text);
      },
      drained: () => Promise.resolve(),
    });
    let ticks = 0;
    return {
      cwd: this.folder,
      env: world.env ?? {},
      stdin: pieces(world.stdin ?? ''),
      stdout: output('out'),
      stderr: output('err'),
      clockMs: () => (ticks += 250),
      interrupted: () => world.interrupted ?? new Promise(() => {}),
    };
  }
}

async function* pieces(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

/** What a terminal would obey, save the end of a line. */
export const OBEYED: RegExp = /(?!\n)\p{Cc}|[\u202a-\u202e]/u;

/** The lines of an output, each as JSON. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** A small project: a cart that is left alone for an hour makes a nudge. */
export const cartProject = `module shop
event CartAdd { product: string  price: decimal }
event Order { order_id: string  amount: decimal }
user { first_name: string? @pii  country: string? }
purpose marketing
channel push { pii allowed }
channel email { pii allowed }
segment CartAbandoner {
  when did CartAdd within 24h and did not Order within 24h
  for 60m
}
metric spend = sum(Order.amount) over 24h
nudge CartRescue {
  on enter CartAbandoner
  when user.country in ["DE", "AT"]
  consent marketing
  cooldown 3d
  channel push, email
  send CartReminder { name: user.first_name ?? "friend" }
}
template CartReminder(name: string) {
  en { title "Still thinking, {name}?"  body "Your cart is waiting." }
}
source clicks {
  format csv
  user = user_id
  at = timestamp in "UTC"
  on event = "cart" -> CartAdd { product: product, price: price }
  on event = "buy" -> Order { order_id: order_id, amount: price }
}
source hooks {
  format json
  user = customer.id
  at = ts
  on kind = "cart" -> CartAdd { product: item.name, price: item.price }
}
`;
