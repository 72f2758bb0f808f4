/** A public key as in `/.well-known/perimetre-keys.json` (RFC 8037), with the days on which it signed. */
export interface PublicKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  /** base64url */
  readonly x: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'EdDSA';
  /** `YYYY-MM-DD`; null where the first day is unknown: no signature is then too early. */
  readonly from: string | null;
  /** Day of its replacement; null for the current key. */
  readonly to: string | null;
}

/** Parses a file of this form, `{keys: […]}`. Throws an Error of one French line for anything else. */
export function readPublicKeys(text: string): PublicKey[] {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Error('les clés publiques sont attendues en JSON, comme les donne /.well-known/perimetre-keys.json');
  }
  const { keys } = (file ?? {}) as { keys?: unknown };
  if (!Array.isArray(keys) || !keys.every(isPublicKey)) {
    throw new Error('ce fichier n’est pas une liste de clés publiques, {"keys": [{"kty": "OKP", …}]}');
  }
  return keys;
}

function isPublicKey(key: Partial<PublicKey> | null): key is PublicKey {
  return (
    typeof key === 'object' &&
    key?.kty === 'OKP' &&
    key.crv === 'Ed25519' &&
    [key.x, key.kid].every((text) => typeof text === 'string') &&
    [key.from, key.to].every((day) => day === null || typeof day === 'string')
  );
}
