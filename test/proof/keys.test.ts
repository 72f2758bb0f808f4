import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keysIn, publicKeysIn } from '../../src/proof/keys.ts';
import { readPublicKeys } from '../../src/proof/public-key.ts';
import { verifyProof } from '../../src/proof/verify.ts';
import { madeProof } from './made-proof.ts';

let folder: string;
let keys: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perimetre-keys-'));
  keys = join(folder, 'keys');
});
afterEach(() => rmSync(folder, { recursive: true }));

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const privateKey = () => join(keys, 'private.pem');

describe('the first start', () => {
  it('creates a key that only its owner can read', () => {
    const [key, ...others] = keysIn(keys).list();
    expect(others).toEqual([]);
    expect(key).toMatchObject({ kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'EdDSA', to: null });
    expect(key!.kid).toMatch(/^[\w-]{16}$/);
    expect([modeOf(keys), modeOf(privateKey())]).toEqual(['700', '600']);
    expect(readFileSync(privateKey(), 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    expect(readdirSync(keys).sort()).toEqual([`${key!.kid}.json`, 'private.pem'].sort());
  });

  it('of several processes at once creates one key, which all use', async () => {
    const source = join(import.meta.dirname, '..', '..', 'src', 'proof', 'keys.ts');
    const code = `const { keysIn } = await import(${JSON.stringify(source)});
      process.stdout.write('ready\\n');
      process.stdin.once('data', () => { process.stdout.write(keysIn(${JSON.stringify(keys)}).list()[0].kid); process.exit(); });`;
    const starts = Array.from({ length: 6 }, () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', code]);
      let written = '';
      child.stdout.on('data', (data) => {
        written += data;
      });
      const isReady = new Promise<void>((done) => child.stdout.once('data', () => done()));
      const ended = new Promise<string>((done) => child.once('close', () => done(written.replace('ready\n', ''))));
      return { child, isReady, ended };
    });
    await Promise.all(starts.map(({ isReady }) => isReady));
    for (const { child } of starts) child.stdin.write('go');
    const kids = await Promise.all(starts.map(({ ended }) => ended));
    expect(kids[0]).toMatch(/^[\w-]{16}$/);
    expect(new Set(kids).size).toBe(1);
    expect(readdirSync(keys)).toHaveLength(2);
  });

  it('keeps the key from then on', () => {
    const [first] = keysIn(keys).list();
    expect(keysIn(keys).list()).toEqual([first]);
  });
});

describe('a private key that others can read', () => {
  it.each([0o644, 0o640, 0o604, 0o660])('of mode %i is refused, with the remedy', (mode) => {
    keysIn(keys);
    chmodSync(privateKey(), mode);
    expect(() => keysIn(keys)).toThrow(`(mode ${mode.toString(8)}) ; chmod 600 ${privateKey()}`);
  });

  it('is no longer used by a running service', () => {
    const running = keysIn(keys);
    chmodSync(privateKey(), 0o644);
    expect(() => running.sign(madeProof())).toThrow('chmod 600');
  });
});

it('a file without an Ed25519 key is refused', () => {
  keysIn(keys);
  writeFileSync(privateKey(), 'nothing');
  expect(() => keysIn(keys)).toThrow('PKCS#8 PEM');
});

it('in a read-only folder a key that exists is used', () => {
  const [key] = keysIn(keys).list();
  chmodSync(keys, 0o500);
  try {
    expect(keysIn(keys).list()).toEqual([key]);
    expect(keysIn(keys).sign(madeProof()).signature.key).toBe(key!.kid);
  } finally {
    chmodSync(keys, 0o700);
  }
});

describe('a private key without a note of its first day', () => {
  it.each([0o500, 0o700])('refuses no earlier proof, in a folder of mode %i', async (mode) => {
    const [key] = keysIn(keys).list();
    const before = keysIn(keys).sign(madeProof({ issuedOn: '2026-01-31' }));
    // As restored from a copy: the date of its file is today.
    rmSync(join(keys, `${key!.kid}.json`));
    chmodSync(keys, mode);
    try {
      for (const again of [1, 2]) {
        const list = keysIn(keys).list();
        expect(list, `start ${again}`).toEqual([{ ...key, from: null }]);
        expect(await verifyProof(before, list)).toMatchObject({ isValid: true });
        expect(readPublicKeys(JSON.stringify({ keys: list }))).toEqual(list);
      }
      expect(publicKeysIn(keys)).toEqual(keysIn(keys).list());
    } finally {
      chmodSync(keys, 0o700);
    }
  });

  it('stays known after its replacement', async () => {
    const [key] = keysIn(keys).list();
    const before = keysIn(keys).sign(madeProof({ issuedOn: '2026-01-31' }));
    rmSync(join(keys, `${key!.kid}.json`));
    const made = keysIn(keys).rotate('2030-01-01');
    expect(keysIn(keys).list()).toEqual([made, { ...key, from: null, to: '2030-01-01' }]);
    expect(await verifyProof(before, keysIn(keys).list())).toMatchObject({ isValid: true });
  });
});

describe('a rotation', () => {
  it('creates a new key; the former still verifies its signatures', async () => {
    const all = keysIn(keys);
    const before = all.sign(madeProof({ issuedOn: all.list()[0]!.from! }));
    const [former] = all.list();
    const made = all.rotate('2030-01-01');
    expect(all.list()).toEqual([made, { ...former, to: '2030-01-01' }]);
    expect(all.sign(madeProof()).signature.key).toBe(made.kid);
    expect(await verifyProof(before, all.list())).toMatchObject({ isValid: true });
    expect(modeOf(privateKey())).toBe('600');
  });

  it('keeps every former key, the latest first', () => {
    const all = keysIn(keys);
    const kids = [all.list()[0]!.kid];
    for (const day of ['2030-01-01', '2030-06-01', '2030-06-01', '2031-01-01']) kids.unshift(all.rotate(day).kid);
    const list = all.list();
    expect(list.map(({ to }) => to)).toEqual([null, '2031-01-01', '2030-06-01', '2030-06-01', '2030-01-01']);
    expect(new Set(list.map(({ kid }) => kid))).toEqual(new Set(kids));
    expect(keysIn(keys).list()).toEqual(list);
    expect(publicKeysIn(keys)).toEqual(list);
  });

  it('by another process is noticed by a running service', async () => {
    const running = keysIn(keys);
    running.sign(madeProof());
    const made = keysIn(keys).rotate('2026-11-21');
    expect(running.list()[0]).toEqual(made);
    expect(await verifyProof(running.sign(madeProof()), running.list())).toMatchObject({ isValid: true, key: made });
  });

  it('that was interrupted leaves the former key in use, as if nothing had begun', () => {
    const all = keysIn(keys);
    const [key] = all.list();
    // The former key was noted as ended, and the next one noted, but the private key was not replaced.
    writeFileSync(join(keys, `${key!.kid}.json`), JSON.stringify({ ...key, to: '2030-01-01' }));
    writeFileSync(join(keys, 'AAAAAAAAAAAAAAAA.json'), JSON.stringify({ ...key, kid: 'AAAAAAAAAAAAAAAA' }));
    expect(keysIn(keys).list()).toEqual([key]);
  });
});

it('verification alone creates nothing', () => {
  expect(publicKeysIn(keys)).toEqual([]);
  expect(existsSync(keys)).toBe(false);
});
