/** What `GET /` says; it is also how one learns what may be posted. */
export function helpPage(url: string, example: object): string {
  return `nudgec dev: these rules run here, live.

  POST /events        one event, an array of events, or one a line (application/x-ndjson)
  GET  /users/<user>  what happened to a user since the start (?tenant=… for one of a tenant)

An event without a \`time\` happens now.

${curlText(url, example)}
`;
}

/** A command that can be copied into a shell. */
export function curlText(url: string, example: object): string {
  const body = JSON.stringify(example).replaceAll("'", "'\\''");
  return `curl ${url}/events -H 'content-type: application/json' -d '${body}'`;
}
