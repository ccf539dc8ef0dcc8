/** @typedef {import('./state.mjs').ServiceProcess} ServiceProcess */

/**
 * Where a service makes itself at home: `folder` is its own and empty, `tls` holds the certificates.
 *
 * @typedef {{
 *   readonly folder: string, readonly tls: string, readonly user: string, readonly password: string,
 *   readonly choosePort: import('./ports.mjs').ChoosePort, readonly brokers: number,
 * }} Place
 */

/**
 * `make` writes the settings and empty data; `isReady` says whether one of its processes serves.
 * `quit` ends a process together with its children, whatever becomes of the data; `stop` is the way it likes to go.
 * `attempts` is more than one where a killed process leaves children that hold its data for a moment.
 *
 * @template Address
 * @typedef {{
 *   readonly make: (place: Place) => Promise<{ address: Address, processes: Record<string, Launch> }>,
 *   readonly isReady: (address: Address, name: string) => Promise<boolean>,
 *   readonly quit: NodeJS.Signals, readonly stop: NodeJS.Signals, readonly attempts: number,
 * }} Service
 */

/** @typedef {Pick<ServiceProcess, 'file' | 'args' | 'cwd' | 'user'>} Launch */

export {};
