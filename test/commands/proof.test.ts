import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { differences } from '../../src/commands/proof/replay-command.ts';
import { readConfig } from '../../src/config.ts';
import { buildApp } from '../../src/http/app.ts';
import { load } from '../../src/load.ts';
import { readProof } from '../../src/proof/read-proof.ts';
import { replay } from '../../src/questions/replay.ts';
import { bookOf } from '../address/book.ts';
import { square } from '../shapes.ts';
import { dataFolder, giveIndexes } from '../world.ts';
import { perimetre, spawned } from './perimetre.ts';

const root = mkdtempSync(join(tmpdir(), 'perimetre-proof-'));
afterAll(() => rmSync(root, { recursive: true }));

interface Asked {
  readonly body: object;
  readonly url?: string;
  readonly show?: object;
  readonly accept?: string;
  /** Folder of rules and zones; those of the service by default. */
  readonly data?: string;
  readonly addresses?: string;
}

let stories = 0;
/** A separate store, with the file of a proof recorded there. */
async function proofOf({ body, url = '/v1/eligibility', show, accept = 'application/json', ...where }: Asked) {
  const folder = join(root, String(++stories));
  mkdirSync(folder);
  const database = join(folder, 'perimetre.db');
  giveIndexes(database);
  const { addresses = join(folder, 'none.db'), data = dataFolder } = where;
  const config = { ...readConfig({}), database, addresses, addressProvider: 'local', dataFolder: data } as const;
  const loaded = load(config);
  const app = buildApp(loaded, { logLevel: 'silent' });
  const ask = (path: string, payload: object) =>
    app.inject({ method: 'POST', url: path, payload, headers: { accept } });
  const { reference } = (await ask(url, { ...body, record: true })).json().decision;
  const proof = await ask(`/v1/decisions/${reference}/proof`, { question: body, ...(show ? { show } : {}) });
  expect(proof.statusCode).toBe(200);
  await app.close();
  loaded.close();
  const file = join(folder, accept === 'application/json' ? 'preuve.json' : 'preuve.pdf');
  writeFileSync(file, proof.rawPayload);
  return { folder, database, file, reference, run: (...args: string[]) => perimetre(args, database) };
}

