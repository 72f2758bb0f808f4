import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keysInMemory } from '../../src/proof/keys.ts';
import type { SignedProof } from '../../src/proof/proof.ts';
import { readPublicKeys } from '../../src/proof/public-key.ts';
import { readProof } from '../../src/proof/read-proof.ts';
import { verifyProof } from '../../src/proof/verify.ts';
import { madeProof } from './made-proof.ts';

const keys = keysInMemory('2026-11-01');
const signed = keys.sign(madeProof());
const check = (proof: unknown) => verifyProof(proof as SignedProof, keys.list());

/** Every value of a JSON document except objects, by its path. */
function leavesOf(value: unknown, path: string[] = []): { path: string[]; value: unknown }[] {
  if (typeof value !== 'object' || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([name, one]) => leavesOf(one, [...path, name]));
}

function changed(path: readonly string[], value: unknown): SignedProof {
  const copy = structuredClone(signed) as never;
  const holder = path.slice(0, -1).reduce((part: Record<string, never>, name) => part[name]!, copy);
  holder[path.at(-1)!] = value as never;
  return copy;
}

function otherThan(value: unknown): unknown {
  if (typeof value === 'string') return `${value}x`;
  if (typeof value === 'number') return value + 0.000001;
  return typeof value === 'boolean' ? !value : 'x';
}

describe('an unchanged proof', () => {
  it('is genuine', async () => {
    expect(await check(signed)).toEqual({ isValid: true, key: keys.list()[0] });
  });

  it('is genuine in any layout of its JSON', async () => {
    const reversed = Object.fromEntries(Object.entries(signed).reverse());
    expect(await check(JSON.parse(JSON.stringify(reversed, null, 4)))).toMatchObject({ isValid: true });
  });
});

describe('a changed proof', () => {
  const leaves = leavesOf(signed);

  it('has some ninety fields to change', () => {
    expect(leaves.length).toBeGreaterThan(80);
  });

  it.each(leaves.map((leaf) => [leaf.path.join('.'), leaf] as const))('%s', async (_, { path, value }) => {
    expect(await check(changed(path, otherThan(value)))).toMatchObject({ isValid: false });
    expect(await check(changed(path, null === value ? 0 : null)).catch(() => null)).not.toMatchObject({
      isValid: true,
    });
  });

  it.each(leaves.map(({ path }) => [path.join('.'), path] as const))('without %s', async (_, path) => {
    const copy = structuredClone(signed) as never;
    const holder = path.slice(0, -1).reduce((part: Record<string, never>, name) => part[name]!, copy);
    delete holder[path.at(-1)!];
    // Without the fields that identify the signature, it is not a proof.
    const verification = readProof(new TextEncoder().encode(JSON.stringify(copy))).then(check);
    expect(await verification.catch(() => ({ isValid: false }))).toMatchObject({ isValid: false });
  });

  it('with one more field, at any place', async () => {
    for (const path of [['more'], ['question', 'body', 'more'], ['answer', 'more'], ['place', 'more']]) {
      expect(await check(changed(path, 1))).toMatchObject({ isValid: false, why: 'altered' });
    }
    const text = JSON.stringify(signed).replace('"signature":{', '"signature":{"more":1,');
    await expect(readProof(new TextEncoder().encode(text))).rejects.toThrow('pas une preuve');
  });

  it('with another text for the same signature bytes', async () => {
    const { value } = signed.signature;
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = letters[letters.indexOf(value.at(-1)!) + 1]!;
    for (const other of [value.slice(0, -1) + last, `${value}==`, ` ${value}`, `${value}\n`, '']) {
      expect(await check(changed(['signature', 'value'], other))).toMatchObject({ isValid: false, why: 'altered' });
    }
  });
});

describe('a proof of one place', () => {
  it('does not verify for another, even a metre away', async () => {
    const { place } = signed;
    for (const elsewhere of [
      { ...place!, lon: place!.lon + 0.00001 },
      { ...place!, address: '14 Rue de l’Exemple 62400 Béthune' },
      null,
    ]) {
      expect(await check({ ...signed, place: elsewhere })).toMatchObject({ isValid: false, why: 'altered' });
    }
  });

  it('does not accept the signature of another proof', async () => {
    const other = keys.sign(madeProof({ place: { address: null, lon: 2.63, lat: 50.52, uncertainty: 5 } }));
    expect(await check({ ...signed, signature: other.signature })).toMatchObject({ isValid: false, why: 'altered' });
  });
});

describe('the key', () => {
  it('that is unknown here is reported as unknown', async () => {
    expect(await verifyProof(keysInMemory().sign(madeProof()), keys.list())).toEqual({
      isValid: false,
      why: 'unknown-key',
    });
  });

  it('of another under the same id is refused', async () => {
    const { x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
    expect(await verifyProof(signed, [{ ...keys.list()[0]!, x: x! }])).toMatchObject({
      isValid: false,
      why: 'altered',
    });
    expect(await verifyProof(signed, [{ ...keys.list()[0]!, x: 'AA' }])).toMatchObject({
      isValid: false,
      why: 'altered',
    });
  });

  it('only verifies proofs dated within its days', async () => {
    const turned = keysInMemory('2026-01-01');
    const on = (issuedOn: string) => turned.sign(madeProof({ issuedOn }));
    const [early, first, last, late] = ['2025-12-31', '2026-01-01', '2026-06-30', '2026-07-01'].map(on);
    turned.rotate('2026-06-30');
    const verified = async (proof: SignedProof) => (await verifyProof(proof, turned.list())).isValid;
    expect([await verified(early!), await verified(first!), await verified(last!), await verified(late!)]).toEqual([
      ...[false, true, true, false],
    ]);
    expect(await verifyProof(late!, turned.list())).toEqual({ isValid: false, why: 'out-of-time' });
  });
});

describe('a file of keys', () => {
  it('is the published one', () => {
    expect(readPublicKeys(JSON.stringify({ keys: keys.list() }))).toEqual(keys.list());
  });

  it.each(['', '[]', '{}', '{"keys":[null]}', '{"keys":[{"kty":"RSA"}]}', 'null'])('is not %j', (text) => {
    expect(() => readPublicKeys(text)).toThrow(/clés publiques/);
  });
});

describe('any other file', () => {
  it.each([
    ['empty', ''],
    ['JSON that is no proof', '{"format":"perimetre-proof/2"}'],
    ['a list', '[]'],
    ['a text', 'bonjour'],
    ['half a proof', JSON.stringify(signed).slice(0, 900)],
  ])('%s is refused in a French line', async (_, text) => {
    await expect(readProof(new TextEncoder().encode(text))).rejects.toThrow(
      'Ce fichier n’est pas une preuve de Périmètre',
    );
  });

  it('is an unchanged proof or none', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify(signed));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (position, byte) => {
        const corrupt = bytes.slice();
        corrupt[position] = byte;
        const read = await readProof(corrupt).catch((error: Error) => error);
        if (read instanceof Error) return;
        const { isValid } = await check(read);
        // A changed byte may leave the document equal: white space, an escape.
        expect(isValid).toBe(JSON.stringify(read) === JSON.stringify(signed));
      }),
      { numRuns: 1500 },
    );
  });
});
