import canonicalize from 'canonicalize';
import type { Proof } from './proof.ts';

/** The bytes that are signed: the proof as RFC 8785 writes it. Throws for a text that is no well-formed Unicode. */
export function signedBytes(proof: Proof): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalize(proof)!);
}
