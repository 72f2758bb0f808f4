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
  ])('may not be « %s », which no browser sends', (list) => {
    expect(() => read(list)).toThrow(/PERIMETRE_CORS_ORIGINS.*expected origins as browsers send them/);
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
    expect(() => read(url)).toThrow('PERIMETRE_PUBLIC_URL');
  });
});
