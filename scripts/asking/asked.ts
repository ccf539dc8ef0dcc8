/** What the arguments of a script ask for. */
export type Asked<Request> =
  | { readonly kind: 'help' }
  | { readonly kind: 'mistake'; readonly message: string }
  | { readonly kind: 'run'; readonly request: Request };

/** What `read` makes of the arguments; what it throws is a mistake of whoever gave them. */
export function asked<Request extends object>(read: () => Request | 'help'): Asked<Request> {
  try {
    const found = read();
    return found === 'help' ? { kind: 'help' } : { kind: 'run', request: found };
  } catch (error) {
    return { kind: 'mistake', message: error instanceof Error ? error.message : String(error) };
  }
}
