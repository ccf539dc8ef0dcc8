/** A line of the log, JSON, as text for people: `21:08:12.123 info  partition is ready partition=3`. */
export function textLine(json: string): string {
  const { time, level, message, ...facts } = JSON.parse(json) as Record<string, unknown>;
  const rest = Object.entries(facts).map(([name, value]) => `${name}=${shown(value)}`);
  return `${[String(time).slice(11, 23), String(level).padEnd(5), String(message), ...rest].join(' ')}\n`;
}

function shown(value: unknown): string {
  return typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}
