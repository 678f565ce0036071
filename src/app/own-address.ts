/** Under which address peers reach this node; known from the configuration, or once it listens. */
export class OwnAddress {
  /** Scheme, host and port with a slash at the end, in the one spelling of `parsePeerUrl`; null while not known. */
  url: string | null;
  /** PEM of the authority behind its TLS certificate when that is not a public one. */
  readonly certificate: string | null;

  constructor(url: string | null = null, certificate: string | null = null) {
    this.url = url;
    this.certificate = certificate;
  }
}
