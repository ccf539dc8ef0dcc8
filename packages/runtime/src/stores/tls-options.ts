import type { ConnectionOptions } from 'node:tls';

/** How to reach a server through TLS. Texts in PEM. */
export interface TlsOptions {
  /** Who signs the server's certificate, where the system's own list does not say so. */
  readonly ca?: string | undefined;
  /** The client's own certificate and key, where the server asks for them. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** The name that the server's certificate is for, where it is not the host that is connected to. */
  readonly servername?: string | undefined;
  /** `false` trusts whoever answers: for tests. */
  readonly rejectUnauthorized?: boolean | undefined;
}

/** As Node takes it: what is not given must not be there at all, or it would replace Node's own default. */
export function tlsConnectionOptions(tls: TlsOptions): ConnectionOptions {
  return Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
}

const CERTIFICATE_CODES =
  /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH)/;

/** Whether the two sides could not agree on TLS, which trying again does not mend. */
export function isTlsRefusal(code: string): boolean {
  return CERTIFICATE_CODES.test(code);
}
