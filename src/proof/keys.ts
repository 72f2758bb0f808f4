import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { todayInParis } from '../french/day.ts';
import { signedBytes } from './canonical.ts';
import type { Proof, SignedProof } from './proof.ts';
import type { PublicKey } from './public-key.ts';

/** The private key that signs proofs, and the public keys that verify them. */
export interface Keys {
  /** The current key and the former ones, newest first. */
  list(): readonly PublicKey[];
  sign(proof: Proof): SignedProof;
  /** Makes a new key, which signs from today on, and keeps the public key of the former one. Returns the new one. */
  rotate(today?: string): PublicKey;
}

/** Returns keys that live as long as the process, for a database in memory. */
export function keysInMemory(today = todayInParis()): Keys {
  let privateKey = newPrivateKey();
  let keys = [publicKeyOf(privateKey, today)];
  return {
    list: () => keys,
    sign: (proof) => signedBy(privateKey, proof),
    rotate(day = todayInParis()) {
      privateKey = newPrivateKey();
      const [former, ...others] = keys;
      keys = [publicKeyOf(privateKey, day), { ...former!, to: day }, ...others];
      return keys[0]!;
    },
  };
}

/** Returns the keys of a demonstration: what they sign says so. */
export function demoKeys(keys: Keys): Keys {
  return { ...keys, sign: (proof) => keys.sign({ ...proof, demo: true }) };
}

/**
 * Returns the keys of a folder: `private.pem` signs, and each `KID.json` is a public key with the days on which it
 * signed. A signing key without such a file has no known first day. A missing private key is created; when two
 * processes start at once, one creates it. A rotation by another process is noticed. Throws an Error of one French line
 * when others can read the private key. `exclusively` runs a rotation under a lock.
 */
export function keysIn(folder: string, exclusively: <T>(work: () => T) => T = (work) => work()): Keys {
  const path = join(folder, PRIVATE);
  if (!existsSync(path)) makeFirst(folder);
  const made = followed(path, () => readPrivateKey(path));
  const list = followed(path, () => readPublicKeys(folder, made()));
  list();
  return {
    list,
    sign: (proof) => signedBy(made(), proof),
    rotate: (day = todayInParis()) => exclusively(() => rotate(folder, day)),
  };
}

/** Returns the public keys of a folder for verification alone; empty when there are none. Nothing is created. */
export function publicKeysIn(folder: string): readonly PublicKey[] {
  const path = join(folder, PRIVATE);
  return readPublicKeys(folder, existsSync(path) ? readPrivateKey(path) : null);
}

const PRIVATE = 'private.pem';

function newPrivateKey(): KeyObject {
  return generateKeyPairSync('ed25519').privateKey;
}

function publicKeyOf(privateKey: KeyObject, from: string | null): PublicKey {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  const kid = createHash('sha256').update(Buffer.from(x!, 'base64url')).digest('base64url').slice(0, 16);
  return { kty: 'OKP', crv: 'Ed25519', x: x!, kid, use: 'sig', alg: 'EdDSA', from, to: null };
}

function signedBy(privateKey: KeyObject, proof: Proof): SignedProof {
  const value = sign(null, signedBytes(proof), privateKey).toString('base64url');
  return { ...proof, signature: { algorithm: 'Ed25519', key: publicKeyOf(privateKey, null).kid, value } };
}

/** Reads the file at `path` again whenever it is replaced. */
function followed<T>(path: string, read: () => T): () => T {
  let known: { readonly mark: string; readonly value: T } | undefined;
  return () => {
    const { ino, mtimeMs, mode } = statSync(path);
    const mark = `${ino} ${mtimeMs} ${mode}`;
    if (known?.mark !== mark) known = { mark, value: read() };
    return known.value;
  };
}

function readPrivateKey(path: string): KeyObject {
  const { mode } = statSync(path);
  // Windows has no file modes.
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    const shown = (mode & 0o777).toString(8);
    throw new Error(
      `${path} : d’autres que son propriétaire peuvent lire cette clé privée (mode ${shown}) ; chmod 600 ${path}`,
    );
  }
  try {
    const key = createPrivateKey(readFileSync(path));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') {
      throw new Error(`${path} : cette clé privée ne peut pas être lue par ce compte`, { cause: error });
    }
  }
  throw new Error(`${path} : une clé privée Ed25519 au format PKCS#8 PEM est attendue`);
}

/** Reads one `KID.json` a key. The private key decides which one signs, even after an interrupted rotation. */
function readPublicKeys(folder: string, privateKey: KeyObject | null): PublicKey[] {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  const keys = names.flatMap((name) => readNote(join(folder, name)));
  if (privateKey === null) return keys.sort(newestFirst);
  // Its file may have been copied here later: its date would refuse earlier signatures.
  const signing = publicKeyOf(privateKey, null);
  const noted = keys.find(({ kid }) => kid === signing.kid);
  // A noted key that was replaced before it ever signed is left out.
  const former = keys.filter(({ kid, to }) => kid !== signing.kid && to !== null).sort(newestFirst);
  return [{ ...(noted ?? signing), to: null }, ...former];
}

/** Empty when the file has disappeared meanwhile, which happens when another process started first. */
function readNote(path: string): PublicKey[] {
  try {
    return [JSON.parse(readFileSync(path, 'utf8'))];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function newestFirst(a: PublicKey, b: PublicKey): number {
  if (a.to === null || b.to === null) return a.to === null ? -1 : 1;
  return a.to === b.to ? ((a.from ?? '') < (b.from ?? '') ? 1 : -1) : a.to < b.to ? 1 : -1;
}

function makeFirst(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const privateKey = newPrivateKey();
  const key = publicKeyOf(privateKey, todayInParis());
  // Noted before it signs: afterwards its first day is unknown.
  writeKey(folder, key);
  const draft = writeDraft(folder, pemOf(privateKey), 0o600);
  try {
    // Fails when another process was first: its key is then used.
    linkSync(draft, join(folder, PRIVATE));
  } catch (error) {
    rmSync(pathOf(folder, key));
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}

/** Until the last step, the former key signs: the private key is replaced last, in one operation. */
function rotate(folder: string, today: string): PublicKey {
  const path = join(folder, PRIVATE);
  const [former] = readPublicKeys(folder, readPrivateKey(path));
  const privateKey = newPrivateKey();
  const key = publicKeyOf(privateKey, today);
  writeKey(folder, { ...former!, to: today });
  writeKey(folder, key);
  renameSync(writeDraft(folder, pemOf(privateKey), 0o600), path);
  return key;
}

function writeKey(folder: string, key: PublicKey): void {
  renameSync(writeDraft(folder, `${JSON.stringify(key, null, 2)}\n`, 0o644), pathOf(folder, key));
}

function pathOf(folder: string, { kid }: PublicKey): string {
  return join(folder, `${kid}.json`);
}

function pemOf(privateKey: KeyObject): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}

/** Writes a complete file before it gets its final name. */
function writeDraft(folder: string, text: string, mode: number): string {
  const path = join(folder, `.${randomUUID()}`);
  const file = openSync(path, 'wx', mode);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return path;
}
