/** One Ed25519 key of this node (RFC 8032); the private half stays behind this interface. */
export interface Signer {
  /** SHA-256 of the public key's 32 bytes, hexadecimal. */
  readonly keyId: string;
  /** The 32 bytes, base64url without padding. */
  readonly publicKey: string;
  sign(bytes: Uint8Array): Uint8Array;
}

/** `publicKey` as in `Signer`; false for whatever is not a key or not a signature. */
export type VerifySignature = (publicKey: string, bytes: Uint8Array, signature: Uint8Array) => boolean;

/** The keys this node holds, each durable before it is given out. Which of them is in use is the node's own record. */
export interface KeyRing {
  held(): readonly Signer[];
  create(): Promise<Signer>;
}