const POINT = { lon: 2.6289, lat: 50.518, uncertainty: 5 };
const FCS = { where: POINT, date: '2024-10-01', schemes: ['fcs'] };
const spaced = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('perimetre verify', () => {
  it.each(['application/json', 'application/pdf'])('describes a genuine %s', async (accept) => {
    const { reference, file, run } = await proofOf({ body: FCS, accept });
    const { code, stdout, stderr } = await run('verify', file);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Preuve ${reference}, délivrée le `);
    expect(stdout).toContain('Lieu : longitude 2.6289, latitude 50.518, à 5 m près\n');
    expect(stdout).toContain('Au 2024-10-01, génération 2024 : bop-147 — dans un quartier prioritaire');
    expect(stdout).toContain('  dans QN06208M « Quartier Du Mont Liébaut », à 204,5 m de la limite\n');
    expect(stdout).toContain('  fcs : sous conditions\n');
    expect(stdout).toMatch(/\nSignature valide : clé [\w-]{16}, en service depuis le \d{4}-\d\d-\d\d\n$/);
  });

  it('describes a drawn place as drawn, and shows no declaration as sure', async () => {
    const geometry = { type: 'Polygon', coordinates: square(2.6289, 50.518, 20) };
    const drawn = await proofOf({ body: { ...FCS, where: { geometry } } });
    expect((await drawn.run('verify', drawn.file)).stdout).toContain('\nLieu : un tracé, que porte la preuve\n');
    const where = { lon: 2.6349043285889544, lat: 50.518, uncertainty: 8 };
    const stated = await proofOf({ body: { ...FCS, where, application: { streetSide: 'inner' } } });
    const { stdout } = await stated.run('verify', stated.file);
    expect(stdout).toContain('(d’après la déclaration)');
    expect(stdout).toContain('  dans QN06208M « Quartier Du Mont Liébaut »\n');
    const doubtful = await proofOf({ body: { ...FCS, where } });
    expect((await doubtful.run('verify', doubtful.file)).stdout).toContain('(à examiner : bop-147 ou ');
  });

  it('needs only the file and the keys: no database, no network', async () => {
    const { database, file, run } = await proofOf({ body: FCS });
    const keys = join(root, 'keys.json');
    writeFileSync(keys, (await run('keys', 'list', '--json')).stdout);
    rmSync(database);
    const elsewhere = join(root, 'elsewhere', 'perimetre.db');
    expect(await spawned(['verify', file, '--keys', keys], elsewhere)).toMatchObject({ code: 0, stderr: '' });
    const { code, stderr } = await spawned(['verify', file], elsewhere);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^perimetre : signature non vérifiée : la clé [\w-]{16} n’est pas connue ici ; --keys /);
    expect(existsSync(join(root, 'elsewhere'))).toBe(false);
  });

  it('reports an altered document, without its content', async () => {
    const { file, run } = await proofOf({ body: FCS });
    writeFileSync(file, readFileSync(file, 'utf8').replace('"verdict":"conditional"', '"verdict":"yes"'));
    expect(await run('verify', file)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'perimetre : signature non valide : ce document a été modifié depuis qu’il a été délivré\n',
    });
  });

  it('reports that a proof hides its place', async () => {
    const { file, run } = await proofOf({ body: FCS, show: { place: false } });
    const { code, stdout } = await run('verify', file);
    expect(code).toBe(0);
    expect(stdout).toContain('Lieu non indiqué : cette preuve ne dit rien d’une adresse particulière\n');
  });

  it('explains the alternative to a user who may not read the keys of this installation', async () => {
    const { folder, database, file, run } = await proofOf({ body: FCS });
    const keys = join(folder, 'keys.json');
    writeFileSync(keys, (await run('keys', 'list', '--json')).stdout);
    // Tests may run as root, who can read everything; otherwise the folder is closed to all.
    const isRoot = process.getuid?.() === 0;
    const account = isRoot ? { uid: 65_534 } : {};
    chmodSync(root, 0o755);
    if (!isRoot) chmodSync(join(folder, 'keys'), 0);
    try {
      const refused = await spawned(['verify', file], database, account);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toBe(
        `perimetre : ${folder}/keys : ce compte ne peut pas lire les clés de cette installation ; --keys donne ` +
          `les clés publiques, telles que les publie /.well-known/perimetre-keys.json\n`,
      );
      expect(await spawned(['verify', file, '--keys', keys], database, account)).toMatchObject({ code: 0 });
    } finally {
      chmodSync(join(folder, 'keys'), 0o700);
    }
  });

  it.each([
    ['no file', [], 'le fichier d’une preuve, PDF ou JSON, était attendu'],
    ['a file that is not there', ['/nowhere.pdf'], '/nowhere.pdf : ce fichier ne se lit pas (ENOENT)'],
    ['another file', [join(dataFolder, 'zones.yaml')], 'Ce fichier n’est pas une preuve de Périmètre'],
    ['another JSON', [join(dataFolder, '..', 'package.json')], 'Ce fichier n’est pas une preuve de Périmètre'],
  ])('refuses %s', async (_, args, message) => {
    const { code, stderr } = await perimetre(['verify', ...args], join(root, 'none.db'));
    expect(code).toBe(1);
    expect(stderr).toContain(`perimetre : ${message}`);
  });
});

describe('perimetre keys', () => {
  it('rotates, lists, and still verifies the signatures of the former key', async () => {
    const { file, run } = await proofOf({ body: FCS });
    const { stdout: before } = await run('keys', 'list');
    expect(before).toMatch(/^\* [\w-]{16} {2}depuis le \d{4}-\d\d-\d\d\n$/);
    const { stdout: made } = await run('keys', 'rotate');
    const [first, second, ...others] = (await run('keys', 'list')).stdout.split('\n');
    expect(`${first}\n`).toBe(made);
    expect(second).toMatch(new RegExp(`^ {2}${before.slice(2, 18)} {2}du .* au \\d{4}-\\d\\d-\\d\\d$`));
    expect(others).toEqual(['']);
    const { code, stdout } = await run('verify', file);
    expect(code).toBe(0);
    expect(stdout).toContain(`Signature valide : clé ${before.slice(2, 18)}, en service du `);
  });

  it('refuses a private key that others can read', async () => {
    const { database, run } = await proofOf({ body: FCS });
    const path = join(database, '..', 'keys', 'private.pem');
    chmodSync(path, 0o644);
    const { code, stderr } = await run('keys', 'list');
    expect(code).toBe(1);
    expect(stderr).toContain(`chmod 600 ${path}`);
  });
});

describe('perimetre replay', () => {
  it('gives the same answer under the same versions', async () => {
    const { file, run } = await proofOf({ body: { ...FCS, schemes: undefined } });
    const { code, stdout } = await run('replay', file);
    expect(code).toBe(0);
    expect(stdout).toContain('\nSous ses propres versions : même réponse\n  inchangés : adulte-relais, ');
    expect(stdout).toMatch(/\nAujourd’hui, mêmes données \(.*\), mêmes règles \(.*\) : même réponse\n/);
  });

  it('shows the differences due to other rules, verdict by verdict', async () => {
    const data = join(root, 'former-rules');
    cpSync(dataFolder, data, { recursive: true });
    const edit = (name: string, from: string, to: string) => {
      const path = join(data, 'rules', name);
      const text = readFileSync(path, 'utf8');
      expect(text).toContain(from);
      writeFileSync(path, text.replaceAll(from, to));
    };
    edit(
      'fcs.yaml',
      '{ zone: qpv, inside: true, verdict: conditional }',
      '{ zone: qpv, inside: true, verdict: review }',
    );
    edit('adulte-relais.yaml', '{ value: 26, unit: years', '{ value: 28, unit: years');
    const schemes = ['fcs', 'adulte-relais', 'cite-educative'];
    const { file, run } = await proofOf({ body: { ...FCS, schemes }, data });
    const { code, stdout } = await run('replay', file);
    expect(code).toBe(0);
    const [, own, now] = stdout.split(/^(?=Sous ses propres|Aujourd’hui)/m);
    expect(own).toBe('Sous ses propres versions : même réponse\n  inchangés : fcs, adulte-relais, cite-educative\n');
    expect(now).toMatch(/^Aujourd’hui, mêmes données \(.*\), règles \S+ au lieu de \S+ : réponse différente\n/);
    expect(now).toContain('\n  fcs : à examiner → sous conditions\n');
    expect(spaced(now!)).toContain(
      '\n  adulte-relais : sous conditions, inchangé\n    − Vérifier que le candidat a au moins 28 ans à l’embauche.\n',
    );
    expect(spaced(now!)).toContain('\n    + Vérifier que le candidat a au moins 26 ans à l’embauche.\n');
    expect(now).toContain('\n  inchangés : cite-educative\n');
  });

  it.each([
    { url: '/v1/eligibility', body: FCS },
    { url: '/v1/adulte-relais', body: { residence: POINT, hiringDate: '2024-10-01', ageConditionMet: true } },
    { url: '/v1/address-eligibility', body: { address: '12 rue de l’Exemple 62400 Béthune', scheme: 'fcs' } },
  ])('reports a scheme that no longer exists ($url)', async (asked) => {
    const scheme = asked.url === '/v1/adulte-relais' ? 'adulte-relais' : 'fcs';
    const book = await bookOf([
      { number: 12, street: 'Rue de l’Exemple', city: 'Béthune', citycode: '62119', postcode: '62400', ...POINT },
    ]);
    try {
      const { database, file } = await proofOf({ ...asked, addresses: book.path });
      const data = mkdtempSync(join(root, 'fewer-rules-'));
      cpSync(dataFolder, data, { recursive: true });
      rmSync(join(data, 'rules', `${scheme}.yaml`));
      const proof = await readProof(readFileSync(file));
      const config = { ...readConfig({}), database, addresses: book.path, addressProvider: 'local' } as const;
      const loaded = load({ ...config, dataFolder: data });
      try {
        const { then, now } = await replay(proof, loaded);
        expect(then.answer.verdicts).toEqual(proof.answer.verdicts);
        expect(now.answer).toMatchObject({ tier: proof.answer.tier, verdicts: [] });
        const lines = differences(then.answer, now.answer);
        expect(lines).toEqual([expect.stringMatching(`^  ${scheme} : .* → ce dispositif n’est plus dans les règles$`)]);
      } finally {
        loaded.close();
      }
    } finally {
      book.remove();
    }
  });

  it('shows the differences due to other perimeters', async () => {
    const body = { ...FCS, where: { lon: 2.64, lat: 50.545 } };
    const { folder, file, run } = await proofOf({ body });
    const qic = join(folder, 'qic.geojson');
    const feature = {
      type: 'Feature',
      properties: { nom: 'Catorive', insee: '62119' },
      geometry: { type: 'Polygon', coordinates: square(2.64, 50.545, 100) },
    };
    writeFileSync(qic, JSON.stringify({ type: 'FeatureCollection', features: [feature] }));
    const asked = ['--generation', '2024', '--kind', 'qic', '--status', 'official', '--commit'];
    expect(await run('zones', 'import', qic, ...asked)).toMatchObject({ code: 0 });
    const { code, stdout } = await run('replay', file);
    expect(code).toBe(0);
    const [, own, now] = stdout.split(/^(?=Sous ses propres|Aujourd’hui)/m);
    expect(own).toContain('même réponse');
    expect(now).toMatch(/^Aujourd’hui, données \S+ au lieu de \S+, mêmes règles \(.*\) : réponse différente\n/);
    expect(now).toContain('\n  situation : unknown → fcs-only\n');
    expect(now).toContain('\n  quartiers : aucun → dans QIC-CATORIVE « Catorive »\n');
    expect(now).toContain('\n  fcs : à examiner (sous conditions ou à examiner) → sous conditions\n');
  });

  it('fails where its versions are missing, and names them', async () => {
    const data = join(root, 'other-rules');
    cpSync(dataFolder, data, { recursive: true });
    const rules = join(data, 'rules', 'fcs.yaml');
    writeFileSync(rules, `${readFileSync(rules, 'utf8')}\n# of before\n`);
    const { file } = await proofOf({ body: FCS, data });
    const { run } = await proofOf({ body: FCS });
    const { rulesVersion } = JSON.parse(readFileSync(file, 'utf8'));
    const { code, stderr } = await run('replay', file);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `perimetre : les règles ${rulesVersion}, sous lesquelles la preuve est faite, ne sont pas ici\n`,
    });
  });

  it('explains that the signature of another service cannot be verified', async () => {
    const { file } = await proofOf({ body: FCS });
    const { run } = await proofOf({ body: FCS });
    const { code, stdout } = await run('replay', file);
    expect(code).toBe(0);
    expect(stdout).toContain('Attention : cette installation ne peut pas vérifier la signature.\n');
  });

  it('refuses an altered proof, and one that hides a part of its question', async () => {
    const { file, run } = await proofOf({ body: FCS });
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('2.6289', '2.6288'));
    expect((await run('replay', file)).stderr).toContain('ce document a été modifié');
    const placeless = await proofOf({ body: FCS, show: { place: false } });
    expect(await placeless.run('replay', placeless.file)).toMatchObject({
      code: 1,
      stderr: 'perimetre : cette preuve ne dit pas le lieu : la question ne peut pas être posée de nouveau\n',
    });
    const body = { ...FCS, application: { applicant: 'association' } };
    const factless = await proofOf({ body, show: { facts: false } });
    expect((await factless.run('replay', factless.file)).stderr).toContain('ne dit pas les faits de la demande');
  });

  describe('of an address', () => {
    const row = { number: 12, street: 'Rue de l’Exemple', city: 'Béthune', citycode: '62119', postcode: '62400' };
    const home = { ...row, lon: 2.6289, lat: 50.518 };
    const asked: readonly Asked[] = [
      { body: { ...FCS, where: { address: '12 rue de l’Exemple 62400 Béthune' } } },
      {
        url: '/v1/address-eligibility',
        body: { address: '12 rue de l’Exemple 62400 Béthune', scheme: 'fcs', date: '2024-10-01' },
      },
    ];

    /** Replays with another file of addresses than the one that answered, or with none. */
    async function replayedWith(one: Asked, rows: Parameters<typeof bookOf>[0] | null) {
      const book = await bookOf([home]);
      const { folder, file, run } = await proofOf({ ...one, addresses: book.path });
      book.remove();
      const path = join(folder, 'addresses.db');
      if (rows) {
        const other = await bookOf(rows);
        renameSync(other.path, path);
        other.remove();
      }
      vi.stubEnv('PERIMETRE_ADDRESSES', path);
      return run('replay', file);
    }

    it.each(asked)('keeps its position when the file agrees ($url)', async (one) => {
      const { code, stdout } = await replayedWith(one, [home]);
      expect(code).toBe(0);
      expect(stdout).not.toMatch(/fichier d’adresses/);
    });

    it.each(asked)('keeps the position of the proof when the file has another, and reports it ($url)', async (one) => {
      const { code, stdout } = await replayedWith(one, [{ ...home, lon: 2.7, lat: 50.6 }]);
      expect(code).toBe(0);
      expect(stdout).toContain(
        'Le fichier d’adresses place cette adresse ailleurs depuis : le point de la preuve est repris.\n',
      );
      expect(stdout).toContain('Sous ses propres versions : même réponse\n');
    });

    it.each(asked)('keeps the position of the proof when the file no longer has the address ($url)', async (one) => {
      for (const rows of [[{ ...home, street: 'Avenue de Nulle Part' }], null]) {
        const { code, stdout } = await replayedWith(one, rows);
        expect(code).toBe(0);
        expect(stdout).toContain(
          'L’adresse n’est pas dans le fichier d’adresses d’ici : seul le point de la preuve est repris.\n',
        );
      }
    });
  });
});
