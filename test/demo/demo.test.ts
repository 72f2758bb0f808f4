import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type Examples, exampleAddresses, invitation } from '../../src/demo/examples.ts';
import { todayInParis } from '../../src/french/day.ts';
import { load } from '../../src/load.ts';
import { readPublicKeys } from '../../src/proof/public-key.ts';
import { readProof } from '../../src/proof/read-proof.ts';
import { verifyProof } from '../../src/proof/verify.ts';
import { tiers } from '../../src/situation/tier.ts';
import { perimetre } from '../commands/perimetre.ts';
import { giveIndexes } from '../world.ts';

const DEMO = join(import.meta.dirname, '..', '..', 'src', 'demo.ts');
const BANNER = 'Démonstration : adresses et QIC fictifs';
const folder = mkdtempSync(join(tmpdir(), 'perimetre-demo-'));
const real = join(folder, 'perimetre.db');
const config = readConfig({ PERIMETRE_DB: real, PERIMETRE_DEMO: '1' });

describe('a demonstration', () => {
  let server: ChildProcess;
  let origin: string;
  let examples: Examples;

  beforeAll(async () => {
    const begun = performance.now();
    const environment = { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', PERIMETRE_DB: real };
    server = spawn(process.execPath, [DEMO], { env: environment });
    const line = await new Promise<string>((resolve, reject) => {
      server.stdout!.once('data', (data) => resolve(String(data)));
      server.stderr!.once('data', (data) => reject(new Error(String(data))));
    });
    origin = `http://127.0.0.1:${JSON.parse(line).port}`;
    await json('/ready');
    console.log(`a demonstration answers ${((performance.now() - begun) / 1000).toFixed(1)} s after its command`);
    const loaded = load(config);
    examples = exampleAddresses(loaded.addresses.local!, loaded.current.zones, todayInParis());
    loaded.close();
  }, 60_000);

  afterAll(async () => {
    const exited = new Promise((resolve) => server.once('exit', resolve));
    server.kill();
    await exited;
    rmSync(folder, { recursive: true });
  });

  async function json(path: string, body?: object, headers: Record<string, string> = {}) {
    const answer = await fetch(`${origin}${path}`, {
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
    });
    const text = await answer.text();
    expect(text).toMatch(/^\{"demo":true[,}]/);
    return JSON.parse(text);
  }

  it('has 20 000 addresses, in all communes of the agglomeration', async () => {
    const { addresses } = await json('/ready');
    expect(addresses).toMatchObject({ provider: 'local', file: 'loaded', remote: null });
    expect(addresses.local.addresses).toBeGreaterThanOrEqual(20_000);
  });

  it('answers firmly for an address of each tier, and returns the communes of one that several have', async () => {
    expect([...examples.byTier.keys()].sort()).toEqual([...tiers].sort());
    for (const [tier, address] of examples.byTier) {
      expect(await json('/v1/address-eligibility', { address }), address).toMatchObject({ tier, certainty: 'firm' });
    }
    const { candidates, certainty } = await json('/v1/address-eligibility', { address: examples.ambiguous });
    expect(certainty).toBe('review');
    expect(new Set(candidates.map(({ city }: { city: string }) => city)).size).toBeGreaterThan(1);
  });

  it('answers for both generations, with QIC that say that they are made up', async () => {
    for (const [date, generation] of [
      ['2019-06-01', '2015'],
      ['2026-06-01', '2024'],
    ]) {
      const { features } = await json(`/v1/zones?kind=qic&date=${date}`);
      expect(features.length).toBeGreaterThan(4);
      for (const { properties } of features) {
        expect(properties).toMatchObject({ generation, name: expect.stringMatching(/ \(QIC fictif\)$/) });
        expect(properties.perimeter).toMatchObject({ status: 'indicative', source: expect.stringContaining('fictif') });
      }
    }
  });

  it('has the streets of a quarter, and the façades of the geocoder and of SIG Ville', async () => {
    const ledger = await json('/v1/zones/QIC-OISEAUX/streets');
    expect(ledger.streets.length).toBeGreaterThan(0);
    const address = examples.byTier.get('bop-147')!;
    const { features } = await json(`/search?q=${encodeURIComponent(address)}`);
    expect(features[0].properties.label).toBe(address);
  });

  it('signs proofs that are those of a demonstration only', async () => {
    const where = { address: examples.byTier.get('bop-147')! };
    const question = { where, date: '2026-06-01' };
    const { decision } = await json('/v1/eligibility', { ...question, record: true });
    const path = `/v1/decisions/${decision.reference}/proof`;
    const signed = await json(path, { question }, { accept: 'application/json' });
    expect(signed.demo).toBe(true);
    const keys = readPublicKeys(await (await fetch(`${origin}/.well-known/perimetre-keys.json`)).text());
    const file = (text: object) => new TextEncoder().encode(JSON.stringify(text));
    expect(await verifyProof(await readProof(file(signed)), keys)).toEqual({ isValid: false, why: 'demo' });
    expect(await verifyProof(await readProof(file(signed)), [])).toEqual({ isValid: false, why: 'demo' });
    const { demo: _, ...disguised } = signed;
    expect(await verifyProof(await readProof(file(disguised)), keys)).toEqual({ isValid: false, why: 'altered' });

    const saved = join(folder, 'proof.json');
    writeFileSync(saved, file(signed));
    const { code, stderr } = await perimetre(['verify', saved], real);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('preuve de démonstration, sans valeur'),
    });
  });

  it('begins each page with a banner', async () => {
    const page = await (await fetch(origin, { headers: { accept: 'text/html' } })).text();
    expect(page).toMatch(new RegExp(`<body[^>]*>\\s*<aside [^>]*><p>${BANNER}</p>`));
  });

  it('keeps a store that no service opens, and opens none of theirs', () => {
    const ofService = { ...readConfig({}), database: join(folder, 'service', 'perimetre.db') };
    mkdirSync(join(folder, 'service'));
    giveIndexes(ofService.database);
    load(ofService).close();
    expect(() => load({ ...config, database: ofService.database })).toThrow('est la base d’un service');
    expect(() => load({ ...ofService, database: config.database })).toThrow('est la base d’une démonstration');
    const withMadeUp = load({ ...ofService, addresses: config.addresses, addressProvider: 'local' });
    expect(() => withMadeUp.addresses.refresh()).toThrow('ses adresses sont fictives');
    expect(withMadeUp.addresses.local).toBeNull();
    withMadeUp.close();
  });

  it('prints for a person what to try', () => {
    const text = invitation(origin, examples, 300);
    expect(text).toContain(BANNER);
    for (const example of [origin, ...examples.byTier.values(), examples.ambiguous!]) expect(text).toContain(example);
  });
});
