import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';

describe('PERIMETRE_CORS_ORIGINS', () => {
  const read = (list: string) => readConfig({ PERIMETRE_CORS_ORIGINS: list }).corsOrigins;

  it.each([
    ['', []],
    ['https://example.org', ['https://example.org']],
    [' https://example.org/ , http://localhost:5173,', ['https://example.org', 'http://localhost:5173']],
  ])('may be « %s »', (list, origins) => {
    expect(read(list)).toEqual(origins);
  });

  it.each([
    ...['https://Example.org', 'HTTPS://example.org', 'https://example.org:443', 'http://example.org:80'],
    ...['https://example.org/formulaire', 'https://example.org?a', 'https://example.org#a', 'https://*.example.org'],
    ...['https://someone@example.org', 'https://exemple-é.fr', '*', 'null', 'example.org', 'ftp://example.org'],
    ...['https://example.org, *', 'https://example.org//'],
  ])('may not be « %s », which browsers never send', (list) => {
    expect(() => read(list)).toThrow(
      /^réglage invalide : PERIMETRE_CORS_ORIGINS : des origines telles que les navigateurs les envoient/,
    );
  });
});

describe('PERIMETRE_PUBLIC_URL', () => {
  const read = (url: string) => readConfig({ PERIMETRE_PUBLIC_URL: url }).publicUrl;

  it.each([
    ['', null],
    ['https://perimetre.example.org/', 'https://perimetre.example.org'],
    ['https://example.org/perimetre//', 'https://example.org/perimetre'],
  ])('may be « %s »', (url, kept) => {
    expect(read(url)).toBe(kept);
  });

  it.each([
    ...['https://example.org/?from=proof', 'https://example.org?', 'https://example.org/#top', 'https://example.org#'],
    ...['https://someone:secret@example.org', 'example.org', 'ftp://example.org'],
  ])('may not be « %s », to which no path can be added', (url) => {
    expect(() => read(url)).toThrow(/^réglage invalide : PERIMETRE_PUBLIC_URL : une adresse .* était attendue/);
  });
});

describe('every variable', () => {
  it.each([
    ['PORT', 'http', 'un numéro de port de 0 à 65 535 était attendu'],
    ['PORT', ' ', 'un numéro de port de 0 à 65 535 était attendu'],
    ['PORT', '0x50', 'un numéro de port de 0 à 65 535 était attendu'],
    ['PORT', '80.5', 'un numéro de port de 0 à 65 535 était attendu'],
    ['PORT', '65536', 'un numéro de port de 0 à 65 535 était attendu'],
    ['PERIMETRE_RETENTION_DAYS', '0', 'un nombre de jours de 1 à 36 500 était attendu'],
    ['PERIMETRE_CSV_LIMIT', '-1', 'un nombre d’octets de 1 à 9 007 199 254 740 991 était attendu'],
    [
      ...(['ADDRESS_PROVIDER', 'ban'] as const),
      'local, geoplateforme, local-then-geoplateforme, off : l’une de ces valeurs était attendue',
    ],
    ['PERIMETRE_LOG_LEVEL', 'trace', /^fatal, error, warn, info, debug, silent : l’une/],
    ['PERIMETRE_BASEMAP', 'osm', 'plain, ign : l’une de ces valeurs était attendue'],
    ['GEOPLATEFORME_URL', 'ftp://example.org', 'une adresse en http:// ou https:// était attendue'],
  ])('%s=%s is refused with the expected value, in one French line', (name, value, expected) => {
    let message = '';
    try {
      readConfig({ [name]: value });
    } catch (error) {
      ({ message } = error as Error);
    }
    const [title, variable, ...rest] = message.replaceAll('\u202f', ' ').split(' : ');
    expect([title, variable]).toEqual(['réglage invalide', name]);
    expect(rest.join(' : ')).toMatch(expected);
  });

  it('that is wrong is listed with the others', () => {
    expect(() => readConfig({ PORT: '-1', PERIMETRE_BASEMAP: 'osm' })).toThrow(/PORT : .* ; PERIMETRE_BASEMAP : /);
  });
});
