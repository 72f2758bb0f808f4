import { signedBytes } from './canonical.ts';
import type { SignedProof } from './proof.ts';
import type { PublicKey } from './public-key.ts';

/**
 * Verifies that one of `keys` signed the unchanged proof while that key was in use. The proof of a demonstration is
 * never valid, whoever signed it. Runs offline, in Node and in browsers.
 */
export async function verifyProof(signed: SignedProof, keys: readonly PublicKey[]): Promise<Verification> {
  const { signature, ...proof } = signed;
  const key = keys.find(({ kid }) => kid === signature.key);
  const isDemo = proof.demo !== undefined;
  if (key === undefined) return { isValid: false, why: isDemo ? 'demo' : 'unknown-key' };
  const value = fromBase64url(signature.value);
  const x = fromBase64url(key.x);
  if (signature.algorithm !== 'Ed25519' || value === null || x === null) return { isValid: false, why: 'altered' };
  try {
    const imported = await crypto.subtle.importKey('raw', x, 'Ed25519', false, ['verify']);
    if (!(await crypto.subtle.verify('Ed25519', imported, value, signedBytes(proof)))) {
      return { isValid: false, why: 'altered' };
    }
  } catch (error) {
    if ((error as Error).name === 'NotSupportedError') throw error;
    return { isValid: false, why: 'altered' };
  }
  const { from, to } = key;
  const isOfItsTime = (from === null || from <= proof.issuedOn) && (to === null || proof.issuedOn <= to);
  if (!isOfItsTime) return { isValid: false, why: 'out-of-time' };
  return isDemo ? { isValid: false, why: 'demo' } : { isValid: true, key };
}

export type Verification =
  | { readonly isValid: true; readonly key: PublicKey }
  | {
      readonly isValid: false;
      /**
       * `altered`: the proof or its signature was changed. `out-of-time`: the key was not in use on that day. `demo`: a
       * demonstration issued it, from made-up data.
       */
      readonly why: 'unknown-key' | 'altered' | 'out-of-time' | 'demo';
    };

/** Decodes base64url; null for anything but the canonical form. */
function fromBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[\w-]*$/.test(text)) return null;
  const letters = text.replaceAll('-', '+').replaceAll('_', '/');
  let binary: string;
  try {
    binary = atob(letters);
  } catch {
    return null;
  }
  // Two texts may decode to the same bytes: only one of them was signed.
  if (btoa(binary).replace(/=+$/, '') !== letters) return null;
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}
