import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadContacts } from '../../src/rules/contacts.ts';
import { openService } from '../http/service.ts';
import { perimetre } from './perimetre.ts';

const folder = mkdtempSync(join(tmpdir(), 'perimetre-contacts-'));
afterAll(() => rmSync(folder, { recursive: true }));

function table(text: string): string {
  const path = join(folder, 'contacts.yaml');
  writeFileSync(path, text);
  return path;
}

const services = new Map([
  ['caf', { code: 'caf', label: 'La Caf' }],
  ['drac', { code: 'drac', label: 'La DRAC' }],
]);

describe('the table of contacts', () => {
  it('gives what is filled in, and null for the rest', () => {
    const path = table('caf: {name: Accueil, phone: "03 00 00 00 00", mail: caf@example.org}\ndrac: {name: ""}\n');
    expect([...loadContacts(path, services)]).toEqual([
      ['caf', { name: 'Accueil', phone: '03 00 00 00 00', mail: 'caf@example.org', page: null }],
      ['drac', { name: null, phone: null, mail: null, page: null }],
    ]);
    expect(loadContacts(null, services).size).toBe(0);
  });

  it.each([
    ['mairie: {name: Mairie}', /contacts\.yaml : mairie : l’un de ces services était attendu : caf, drac$/],
    ['caf: {phone: 0321000000}', /contacts\.yaml : caf\.phone : un numéro de téléphone entre guillemets/],
    ['caf: {mail: nobody}', /contacts\.yaml : caf\.mail : une adresse de courriel était attendue$/],
    ['caf: {page: "javascript:alert(1)"}', /contacts\.yaml : caf\.page : une adresse en http:\/\/ ou https:\/\//],
    ['caf: {fax: "1"}', /contacts\.yaml : .*fax/],
    ['- caf', /contacts\.yaml : /],
  ])('refuses « %s » with one line', (text, message) => {
    expect(() => loadContacts(table(text), services)).toThrow(message);
    expect(() => loadContacts(table(text), services)).not.toThrow(/\n/);
  });

  it('that is stated and missing stops the start', () => {
    expect(() => loadContacts(join(folder, 'none.yaml'), services)).toThrow(/none\.yaml : le fichier manque$/);
  });
});

describe('GET /v1/contacts', () => {
  it('lists every service that verdicts name, with what the operator gave', async () => {
    const contact = { name: 'Accueil', phone: null, mail: 'ville@example.org', page: null };
    const service = openService({}, (loaded) => ({ ...loaded, contacts: new Map([['agglomeration', contact]]) }));
    const { contacts } = (await service.app.inject('/v1/contacts')).json();
    await service.close();
    expect(contacts).toContainEqual({
      code: 'agglomeration',
      label: 'Le service politique de la ville de l’agglomération',
      ...contact,
    });
    expect(contacts).toContainEqual(expect.objectContaining({ code: 'caf', name: null, phone: null, page: null }));
  });
});

describe('perimetre check', () => {
  it('lists what the operator has still to fill in, and exits 2', async () => {
    const { code, stdout, stderr } = await perimetre(['check'], ':memory:');
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(stdout).toContain('PERIMETRE_PUBLISHER : qui publie le service (mentions légales, preuves)\n');
    expect(stdout).toContain(
      'contact agglomeration (Le service politique de la ville de l’agglomération) : nom (name), téléphone (phone), ' +
        'courriel (mail), page (page)\n',
    );
    expect(stdout).toMatch(/\d+ points à renseigner\.\n$/);
  });
});
