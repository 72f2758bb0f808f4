import canonicalize from 'canonicalize';
import type { Proof } from './proof.ts';

/**
 * Returns the bytes to sign: the proof as canonical JSON (RFC 8785). Throws for a text that is not well-formed Unicode.
 */
export function signedBytes(proof: Proof): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalize(proof)!);
}
