/** Failures of connections in words of ours, by code of Node, OpenSSL or undici; texts of a stranger are not repeated. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_DESTROYED: 'this node is closing',
  UND_ERR_CLOSED: 'this node is closing',
  UND_ERR_ABORTED: 'this node is closing',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'no whole answer in time',
  UND_ERR_HEADERS_OVERFLOW: 'its answer has too large a head',
  ENOTFOUND: 'its name has no address',
  EAI_AGAIN: 'its name cannot be looked up now',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  ETIMEDOUT: 'no connection in time',
  CERT_HAS_EXPIRED: 'its TLS certificate has expired',
  CERT_NOT_YET_VALID: 'its TLS certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its TLS certificate is for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its TLS certificate is self-signed and not the one that was enrolled',
  SELF_SIGNED_CERT_IN_CHAIN: 'its TLS certificate is of an authority that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its TLS certificate is of an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its TLS certificate is of an authority that is not trusted here',
};

export function reasonOf(error: unknown): string {
  const { code, name, message } = (error ?? {}) as { code?: unknown; name?: unknown; message?: unknown };
  if (name === 'TimeoutError') return 'no whole answer in time';
  if (code === 'refused-address') return String(message);
  const word = typeof code === 'string' ? code : 'unknown failure';
  return reasons[word] ?? `cannot be reached (${word.slice(0, 64)})`;
}
